/** Numbers as text, of steady width where they change while one watches. */

const E_NOTATION = /(?<=\d)e([+−-]?)0*(\d+)/g;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A loss in plain digits or e-notation, readable by programs too: 0.0721, 12.30, 3.1e-7.
 * @param {number} value
 * @returns {string} empty for NaN
 */
export function lossText(value) {
  if (Number.isNaN(value)) return '';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-4 || size >= 1e6) return value.toExponential(2);
  if (size < 10) return value.toFixed(4);
  return size < 1000 ? value.toFixed(2) : value.toFixed(0);
}

/**
 * A loss for people alone: 0.0721, 12.30, 3.10×10⁻⁷.
 * @param {number} value
 * @returns {string} empty for NaN
 */
export function lossWords(value) {
  return powers(lossText(value));
}

/**
 * A setting with at most three digits that count and a true minus: 0.03, −1.5, 1×10⁻⁵.
 * @param {number} value
 * @returns {string}
 */
export function shortText(value) {
  return digitsText(value, 3);
}

/** @param {number} value @param {number} digits that count, at most @returns {string} */
export function digitsText(value, digits) {
  return powers(minus(String(Number(value.toPrecision(digits)))));
}

/**
 * E-notation as mathematics writes it: `2.01e-5` becomes `2.01×10⁻⁵`.
 * @param {string} text
 * @returns {string}
 */
export function powers(text) {
  return text.replace(E_NOTATION, (_, sign, power) => `×10${sign === '' || sign === '+' ? '' : '⁻'}${[...power].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`);
}

/** @param {number} share @returns {string} a part of one, e.g. 20% */
export function percentText(share) {
  return `${Number((share * 100).toFixed(1))}%`;
}

/** A hyphen before digits becomes a minus sign. @param {string} text @returns {string} */
export function minus(text) {
  return text.replace(/-(?=[\d.])/g, '−');
}
