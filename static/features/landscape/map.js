/**
 * A landscape as numbers: its heights, its ticks, the way over it, and the points of it that are known exactly. Pure.
 *
 * @import { Spot } from '../../js/plot/maps.js'
 *
 * @typedef {Object} Landscape as the server gives it
 * @property {number[]} a
 * @property {number[]} b
 * @property {(number | null)[][]} losses losses[j][i] at a[i], b[j]; null beyond all bounds
 * @property {number} center
 * @property {[number, number][]} path
 * @property {boolean} random
 * @property {number} step
 * @property {number | null} pinned the step from which the path is kept
 * @property {{center: number[], first: number[], second: number[]} | null} plane the slice itself, of small networks
 * @property {[number, number] | null} values of the two chosen weights in the middle
 *
 * @typedef {{a: number, b: number, parameters: Float32Array}} KnownPoint
 */

import { logTicks, tickText } from '../../js/lib/axes.js';

/** A loss of zero has no logarithm: it lies this many times below the smallest one there is. */
const BELOW = 10;
const MOST_TICKS = 6;
const MOST_PLACES = 512;

/** @param {Landscape} landscape @returns {[number, number] | null} the smallest and largest loss, null where none is finite */
export function rangeOf({ losses }) {
  const finite = losses.flat().filter((loss) => loss !== null);
  return finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : null;
}

/**
 * How to turn losses into heights: as they are, or as powers of ten.
 * @param {Landscape} landscape
 * @param {boolean} log
 * @returns {(loss: number | null) => number | null}
 */
export function heightOf(landscape, log) {
  if (!log) return (loss) => loss;
  const positive = landscape.losses.flat().filter((loss) => loss !== null && loss > 0).map(Number);
  const least = positive.length > 0 ? Math.min(...positive) / BELOW : 1;
  return (loss) => (loss === null ? null : Math.log10(Math.max(loss, least)));
}

/** Ticks of the losses at their logarithms. @param {[number, number]} range @returns {{values: number[], texts: string[]} | null} null where there are too few */
export function logHeightTicks([low, high]) {
  if (!(low > 0)) return null;
  const ticks = logTicks(low, high, MOST_TICKS);
  return ticks.length < 2 ? null : { values: ticks.map(Math.log10), texts: ticks.map(tickText) };
}

/**
 * The loss at a point between the grid's, as the surface is drawn there.
 * @param {Landscape} landscape
 * @param {number} at along a
 * @param {number} up along b
 * @returns {number | null} null outside, and where a corner is beyond all bounds
 */
export function lossAt({ a, b, losses }, at, up) {
  const [column, right] = placeIn(a, at);
  const [row, above] = placeIn(b, up);
  if (!(column >= 0 && row >= 0)) return null;
  const corner = (/** @type {number} */ i, /** @type {number} */ j) => losses[row + j][column + i];
  const corners = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
  if (corners.some((loss) => loss === null)) return null;
  const [one, two, three, four] = corners.map(Number);
  return (one * (1 - right) + two * right) * (1 - above) + (three * (1 - right) + four * right) * above;
}

/** @param {number[]} grid evenly spaced @param {number} value @returns {[number, number]} the cell, and how far into it; −1 outside */
function placeIn(grid, value) {
  const cells = grid.length - 1;
  const place = ((value - grid[0]) / (grid[cells] - grid[0])) * cells;
  if (!(place >= 0 && place <= cells)) return [-1, 0];
  const cell = Math.min(cells - 1, Math.floor(place));
  return [cell, place - cell];
}

/** @param {Landscape} landscape @returns {{column: number, row: number} | null} where the loss is smallest */
export function lowestOf({ losses }) {
  let least = Infinity;
  let place = null;
  losses.forEach((line, row) => line.forEach((loss, column) => {
    if (loss === null || loss >= least) return;
    least = loss;
    place = { column, row };
  }));
  return place;
}

/** Where the axes' numbers begin: at the weights' values, or at 0 for directions. @param {Landscape} landscape @returns {[number, number]} */
export function originOf({ values }) {
  return values ?? [0, 0];
}

/**
 * The way, as spots of the picture.
 * @param {Landscape} landscape
 * @param {(loss: number | null) => number | null} height
 * @returns {Spot[]}
 */
export function spotsOf(landscape, height) {
  return landscape.path.map(([a, b]) => spotAt(landscape, height, a, b));
}

/**
 * @param {Landscape} landscape
 * @param {(loss: number | null) => number | null} height
 * @param {number} a
 * @param {number} b
 * @returns {Spot}
 */
export function spotAt(landscape, height, a, b) {
  const [across, up] = originOf(landscape);
  return [across + a, up + b, height(lossAt(landscape, a, b))];
}

/**
 * The point of the slice that some weights are nearest to, by least squares, as the path is.
 * @param {Landscape} landscape
 * @param {ArrayLike<number>} parameters
 * @returns {[number, number] | null} null where the slice is not told, of another shape, or the weights are not finite
 */
export function nearestOn({ plane }, parameters) {
  if (!plane || plane.center.length !== parameters.length) return null;
  const { center, first, second } = plane;
  let [uu, uv, vv, ud, vd] = [0, 0, 0, 0, 0];
  for (let i = 0; i < center.length; i++) {
    const [u, v, d] = [first[i], second[i], parameters[i] - center[i]];
    uu += u * u;
    uv += u * v;
    vv += v * v;
    ud += u * d;
    vd += v * d;
  }
  const determinant = uu * vv - uv * uv;
  const [a, b] = [(ud * vv - vd * uv) / determinant, (vd * uu - ud * uv) / determinant];
  return Number.isFinite(a) && Number.isFinite(b) ? [a, b] : null;
}

/** A way with one more place; a long one loses every second place but its first. @param {[number, number][]} path @param {[number, number]} place */
export function walked(path, place) {
  const kept = path.length < MOST_PLACES ? path : path.filter((_, i) => i % 2 === 0);
  return [...kept, place];
}

/** @param {KnownPoint[]} known @param {Float32Array} parameters @returns {KnownPoint | null} the one with exactly these */
export function pointWith(known, parameters) {
  return known.find((point) => sameNumbers(point.parameters, parameters)) ?? null;
}

/** @param {Float32Array} one @param {Float32Array} other */
function sameNumbers(one, other) {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
