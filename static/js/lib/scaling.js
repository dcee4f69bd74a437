/**
 * How data far from 1 are scaled for training, and back: shown = trained · scale + offset. Middle, mean and spread are
 * those of the rows that train, so that nothing of the validation rows reaches the network. Pure.
 *
 * @import { Units } from '../types.js'
 *
 * @typedef {{low: number, high: number}} Extent
 * @typedef {Pick<Units, 'x_offset' | 'x_scale' | 'y_offset' | 'y_scale'>} Scaling
 */

/** Scaled x go from about −3 to 3, y over a height of about 3. */
const WIDTH = 6;
const HEIGHT = 3;
/** Ranges so wide train well as they are. */
const GOOD = { x: { low: 2, high: 8, far: 4.5 }, y: { low: 0.5, high: 5, far: 4 } };
/** The server takes no larger numbers to train on. */
const LARGEST_TRAINED = 1e9;
/** What the server takes of offsets and scales. */
const LARGEST = 1e300;
const SMALLEST_SCALE = 1e-300;
/** Numbers that differ by no more than so many roundings of float64 are as good as equal. */
const ROUNDINGS = 4;
/** Numbers from 1 to 10 whose reciprocals have few digits. */
const FINITE = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10];
/** Digits that scaled numbers are sent with: more than float32 has. */
const DIGITS = 9;

/** Of data that are trained on as they are. @type {Scaling} */
export const UNSCALED = { x_offset: 0, x_scale: 1, y_offset: 0, y_scale: 1 };

/** @param {ArrayLike<number>} values @returns {Extent} */
export function extentOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return { low, high };
}

/** Whether values differ by less than float64 tells apart. @param {ArrayLike<number>} values @returns {boolean} */
export function isFlat(values) {
  const { low, high } = extentOf(values);
  return high - low <= ROUNDINGS * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
}

/** Whether data can be scaled at all. @param {ArrayLike<number>} values @returns {boolean} */
export function canBeScaled(values) {
  const { low, high } = extentOf(values);
  return Math.max(Math.abs(low), Math.abs(high)) <= LARGEST && high - low >= WIDTH * SMALLEST_SCALE;
}

/** Whether points are far from where networks learn well. @param {ArrayLike<number>} x @param {ArrayLike<number>} y */
export function needsScaling(x, y) {
  return isFar(extentOf(x), GOOD.x) || isFar(extentOf(y), GOOD.y);
}

/** @param {Extent} extent @param {{low: number, high: number, far: number}} good */
function isFar({ low, high }, good) {
  return high - low < good.low || high - low > good.high || Math.max(Math.abs(low), Math.abs(high)) > good.far;
}

/** Whether points can only be trained on scaled. @param {...ArrayLike<number>} columns @returns {boolean} */
export function mustBeScaled(...columns) {
  return columns.map(extentOf).some(({ low, high }) => Math.max(Math.abs(low), Math.abs(high)) > LARGEST_TRAINED);
}

/**
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number>} y
 * @param {ArrayLike<number> | null} [rows] those that train; all where there is no split, or where they say too little
 * @returns {Scaling}
 */
export function scalingOf(x, y, rows = null) {
  const [xs, ys] = [pick(x, rows), pick(y, rows)];
  const { low, high } = extentOf(xs);
  const x_scale = scaleOf(xs, WIDTH);
  const y_scale = scaleOf(ys, HEIGHT);
  return { x_offset: rounded(low + (high - low) / 2, x_scale), x_scale, y_offset: rounded(meanOf(ys), y_scale), y_scale };
}

/**
 * A column as it is trained on.
 * @param {ArrayLike<number>} values
 * @param {number} offset
 * @param {number} scale
 * @returns {number[]}
 */
export function scaled(values, offset, scale) {
  return Array.from(values, (value) => Number(((value - offset) / scale).toPrecision(DIGITS)));
}

/** @param {ArrayLike<number>} values @param {ArrayLike<number> | null} rows */
function pick(values, rows) {
  if (!rows) return values;
  const picked = Array.from(rows, (row) => values[row]);
  return isFlat(picked) ? values : picked;
}

/**
 * A scale by which numbers of few digits divide to such numbers: links of tables are short then. It is at most an eighth
 * larger or smaller than what gives exactly the size.
 * @param {ArrayLike<number>} values @param {number} size that they get, about
 */
function scaleOf(values, size) {
  const { low, high } = extentOf(values);
  const wanted = (high - low) / size;
  const power = Math.floor(Math.log10(wanted));
  const among = FINITE.map((digits) => Number(`${digits}e${power}`)).filter((scale) => scale >= SMALLEST_SCALE && Number.isFinite(scale));
  return among.find((scale, i) => wanted <= Math.sqrt(scale) * Math.sqrt(among[i + 1] ?? Infinity)) ?? wanted;
}

/** Added up in parts, so that nothing overflows. @param {ArrayLike<number>} values */
function meanOf(values) {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i] - mean) / (i + 1);
  return mean;
}

/** An offset needs no more digits than a tenth of the scale. @param {number} offset @param {number} scale */
function rounded(offset, scale) {
  const digits = Math.ceil(Math.log10(Math.abs(offset) / scale)) + 2;
  return offset === 0 || !(digits < 17) ? offset : Number(offset.toPrecision(Math.max(1, digits)));
}
