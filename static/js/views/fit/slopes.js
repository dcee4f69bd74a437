/**
 * How the slope of a piece adds up from the slopes of the neurons awake on it, in words. Pure.
 *
 * @import { Place } from '../../types.js'
 *
 * @typedef {{text: string, neuron?: Place}} Token a bit of the sum, with the neuron it belongs to
 */

import { minus } from '../../lib/format.js';

/** More summands than this are not read one by one: the smallest go together. */
const MOST_SUMMANDS = 5;

/**
 * @param {[number, number, number][]} parts layer, neuron, slope
 * @param {number} slope
 * @param {(sum: string, count: number) => string} others how the small ones together are told
 * @returns {Token[]} like `1.9`, ` − 3.4`, ` = −1.5`
 */
export function slopeSum(parts, slope, others) {
  if (parts.length === 0) return [];
  const large = [...parts].sort(([, , a], [, , b]) => Math.abs(b) - Math.abs(a)).slice(0, MOST_SUMMANDS);
  const told = parts.length > MOST_SUMMANDS ? parts.filter((part) => large.includes(part)) : parts;
  const rest = parts.filter((part) => !told.includes(part));
  /** @type {Token[]} */
  const tokens = told.map(([layer, neuron, value], i) => ({ text: summand(value, i === 0), neuron: [layer, neuron] }));
  const left = rest.reduce((sum, [, , value]) => sum + value, 0);
  if (rest.length > 0) tokens.push({ text: others(summand(left, false), rest.length) });
  if (parts.length === 1) return tokens;
  const shown = [...told.map(([, , value]) => value), left].reduce((sum, value) => sum + rounded(value), 0);
  const sign = Math.abs(shown - rounded(slope)) < 1e-6 ? '=' : '≈';
  return [...tokens, { text: ` ${sign} ${slopeText(slope)}` }];
}

/** @param {number} value @param {boolean} first */
function summand(value, first) {
  const size = slopeText(Math.abs(value));
  if (first) return value < 0 ? `−${size}` : size;
  return value < 0 ? ` − ${size}` : ` + ${size}`;
}

/** @param {number} value @returns {string} two decimals at most, as few as tell it */
export function slopeText(value) {
  return minus(String(rounded(value)));
}

/** @param {number} value */
function rounded(value) {
  return Number(Math.abs(value) >= 100 ? value.toPrecision(3) : value.toFixed(2)) + 0;
}
