/**
 * Where a label is least in the way: of a few places the one that the fewest curves run through and no other label
 * covers. Pure.
 *
 * @import { Box } from './raster.js'
 *
 * @typedef {{values: ArrayLike<number>, left: number, step: number, scale: number, shift: number}} DrawnCurve values on an
 *   even grid, and how they become pixels: x = left + i·step, y = shift + scale·value
 * @typedef {{curves: DrawnCurve[], boxes: Box[]}} Obstacles
 */

/** Another label below is worse than any number of curves. */
const COVERED = 1000;

/**
 * @param {Box[]} candidates the one liked best first
 * @param {Obstacles} obstacles
 * @param {number} [current] the one taken so far: it stays while no other is better, lest labels jump
 * @returns {number} which one
 */
export function bestPlace(candidates, obstacles, current = 0) {
  const costs = candidates.map((box) => costOf(box, obstacles));
  const least = Math.min(...costs);
  return costs[current] === least ? current : costs.indexOf(least);
}

/** @param {Box} box @param {Obstacles} obstacles */
function costOf(box, { curves, boxes }) {
  const crossings = curves.filter((curve) => runsThrough(curve, box)).length;
  return crossings + COVERED * boxes.filter((other) => overlap(box, other)).length;
}

/** @param {DrawnCurve} curve @param {Box} box @returns {boolean} */
function runsThrough({ values, left, step, scale, shift }, { x, y, width, height }) {
  const first = Math.max(0, Math.floor((x - left) / step));
  const last = Math.min(values.length - 1, Math.ceil((x + width - left) / step));
  let [above, below] = [false, false];
  for (let i = first; i <= last; i++) {
    const at = shift + scale * values[i];
    if (at >= y && at <= y + height) return true;
    above ||= at < y;
    below ||= at > y + height;
  }
  return above && below;
}

/** @param {Box} a @param {Box} b @returns {boolean} */
export function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
