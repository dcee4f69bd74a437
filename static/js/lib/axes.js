/** Domains and ticks that a person likes to read. Pure. */

import { minus, powers } from './format.js';

/** @typedef {[number, number]} Range */

/** @param {number} value @param {Range} range @returns {number} the nearest one inside */
export function clamp(value, [low, high]) {
  return Math.max(low, Math.min(high, value));
}

/** How far beyond the data the axis follows the prediction, in heights of the data. */
const REACH = 1;
/** The axis gives room back only when less than this share of it is used. */
const LOOSE = 0.6;

/** Heights that differ by less than this part of their size are one height and rounding. */
const FLAT = 1e-6;

/** @param {Range} range @returns {boolean} whether all of it is one value, but for rounding */
export function isFlat([low, high]) {
  return high - low <= FLAT * Math.max(Math.abs(low), Math.abs(high));
}

/** @param {Range} range of one value @returns {Range} with room around it: an axis must not show what rounding did */
export function around([low, high]) {
  const middle = (low + high) / 2;
  const room = Math.max(1, Math.abs(middle)) / 2;
  return [middle - room, middle + room];
}

/**
 * The y axis of the fit: room for the data always, for the prediction up to a limit. It grows at once and in whole
 * ticks, shrinks only when much of it is empty: an axis that moved at every frame could not be read.
 * @param {Range | null} current
 * @param {Range} data
 * @param {Range} prediction
 * @returns {Range} the current one itself where it still does
 */
export function follow(current, data, prediction) {
  return followOpen(current, isFlat(data) ? around(data) : data, prediction);
}

/**
 * The same for data that are not flat, or have been given room.
 * @param {Range | null} current
 * @param {Range} data
 * @param {Range} prediction
 * @returns {Range}
 */
export function followOpen(current, data, prediction) {
  const height = data[1] - data[0];
  /** @type {Range} */
  const needed = [
    Math.max(data[0] - REACH * height, Math.min(data[0], prediction[0])),
    Math.min(data[1] + REACH * height, Math.max(data[1], prediction[1])),
  ];
  if (current && current[0] <= needed[0] && current[1] >= needed[1]) {
    const used = (needed[1] - needed[0]) / (current[1] - current[0]);
    if (used >= LOOSE) return current;
  }
  const fitted = nice(needed);
  return current && current[0] === fitted[0] && current[1] === fitted[1] ? current : fitted;
}

/** @param {Range} range @returns {Range} widened a little and to whole ticks */
export function nice([low, high]) {
  const room = (high - low || 1) * 0.04;
  const step = niceStep((high - low + 2 * room) / 8);
  return [Math.floor((low - room) / step) * step, Math.ceil((high + room) / step) * step];
}

/** @param {number} least @returns {number} the next of 1, 2, 5, 10, 20… */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return (([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power);
}

/**
 * Where a symmetric scale ends that has room for some size.
 * @param {number} largest
 * @returns {number} the next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10…; 1 for what is no size
 */
export function reachFor(largest) {
  if (!(largest > 0 && Number.isFinite(largest))) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const factor = [1, 1.5, 2, 3, 4, 5, 6, 8].find((each) => each * power >= largest * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(2));
}

/** @param {Iterable<number>} values @returns {Range} of the finite ones; [0, 0] where there is none */
export function extent(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

/**
 * Ticks of a logarithmic axis: powers of ten, in between 2 and 5 or all digits as long as they are few.
 * @param {number} low positive
 * @param {number} high
 * @param {number} most
 * @returns {number[]}
 */
export function logTicks(low, high, most) {
  for (const digits of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]]) {
    const ticks = digitTicks(low, high, digits);
    if (ticks.length <= most) return ticks;
  }
  const powers = digitTicks(low, high, [1]);
  const every = Math.ceil(powers.length / most);
  return powers.filter((_, i) => i % every === 0);
}

/** @param {number} low @param {number} high @param {number[]} digits */
function digitTicks(low, high, digits) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const digit of digits) {
      const tick = Number(`${digit}e${power}`);
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

/**
 * A logarithmic range around some positive values, ending on round numbers.
 * @param {Range} range
 * @returns {Range}
 */
export function logRange([low, high]) {
  if (!(low > 0)) return [0.01, 1];
  /** @param {number} value @param {(x: number) => number} round */
  const snap = (value, round) => {
    const power = Math.floor(Math.log10(value));
    return Number(`${Math.max(1, round(value / 10 ** power))}e${power}`);
  };
  const from = snap(low * 0.95, Math.floor);
  const to = snap(high * 1.05, Math.ceil);
  return to >= from * 2 ? [from, to] : [from / 2, to * 2];
}

/** @param {number} tick @returns {string} as few digits as tell it: 0.01, 500, 2×10⁵ */
export function tickText(tick) {
  const size = Math.abs(tick);
  if (size !== 0 && (size >= 1e5 || size < 1e-4)) return powers(minus(tick.toExponential()));
  return minus(String(Number(tick.toPrecision(6))));
}
