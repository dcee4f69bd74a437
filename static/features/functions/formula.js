/** Writes formulas the way a person would: no factor 1, no + 0, one sign between two terms. Pure. */

import { symbolOf } from '../../js/lib/activations.js';
import { minus } from '../../js/lib/format.js';

/**
 * @typedef {{w: number, b: number, v: number, c: number}} Path v·R(w·x + b) + c
 */

/** @param {number} value @returns {string} at most three decimals, a true minus, never −0 */
export function plain(value) {
  return minus(String(Math.round(value * 1000) / 1000 + 0));
}

/** @param {number} value @returns {string} in brackets where a sign would stand after another one */
export function bracketed(value) {
  const written = plain(value);
  return written.startsWith('−') ? `(${written})` : written;
}

/** @param {number} factor @param {string} name @returns {string} empty where the factor is 0 */
export function term(factor, name) {
  const written = plain(factor);
  if (written === '0') return '';
  if (written === '1') return name;
  return written === '−1' ? `−${name}` : `${written}·${name}`;
}

/** @param {number} value @returns {string} empty for 0 */
export function constant(value) {
  const written = plain(value);
  return written === '0' ? '' : written;
}

/** @param {string[]} terms with their signs; empty ones are left out @returns {string[]} so that one after the other they are the sum */
export function joined(terms) {
  const [first, ...others] = terms.filter((each) => each !== '');
  if (first === undefined) return [];
  return [first, ...others.map((each) => (each.startsWith('−') ? ` − ${each.slice(1)}` : ` + ${each}`))];
}

/** @param {string[]} terms @returns {string} their sum, 0 where there is none */
export function sum(terms) {
  return joined(terms).join('') || '0';
}

/** @param {number} w @param {number} b @returns {string} w·x + b */
export function lineFormula(w, b) {
  return sum([term(w, 'x'), constant(b)]);
}

/** @param {string} activation @param {string} inside @returns {string} */
export function call(activation, inside) {
  return `${symbolOf(activation)}(${inside})`;
}

/** @param {Path} path @param {string} activation @returns {string} v·R(w·x + b) alone */
export function bentTerm({ w, b, v }, activation) {
  return term(v, call(activation, lineFormula(w, b)));
}

/** @param {Path} path @param {string} activation @returns {string} */
export function pathFormula(path, activation) {
  return sum([bentTerm(path, activation), constant(path.c)]);
}

/** Numbers added as they are, 0 too. @param {number[]} values @returns {string} */
export function sumOfNumbers(values) {
  return sum(values.map(plain));
}

/**
 * A calculation and what comes out: `3·1 − 5 = −2`; the result alone where there was nothing to calculate.
 * @param {string} calculation
 * @param {number} result
 * @returns {string}
 */
export function worked(calculation, result) {
  const written = plain(result);
  return calculation === written ? written : `${calculation} = ${written}`;
}

/** The arithmetic of factor·value + offset. @param {number} factor @param {number} value @param {number} offset @returns {string} */
export function scaledAndShifted(factor, value, offset) {
  const product = plain(factor) === '0' ? `0·${bracketed(value)}` : productOf(factor, value);
  return worked(sum([product, constant(offset)]), factor * value + offset);
}

/** @param {number} factor @param {number} value @returns {string} */
function productOf(factor, value) {
  return plain(factor) === '1' ? plain(value) : term(factor, bracketed(value));
}
