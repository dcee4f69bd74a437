/**
 * The update of one weight by each optimizer, number by number, as its formula has it. Pure.
 *
 * @import { WeightPlace } from '../../types.js'
 * @import { Given, Row } from './given.js'
 * @import { Line } from './sums.js'
 *
 * @typedef {Record<string, number>} Numbers
 */

import { rounded } from '../../lib/numbers.js';
import { t } from '../../i18n.js';
import { base, factor, line, productOf, sumOf } from './sums.js';

const MOST_DECIMALS = 9;

/** @param {Given} given @param {WeightPlace} weight @returns {Row[]} */
export function updateRows({ inspection: { numbers, optimizer } }, weight) {
  if (!numbers) return [];
  const lines = updateLines(optimizer.name, numbers, optimizer.hyperparameters);
  const still = numbers.after === numbers.before;
  return [
    ...lines.map((each, i) => /** @type {Row} */ ({ kind: 'line', key: `update ${i}`, layer: null, line: each })),
    ...(still ? [/** @type {Row} */ ({ kind: 'note', key: 'still', layer: null, text: t(weight.from === null ? 'trace.still_bias' : 'trace.still') })] : []),
  ];
}

/**
 * @param {string} optimizer
 * @param {Numbers} n of the one parameter, by the names the server gives them
 * @param {Numbers} h hyperparameters
 * @returns {Line[]}
 */
export function updateLines(optimizer, n, h) {
  return [...gradientLines(n), ...RULES[optimizer](n, h), ...(n.l1 === 0 ? [placeLine(n, n.after)] : pullLines(optimizer, n, h))];
}

/** @param {Numbers} n @returns {Line[]} */
function gradientLines({ data_gradient: data, penalty_gradient: penalty, gradient }) {
  if (penalty === 0) return [line('g = dL/dp', '', gradient)];
  return [line(t('trace.with_penalty'), sumOf([[data], [penalty]]), gradient)];
}

/** @type {Record<string, (n: Numbers, h: Numbers) => Line[]>} */
const RULES = {
  sgd: ({ gradient, change }, { learning_rate: rate }) => [line('Δ = −η·g', productOf([-rate, gradient]), change)],
  momentum: (n, h) => [velocity(n, h), line('Δ = −η·v', productOf([-h.learning_rate, n.v]), n.change)],
  nesterov: (n, h) => [
    velocity(n, h),
    line('Δ = −η·(g + μ·v)', `${rounded(-h.learning_rate)}·(${sumOf([[n.gradient], [h.momentum, n.v]])})`, n.change),
  ],
  adagrad: (n, h) => [
    line('s ← s + g²', `${rounded(n.s_old)} +\u00a0${base(n.gradient)}²`, n.s),
    line(`Δ = −η·g / (√s + ${epsilonOf(n)})`, scaled(h, n.gradient, n.s, n), n.change),
  ],
  rmsprop: (n, h) => [
    line('v ← α·v + (1 − α)·g²', `${productOf([h.decay, n.v_old])} +\u00a0${rounded(1 - h.decay)}·${base(n.gradient)}²`, n.v),
    line(`Δ = −η·g / (√v + ${epsilonOf(n)})`, scaled(h, n.gradient, n.v, n), n.change),
  ],
  adam: (n, h) => [...averages(n, h), line(`Δ = −η·m̂ / (√v̂ + ${epsilonOf(n)})`, scaled(h, n.m_corrected, n.v_corrected, n), n.change)],
  adamw: (n, h) => [
    ...averages(n, h),
    line(`Δ₁ = −η·m̂ / (√v̂ + ${epsilonOf(n)})`, scaled(h, n.m_corrected, n.v_corrected, n), n.change - n.decay),
    line('Δ₂ = −η·λ·p', productOf([-h.learning_rate, h.weight_decay, n.before]), n.decay),
    line('Δ = Δ₁ + Δ₂', sumOf([[n.change - n.decay], [n.decay]]), n.change),
  ],
};

/** @param {Numbers} n @param {Numbers} h */
function velocity(n, { momentum }) {
  return line('v ← μ·v + g', sumOf([[momentum, n.v_old], [n.gradient]]), n.v);
}

