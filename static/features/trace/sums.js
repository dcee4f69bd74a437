/**
 * Arithmetic in writing: sums of products with the numbers in them. Pure.
 *
 * @import { FormulaTree, Step } from '../../js/types.js'
 *
 * @typedef {Object} Line one line: `head = sum = result`
 * @property {string} head what it is, in letters
 * @property {string} sum what it comes from, in numbers; empty: nothing to reckon
 * @property {number} hidden how many terms are left out between `sum` and `tail`
 * @property {string} tail the last term of a sum that leaves some out
 * @property {string} result
 */

import { rounded } from '../../js/lib/numbers.js';

/** Longer sums show this many of their terms. */
export const MOST_TERMS = 6;

/**
 * A line without terms left out.
 * @param {string} head
 * @param {string} sum
 * @param {number | string} result
 * @returns {Line}
 */
export function line(head, sum, result) {
  return { head, sum, hidden: 0, tail: '', result: typeof result === 'number' ? rounded(result) : result };
}

/**
 * A line that adds up products, and a last number by itself.
 * @param {string} head
 * @param {number[][]} terms the factors of each
 * @param {number[]} last what stands at the end in any case, each a term
 * @param {number} result
 * @param {boolean} whole whether all terms are shown, however many
 * @returns {Line}
 */
export function sumLine(head, terms, last, result, whole) {
  const ends = last.map((value) => [value]);
  if (whole || terms.length <= MOST_TERMS) return line(head, sumOf([...terms, ...ends]), result);
  const shown = largest(terms.map(sizeOf), MOST_TERMS).map((i) => terms[i]);
  const tail = ends.map(continued).join('');
  return { head, sum: sumOf(shown), hidden: terms.length - shown.length, tail, result: rounded(result) };
}

/** @param {number[][]} terms @returns {string} like `0.42·0.5 − 0.3` */
export function sumOf(terms) {
  return terms.map((term, i) => (i === 0 ? productOf(term) : continued(term))).join('');
}

/** @param {number[]} factors @returns {string} like `−0.3·0.5`, `0.42·(−0.5)` */
export function productOf([first, ...rest]) {
  return [rounded(first), ...rest.map(factor)].join('·');
}

/** A number as a factor, or under a power. @param {number} value @returns {string} */
export function factor(value) {
  const text = rounded(value);
  return text.startsWith('−') ? `(${text})` : text;
}

/** How each operator of a formula tree is written; brackets where precedence, a sign or a power of ten asks for them. @type {Record<string, (parts: string[]) => string>} */
const OPERATORS = {
  '+': ([first, ...rest]) => first + rest.map(behind).join(''),
  '−': ([whole, part]) => `${whole} − ${bracketed(part, /^−| /)}`,
  '·': ([first, ...rest]) => [isSum(first) ? `(${first})` : first, ...rest.map((part) => bracketed(part, /^−| /))].join('·'),
  '/': ([above, below]) => `${above} / ${bracketed(below, / |×/)}`,
  '^': ([base, exponent]) => (exponent === 't' ? `${base}ᵗ` : `${base}^${exponent}`),
  '²': ([base]) => `${bracketed(base, /[−×]/)}²`,
  '√': ([inside]) => `√${bracketed(inside, / |×/)}`,
  '|': ([inside]) => `|${inside}|`,
  sign: ([inside]) => `sign(${inside})`,
};

/** A formula as the server sends it, in letters or in numbers. @param {FormulaTree} tree @returns {string} */
export function written(tree) {
  if (typeof tree === 'number') return rounded(tree);
  if (typeof tree === 'string') return tree;
  const [operator, ...parts] = tree;
  return OPERATORS[operator](parts.map(written));
}

/** A step as the server sends it; where it takes over a number as it is, there is nothing to reckon. @param {Step} step @returns {Line} */
export function stepLine({ symbol, remembered, letters, numbers, value }) {
  const formula = written(letters);
  const head = formula === symbol ? formula : `${symbol} ${remembered ? '←' : '='} ${formula}`;
  return line(head, typeof numbers === 'number' ? '' : written(numbers), value);
}

/** @param {string} text @param {RegExp} unclear what asks for brackets */
function bracketed(text, unclear) {
  return unclear.test(text) ? `(${text})` : text;
}

/** @param {string} text */
function isSum(text) {
  return text.includes(' ');
}

/**
 * Which of some numbers are the largest, in their own order.
 * @param {number[]} sizes
 * @param {number} count
 * @returns {number[]} indices
 */
export function largest(sizes, count) {
  const order = sizes.map((_, i) => i).sort((a, b) => sizes[b] - sizes[a] || a - b);
  return order.slice(0, count).sort((a, b) => a - b);
}

/** @param {number[]} factors */
function continued(factors) {
  return behind(productOf(factors));
}

/** A term behind others; a line may break before its sign, never behind it. @param {string} text */
function behind(text) {
  return text.startsWith('−') ? ` −\u00a0${text.slice(1)}` : ` +\u00a0${text}`;
}

/** @param {number[]} factors */
function sizeOf(factors) {
  return Math.abs(factors.reduce((product, value) => product * value, 1));
}
