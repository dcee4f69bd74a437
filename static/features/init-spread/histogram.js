/**
 * A small histogram.
 *
 * @import { Histogram } from './judge.js'
 */

import { svg } from '../../js/lib/dom.js';

const [WIDTH, HEIGHT] = [100, 30];
/** So that what hardly spreads is still a line to be seen. */
const THINNEST = 1.5;

/**
 * Bars around the middle, which is zero; the tallest one is as high as the picture. Heights go by the square root: where
 * half of a layer gives exactly 0, the others would not be seen beside it.
 * @param {Histogram} histogram
 * @param {number} reach how far the picture goes on either side of zero
 * @returns {string} a path
 */
export function barsPath({ low, high, counts, deviation }, reach) {
  const at = (/** @type {number} */ value) => WIDTH / 2 + (value / reach) * (WIDTH / 2);
  if (deviation === 0) return bar(at((low + high) / 2), THINNEST, HEIGHT);
  const most = Math.max(...counts);
  const width = (high - low) / counts.length;
  return counts.map((count, i) => {
    if (count === 0) return '';
    const [left, right] = [at(low + i * width), at(low + (i + 1) * width)];
    return bar((left + right) / 2, Math.max(THINNEST, right - left), Math.sqrt(count / most) * HEIGHT);
  }).join('');
}

/** @param {number} middle @param {number} width @param {number} height */
function bar(middle, width, height) {
  const left = Math.min(Math.max(middle - width / 2, 0), WIDTH - width);
  return `M${left.toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}z`;
}

/** @param {string} name @param {Histogram} histogram @param {number} reach */
export function drawHistogram(name, histogram, reach) {
  return svg(
    'svg',
    { class: `spread-bars ${name}`, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { class: 'bars', d: barsPath(histogram, reach) }),
    svg('line', { x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }),
  );
}