/** Adam's two averages, and both corrected for having begun at 0. @param {Numbers} n @param {Numbers} h @returns {Line[]} */
function averages(n, { beta1, beta2 }) {
  const power = (/** @type {number} */ beta) => `1 − ${rounded(beta)}^${n.step}`;
  return [
    line('m ← β₁·m + (1 − β₁)·g', sumOf([[beta1, n.m_old], [1 - beta1, n.gradient]]), n.m),
    line('v ← β₂·v + (1 − β₂)·g²', `${productOf([beta2, n.v_old])} +\u00a0${rounded(1 - beta2)}·${base(n.gradient)}²`, n.v),
    line('1 − β₁ᵗ', power(beta1), n.m_correction),
    line('1 − β₂ᵗ', power(beta2), n.v_correction),
    line('m̂ = m / (1 − β₁ᵗ)', `${rounded(n.m)} / ${divisor(n.m_correction)}`, n.m_corrected),
    line('v̂ = v / (1 − β₂ᵗ)', `${rounded(n.v)} / ${divisor(n.v_correction)}`, n.v_corrected),
  ];
}

/** A step divided by the root of an average of squares. @param {Numbers} h @param {number} step @param {number} squares @param {Numbers} n */
function scaled({ learning_rate: rate, epsilon }, step, squares, n) {
  return `${rounded(-rate)}·${factor(step)} / ${rootOf(squares, epsilon, n)}`;
}

/** @param {number} squares @param {number} epsilon @param {Numbers} n */
function rootOf(squares, epsilon, { l1 }) {
  return `(√${divisor(squares)} + ${rounded(epsilon)}${l1 === 0 ? '' : ` +\u00a0${rounded(l1)}`})`;
}

/** What is added to the root; see `app/engine/penalties.py`. @param {Numbers} n */
function epsilonOf({ l1 }) {
  return l1 === 0 ? 'ε' : 'ε + λ₁';
}

/** What of the optimizer's memory the L1 penalty's pull is divided by, as its formula has it. @type {Record<string, string>} */
const SQUARES = { adagrad: 's', rmsprop: 'v', adam: 'v̂', adamw: 'v̂' };

/**
 * The L1 penalty's part: after the step the weight goes τ toward 0, and stays there where it is nearer than that.
 *
 * @param {string} optimizer
 * @param {Numbers} n
 * @param {Numbers} h
 * @returns {Line[]}
 */
function pullLines(optimizer, n, h) {
  const moved = n.before + n.change;
  const pulled = n.after === 0
    ? line('|p| ≤ τ: p ← 0', '', 0)
    : line(moved < 0 ? 'p ← p + τ' : 'p ← p − τ', sumOf([[moved], [moved < 0 ? n.threshold : -n.threshold]]), n.after);
  return [placeLine(n, moved), thresholdLine(optimizer, n, h), pulled];
}

/** How far it pulls: λ₁ times what the optimizer multiplies a steady gradient by. @param {string} optimizer @param {Numbers} n @param {Numbers} h @returns {Line} */
function thresholdLine(optimizer, n, { learning_rate: rate, momentum, epsilon }) {
  const product = productOf([rate, n.l1]);
  const squares = SQUARES[optimizer];
  if (squares) {
    const value = n.v_corrected ?? n.s ?? n.v;
    return line(`τ = η·λ₁ / (√${squares} + ε + λ₁)`, `${product} / ${rootOf(value, epsilon, n)}`, n.threshold);
  }
  if (optimizer === 'sgd') return line('τ = η·λ₁', product, n.threshold);
  return line('τ = η·λ₁ / (1 − μ)', `${product} / ${rounded(1 - momentum)}`, n.threshold);
}

/** A number that a root or a division takes whole: a power of ten in brackets. @param {number} value */
function divisor(value) {
  const text = rounded(value);
  return text.includes('×') ? `(${text})` : text;
}

/** The parameter before and after the step, with enough digits to see the change. @param {Numbers} n @param {number} after @returns {Line} */
function placeLine({ before, change }, after) {
  const needed = change === 0 ? 3 : 1 - Math.floor(Math.log10(Math.abs(change)));
  const decimals = Math.max(3, needed);
  if (decimals > MOST_DECIMALS || Math.abs(before) >= 1e6) return line('p ← p + Δ', sumOf([[before], [change]]), after);
  const write = (/** @type {number} */ value) => value.toFixed(decimals).replace('-', '−');
  const step = `${change < 0 ? '−' : '+'}\u00a0${write(Math.abs(change))}`;
  return line('p ← p + Δ', `${write(before)} ${step}`, write(after));
}
