/**
 * How far off the prediction is at the samples. Pure.
 *
 * @import { Points } from '../../types.js'
 */

import { valueAt } from './chart.js';

/**
 * The residuals y − Y′.
 * @param {Points} points
 * @param {ArrayLike<number>} prediction on an even grid from `from` to `to`
 * @param {{from: number, to: number}} grid
 * @returns {number[]} NaN for a sample beside the grid
 */
export function residualsOf({ x, y }, prediction, { from, to }) {
  return x.map((at, i) => (at < from || at > to ? NaN : y[i] - valueAt(prediction, from, to, at)));
}
