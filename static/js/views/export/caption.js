/**
 * A picture's small print: what was trained, and how far.
 *
 * @import { State } from '../../types.js'
 */

import { count, firstOf, t } from '../../i18n.js';
import { drawnCurve } from '../../lib/drawn.js';
import { lossWords } from '../../lib/format.js';
import { configOf } from '../../lib/result.js';

const LONGEST_FORMULA = 60;

/** @param {State} state @returns {string} */
export function captionOf(state) {
  const { layout, frame } = state;
  if (!layout || !frame) return '';
  const config = configOf(state);
  const activations = [...new Set(layout.activations)].map((name) => firstOf([`activations.${name}`], name));
  // In a race each run has its own.
  const losses = layout.race ? [] : [
    t('picture.training_loss', { loss: lossWords(frame.trainingLoss) }),
    ...(Number.isNaN(frame.validationLoss) ? [] : [t('picture.validation_loss', { loss: lossWords(frame.validationLoss) })]),
  ];
  return [
    curveName(config.data.source),
    [layout.sizes.join('–'), ...activations].join(' '),
    t('picture.parameters', { count: count(layout.parameter_count) }),
    t('picture.step', { step: count(frame.step) }),
    ...losses,
  ].join(' · ');
}

/** @param {State['config']['data']['source']} source */
function curveName(source) {
  if (source.kind === 'target') return firstOf([`targets.${source.name}`], source.name);
  if (source.kind === 'points') return t(drawnCurve(source) ? 'curve.own_drawing' : 'curve.own_points');
  const { expression } = source;
  return `y = ${expression.length > LONGEST_FORMULA ? `${expression.slice(0, LONGEST_FORMULA)}…` : expression}`;
}
