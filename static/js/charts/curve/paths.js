/**
 * Path strings for what moves at every frame. A curve on an even grid is mostly straight, so the points that lie on the
 * line between others are left out: less to write, and less for the browser to read and paint. Pure.
 *
 * @typedef {{x: (value: number) => number, y: (value: number) => number, from: number, to: number}} Domain a grid's ends, and
 *   its scales to pixels
 *
 * @typedef {Object} PixelGrid how values on an even grid become pixels
 * @property {number} left
 * @property {number} step from one point to the next
 * @property {number} scale
 * @property {number} shift
 */

/** How far a point may lie off the line that leaves it out, in pixels. */
const TOLERANCE = 0.15;
/** Keeps a runaway curve inside what browsers can draw; the clip hides it anyway. */
const FARTHEST = 1e5;

/** @param {Domain} view @param {number} count @returns {PixelGrid} */
export function pixelGrid({ x, y, from, to }, count) {
  const left = x(from);
  return { left, step: (x(to) - left) / (count - 1), scale: y(1) - y(0), shift: y(0) };
}

/**
 * A curve as a path. Where a value is no number the path is interrupted.
 * @param {ArrayLike<number>} values
 * @param {PixelGrid} grid
 * @returns {string}
 */
export function gridPath(values, { left, step, scale, shift }) {
  let path = '';
  /** The last point written, −1 where the pen is up; the slopes that keep all points since close to the line. */
  let [anchor, anchorY, low, high] = [-1, 0, 0, 0];
  let lastY = 0;
  const finish = (/** @type {number} */ last) => (anchor >= 0 && last > anchor ? point('L', left + last * step, lastY) : '');
  for (let i = 0; i < values.length; i++) {
    const y = shift + scale * values[i];
    if (!Number.isFinite(y)) {
      path += finish(i - 1);
      anchor = -1;
      continue;
    }
    if (anchor < 0) {
      path += point('M', left + i * step, y);
      [anchor, anchorY, low, high] = [i, y, -Infinity, Infinity];
    } else {
      const slope = (y - anchorY) / (i - anchor);
      if (slope < low || slope > high) {
        path += finish(i - 1);
        [anchor, anchorY, low, high] = [i - 1, lastY, -Infinity, Infinity];
      }
      low = Math.max(low, (y - TOLERANCE - anchorY) / (i - anchor));
      high = Math.min(high, (y + TOLERANCE - anchorY) / (i - anchor));
    }
    lastY = y;
  }
  return path + finish(values.length - 1);
}

/** @param {'M' | 'L'} command @param {number} x @param {number} y @returns {string} with one decimal */
export function point(command, x, y) {
  return `${command}${tenths(x)} ${tenths(Math.max(-FARTHEST, Math.min(FARTHEST, y)))}`;
}

/** @param {number} value */
function tenths(value) {
  return Math.round(value * 10) / 10;
}

/**
 * @param {number} start
 * @param {ArrayLike<number>[]} curves all of one length
 * @param {number} count
 * @returns {Float32Array} start plus all curves, point by point
 */
export function sumOf(start, curves, count) {
  const sum = new Float32Array(count).fill(start);
  for (const curve of curves) for (let i = 0; i < count; i++) sum[i] += curve[i];
  return sum;
}

/**
 * The range of some curves together, a range given before included.
 * @param {ArrayLike<number>[]} curves
 * @returns {[number, number]} [0, 0] where nothing is a number
 */
export function rangeOf(...curves) {
  let [low, high] = [Infinity, -Infinity];
  for (const curve of curves) {
    for (let i = 0; i < curve.length; i++) {
      if (!Number.isFinite(curve[i])) continue;
      if (curve[i] < low) low = curve[i];
      if (curve[i] > high) high = curve[i];
    }
  }
  return low <= high ? [low, high] : [0, 0];
}

/**
 * Edges of neighboring segments moved apart so that each is at least so wide, as little as that takes.
 * @param {number[]} edges rising; the first and the last stay
 * @param {number} least
 * @returns {number[]}
 */
export function spread(edges, least) {
  const result = [...edges];
  const last = result.length - 1;
  for (let i = 1; i < last; i++) result[i] = Math.max(result[i], result[i - 1] + least);
  for (let i = last - 1; i > 0; i--) result[i] = Math.min(result[i], result[i + 1] - least);
  return result;
}
