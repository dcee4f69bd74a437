/** A curve as a small picture. */

import { attr, svg } from './dom.js';

const WIDTH = 48;
const HEIGHT = 32;
const MARGIN = 4;

/** @param {number[]} values on an even grid */
export function createThumbnail(values) {
  const path = svg('path');
  const show = (/** @type {number[]} */ heights) => attr(path, 'd', thumbnailPath(heights));
  show(values);
  return { show, element: svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' }, path) };
}

/** Scaled to fill the picture. @param {number[]} values @returns {string} */
function thumbnailPath(values) {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, i) => {
    const x = MARGIN + (i / (values.length - 1)) * (WIDTH - 2 * MARGIN);
    const y = HEIGHT - MARGIN - ((value - low) / span) * (HEIGHT - 2 * MARGIN);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return points.length > 0 ? `M${points.join('L')}` : '';
}
