/**
 * What the lines of the fit's picture are.
 *
 * @import { State } from '../../types.js'
 * @import { LegendItem } from '../../lib/picture.js'
 */

import { exactCount, t } from '../../i18n.js';
import { svg } from '../../lib/dom.js';
import { drawnCurve } from '../../lib/drawn.js';
import { runColor, runDash } from '../../lib/racing.js';
import { gapShape, gapWords } from '../fit/gap.js';
import { GAP_PICTURES } from '../fit/gap-name.js';
import { DIAMONDS } from '../fit/heading.js';
import { contributionsOf, termsOf } from '../fit/terms.js';

const LINE = 'M1 5h24';

/** @param {State} state @returns {LegendItem[]} */
export function fitLegend(state) {
  const { layout, view } = state;
  if (!layout) return [];
  const hasCurve = layout.target.y !== null || drawnCurve(layout.config.data.source) !== null;
  return [
    ...(hasCurve ? [item('fit-target', t('fit.target'), 'M3 5h20')] : []),
    ...(layout.race ? runItems(state) : [item('fit-prediction', t('fit.prediction'))]),
    item('fit-train', t('fit.train'), 'M5 5h0M13 5h0M21 5h0'),
    ...(layout.data.validation.x.length > 0 && view.validation ? [item('fit-validation', t('fit.validation'), DIAMONDS)] : []),
    ...(layout.race ? [] : makeupItems(state)),
    ...state.pinned.map(({ name }, i) => item('pinned-line', name, LINE, { 'stroke-dasharray': runDash(i).join(' ') || null })),
  ];
}

/** @param {State} state @returns {LegendItem[]} */
function runItems({ layout }) {
  return (layout?.race ?? []).map(({ label }, i) => item('fit-run', label, LINE, { 'stroke-dasharray': runDash(i).join(' ') || null, style: { stroke: runColor(i) } }));
}

/** What the prediction is made of. @param {State} state @returns {LegendItem[]} */
function makeupItems(state) {
  const { layout, frame, muted, view } = state;
  const { best, watch } = frame?.sections ?? {};
  const isMade = layout !== null && view.contributions && contributionsOf(state) !== null;
  const terms = isMade ? termsOf(layout).filter(({ id }) => !muted.has(id ?? -1)) : [];
  const shape = gapShape(state);
  const [gapClass, gapPath] = GAP_PICTURES[shape];
  return [
    ...(isMade ? [item('fit-bias', t('fit.bias'))] : []),
    ...terms.map(({ name, color }) => item('fit-term', name, LINE, { style: { '--neuron': color } })),
    ...(isMade && terms.length < termsOf(layout).length ? [item('fit-shown', t('fit.shown'))] : []),
    ...(best && watch ? [item('fit-best', t('fit.best', { step: exactCount(watch.bestStep) }))] : []),
    ...(view.gap ? [item(gapClass, gapWords(state), gapPath)] : []),
  ];
}

/** @param {string} kind @param {string} label @param {string} [d] @param {Record<string, unknown>} [more] @returns {LegendItem} */
function item(kind, label, d = LINE, more = {}) {
  return { label, swatch: svg('g', { class: 'swatch' }, svg('path', { class: kind, d, ...more })) };
}
