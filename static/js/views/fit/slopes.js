/**
 * How the slope of a piece adds up from the slopes of the neurons awake on it, in words. Pure.
 *
 * @import { Place } from '../../types.js'
 *
 * @typedef {{text: string, neuron?: Place}} Token a bit of the sum, with the neuron it belongs to
 */

import { minus, powers } from '../../lib/format.js';

/** More summands than this are not read one by one: the smallest go together. */
const MOST_SUMMANDS = 5;
const USUAL_STEP = 0.01;

/**
 * @param {[number, number, number][]} parts layer, neuron, slope
 * @param {number} slope
 * @param {(sum: string, count: number) => string} others how the small ones together are told
 * @param {number} [step] the last place that is told, a power of ten
 * @returns {Token[]} like `1.9`, ` − 3.4`, ` = −1.5`
 */
export function slopeSum(parts, slope, others, step = USUAL_STEP) {
  if (parts.length === 0) return [];
  const large = [...parts].sort(([, , a], [, , b]) => Math.abs(b) - Math.abs(a)).slice(0, MOST_SUMMANDS);
  const told = parts.length > MOST_SUMMANDS ? parts.filter((part) => large.includes(part)) : parts;
  const rest = parts.filter((part) => !told.includes(part));
  /** @type {Token[]} */
  const tokens = told.map(([layer, neuron, value], i) => ({ text: summand(value, i === 0, step), neuron: [layer, neuron] }));
  const left = rest.reduce((sum, [, , value]) => sum + value, 0);
  if (rest.length > 0) tokens.push({ text: others(summand(left, false, step), rest.length) });
  if (parts.length === 1) return tokens;
  const shown = [...told.map(([, , value]) => value), left].reduce((sum, value) => sum + rounded(value, step), 0);
  const sign = Math.abs(shown - rounded(slope, step)) < step * 1e-4 ? '=' : '≈';
  return [...tokens, { text: ` ${sign} ${slopeText(slope, step)}` }];
}

/** @param {number} value @param {boolean} first @param {number} step */
function summand(value, first, step) {
  const size = slopeText(Math.abs(value), step);
  if (first) return value < 0 ? `−${size}` : size;
  return value < 0 ? ` − ${size}` : ` + ${size}`;
}

/** @param {number} value @param {number} [step] @returns {string} two decimals at most, as few as tell it */
export function slopeText(value, step = USUAL_STEP) {
  return powers(minus(String(rounded(value, step))));
}

/** @param {number} value @param {number} step */
function rounded(value, step) {
  if (Math.abs(value) >= step * 1e4 || value === 0) return Number(value.toPrecision(3)) + 0;
  return Number((Math.round(value / step) * step).toPrecision(6)) + 0;
}
