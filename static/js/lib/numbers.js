/** Short numbers for tight places: three digits or so, a real minus sign. */

import { powers } from './format.js';

const MINUS = '\u2212';
/** Weights come as float32: nearer than this to a short number they are that number. */
const EXACT = 1e-7;

/**
 * @param {number} value
 * @returns {string} like `0.72`, `−1.10`, `12.4`, `3140`, `2.0×10⁵`; a dash for what is no number
 */
export function short(value) {
  return withMinus(digits(value));
}

/**
 * @param {number} value
 * @returns {string} the same with a `+` before positive numbers
 */
export function signed(value) {
  const text = digits(value);
  return value > 0 && !/^[0.]+$/.test(text) ? `+${text}` : withMinus(text);
}

/**
 * For arithmetic to be followed by hand: three digits that count; a number written shorter is exact.
 * @param {number} value
 * @returns {string} like `0.423`, `−12.4`, `0.5`, `2.30×10⁻⁴`
 */
export function rounded(value) {
  if (!Number.isFinite(value)) return '–';
  const near = Number(value.toPrecision(3));
  const size = Math.abs(near);
  const far = size !== 0 && (size < 1e-3 || size >= 1e4);
  if (Math.abs(value - near) <= size * EXACT) return allMinus(far ? near.toExponential() : String(near));
  if (far) return allMinus(near.toExponential(2));
  return allMinus(size >= 100 ? value.toFixed(0) : value.toPrecision(3));
}

/** @param {string} text */
function allMinus(text) {
  return powers(text.replaceAll('-', MINUS));
}

/** @param {number} value @returns {string} */
function digits(value) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e4) return powers(value.toExponential(1));
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** @param {string} text @returns {string} without the sign of a zero */
function withMinus(text) {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text.replace('-', MINUS);
}
