/**
 * Corners of the curve to find, compared with the bends a network can make. Pure.
 *
 * @import { Layout } from '../types.js'
 */

import { isRectifier } from './activations.js';
import { t } from '../i18n.js';

/** With more neurons a smooth curve needs no word. */
const MANY = 8;

/**
 * @typedef {Object} Shortage
 * @property {number} missing how many neurons more are enough; 0 for a smooth curve, where each one more helps
 * @property {number} wanted how many there would be then
 * @property {string} text
 */

/**
 * What a network with one layer of rectified neurons lacks; of others nobody can say how often they bend.
 * @param {Layout | null} layout
 * @returns {Shortage | null} null where nothing is lacking, or known
 */
export function shortageOf(layout) {
  const shape = layout?.target?.shape;
  if (!layout || !shape || layout.race || layout.sizes.length !== 3 || !isRectifier(layout.activations[0])) return null;
  const [, count] = layout.sizes;
  if (shape.neurons === 0) return count < MANY ? { missing: 0, wanted: MANY, text: t('corners.smooth') } : null;
  const missing = shape.neurons - count;
  return missing > 0 ? { missing, wanted: shape.neurons, text: sentence(shape, count, missing) } : null;
}

/** @param {import('../types.js').CurveShape} shape @param {number} count @param {number} missing */
function sentence({ corners, jumps, neurons }, count, missing) {
  const bends = corners + 2 * jumps;
  const what = [
    corners > 0 && t('corners.corners', { count: corners }),
    jumps > 0 && t('corners.jumps', { count: jumps, bends: 2 * jumps }),
  ].filter(Boolean).join(t('corners.and'));
  const words = t('corners.bends', { what, count, missing });
  return neurons > bends ? words + t('corners.slope') : words;
}
