/**
 * The update of one weight, number by number. The optimizer's steps come from the server, as trees; what every update
 * has, whatever its rule, stands here. Pure.
 *
 * @import { Step, WeightPlace } from '../../js/types.js'
 * @import { Given, Row } from './given.js'
 * @import { Line } from './sums.js'
 *
 * @typedef {Record<string, number>} Numbers
 */

import { t } from '../../js/i18n.js';
import { line, stepLine, sumOf } from './sums.js';

const MOST_DECIMALS = 9;

/** @param {Given} given @param {WeightPlace} weight @returns {Row[]} */
export function updateRows({ inspection: { numbers, steps } }, weight) {
  if (!numbers || !steps) return [];
  const still = numbers.after === numbers.before;
  return [
    ...updateLines(numbers, steps).map((each, i) => /** @type {Row} */ ({ kind: 'line', key: `update ${i}`, layer: null, line: each })),
    ...(still ? [/** @type {Row} */ ({ kind: 'note', key: 'still', layer: null, text: t(weight.from === null ? 'trace.still_bias' : 'trace.still') })] : []),
  ];
}

/**
 * From the gradient over the optimizer's steps to the new value. With an L1 penalty the last step is how far it pulls.
 * @param {Numbers} numbers of the one parameter, by the names the server gives them
 * @param {Step[]} steps
 * @returns {Line[]}
 */
export function updateLines(numbers, steps) {
  const lines = steps.map(stepLine);
  if (numbers.l1 === 0) return [...gradientLines(numbers), ...lines, placeLine(numbers, numbers.after)];
  const moved = numbers.before + numbers.change;
  return [...gradientLines(numbers), ...lines.slice(0, -1), placeLine(numbers, moved), ...lines.slice(-1), pulledLine(numbers, moved)];
}

/** @param {Numbers} numbers @returns {Line[]} */
function gradientLines({ data_gradient: data, penalty_gradient: penalty, gradient }) {
  if (penalty === 0) return [line('g = dL/dp', '', gradient)];
  return [line(t('trace.with_penalty'), sumOf([[data], [penalty]]), gradient)];
}

/** The L1 penalty's part: after the step the weight goes τ toward 0, and stays there where it is nearer than that. @param {Numbers} numbers @param {number} moved @returns {Line} */
function pulledLine({ after, threshold }, moved) {
  if (after === 0) return line('|p| ≤ τ: p ← 0', '', 0);
  return line(moved < 0 ? 'p ← p + τ' : 'p ← p − τ', sumOf([[moved], [moved < 0 ? threshold : -threshold]]), after);
}

/** The parameter before and after the step, with enough digits to see the change. @param {Numbers} numbers @param {number} after @returns {Line} */
function placeLine({ before, change }, after) {
  const needed = change === 0 ? 3 : 1 - Math.floor(Math.log10(Math.abs(change)));
  const decimals = Math.max(3, needed);
  if (decimals > MOST_DECIMALS || Math.abs(before) >= 1e6) return line('p ← p + Δ', sumOf([[before], [change]]), after);
  const write = (/** @type {number} */ value) => value.toFixed(decimals).replace('-', '−');
  const step = `${change < 0 ? '−' : '+'}\u00a0${write(Math.abs(change))}`;
  return line('p ← p + Δ', `${write(before)} ${step}`, write(after));
}
