/** Short numbers for tight places: three digits or so, a real minus sign. */

const MINUS = '\u2212';

/**
 * @param {number} value
 * @returns {string} like `0.72`, `−1.10`, `12.4`, `3140`, `2.0e5`; a dash for what is no number
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

/** @param {number} value @returns {string} */
function digits(value) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e4) return value.toExponential(1).replace('e+', 'e');
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** @param {string} text @returns {string} without the sign of a zero */
function withMinus(text) {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text.replace('-', MINUS);
}
