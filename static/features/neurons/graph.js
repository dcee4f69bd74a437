/** A small graph: a curve over a line at 0, stretched to its box. */

import { attr, svg } from '../../js/lib/dom.js';
import { extent, nice } from '../../js/lib/axes.js';

const WIDTH = 100;
const HEIGHT = 60;
const MARGIN = 3;

/** @typedef {import('../../js/lib/axes.js').Range} Range */
/** @typedef {import('./curves.js').Curve} Curve */

export function createGraph() {
  const zero = svg('line', { class: 'graph-zero', x1: 0, x2: WIDTH });
  const line = svg('path', { class: 'graph-line' });
  const box = { class: 'graph', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' };
  return {
    element: svg('svg', box, zero, line),
    /** @param {Curve} curve @param {Range} range */
    draw(curve, range) {
      const [from, to] = [curve.x[0], curve.x[curve.x.length - 1]];
      const at = (/** @type {number} */ y) => heightOf(y, range);
      attr(zero, 'y1', at(0).toFixed(1));
      attr(zero, 'y2', at(0).toFixed(1));
      const points = curve.x.map((x, i) => `${(((x - from) / (to - from)) * WIDTH).toFixed(2)} ${at(curve.y[i]).toFixed(2)}`);
      attr(line, 'd', `M${points.join('L')}`);
    },
  };
}

/** Far outside a line would be cut anyway; numbers of any size must stay drawable. @param {number} y @param {Range} range */
function heightOf(y, [low, high]) {
  const share = (y - low) / (high - low);
  const height = HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
  return Number.isFinite(height) ? Math.max(-HEIGHT, Math.min(2 * HEIGHT, height)) : HEIGHT / 2;
}

/** Room for some curves and 0, in whole ticks, so that it changes seldom. @param {Curve[]} curves @returns {Range} */
export function rangeOf(...curves) {
  const [low, high] = extent(curves.flatMap(({ y }) => y).concat(0));
  return low === high ? [-1, 1] : nice([low, high]);
}
