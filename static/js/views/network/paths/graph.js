/**
 * A tiny graph that fills whatever box it is given: a curve, and where 0 is.
 *
 * @import { Range } from '../../../lib/axes.js'
 */

import { attr, svg } from '../../../lib/dom.js';

const WIDTH = 100;
const HEIGHT = 100;
/** What a line of some width needs above and below. */
const MARGIN = 8;

/** @typedef {ReturnType<typeof createGraph>} Graph */

/** @param {string} [kind] */
export function createGraph(kind = '') {
  const zero = svg('line', { class: 'paths-zero', x1: 0, x2: WIDTH });
  const below = svg('polyline', { class: 'paths-target' });
  const line = svg('polyline', { class: 'paths-line' });
  const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' };
  const element = svg('svg', { class: `paths-graph ${kind}`, ...box }, zero, below, line);

  return {
    element,
    /** @param {ArrayLike<number>} values equally spaced @param {Range} range of heights */
    draw(values, range) {
      attr(line, 'points', pointsOf(values, range));
      const y = heightOf(0, range).toFixed(1);
      attr(zero, 'y1', y);
      attr(zero, 'y2', y);
    },
    /** What the curve is to be compared with. @param {ArrayLike<number>} values @param {Range} range */
    drawBelow: (values, range) => attr(below, 'points', pointsOf(values, range)),
  };
}

/** @param {ArrayLike<number>} values @param {Range} range @returns {string} */
function pointsOf(values, range) {
  const step = WIDTH / (values.length - 1);
  return Array.from(values, (value, i) => `${(i * step).toFixed(1)},${heightOf(value, range).toFixed(1)}`).join(' ');
}

/** @param {number} value @param {Range} range @returns {number} */
function heightOf(value, [low, high]) {
  return HEIGHT - MARGIN - ((value - low) / (high - low)) * (HEIGHT - 2 * MARGIN);
}

/** The range of some curves, with 0 in it. @param {ArrayLike<number>[]} curves @returns {Range} */
export function rangeOf(curves) {
  let [low, high] = [0, 0];
  for (const values of curves) {
    for (let i = 0; i < values.length; i++) {
      if (values[i] < low) low = values[i];
      else if (values[i] > high) high = values[i];
    }
  }
  return low < high ? [low, high] : [-1, 1];
}
