/**
 * Linear layers one after the other, multiplied out. Every number stands where its letter stood, ones and zeros too:
 * that is how one follows it; only the end is written as a person would. Pure.
 *
 * @typedef {'a' | 'b' | 'c' | 'd' | 'e' | 'f'} Letter
 * @typedef {Record<Letter, number>} Numbers
 * @typedef {2 | 3} Depth how many layers
 * @typedef {{letters: string, numbers: string}} Step
 */

import { bracketed, lineFormula, plain } from './formula.js';

/** The letters of each depth, from the last layer to the first. @type {Record<Depth, Letter[]>} */
export const LETTERS = { 2: ['a', 'b', 'c', 'd'], 3: ['a', 'b', 'c', 'd', 'e', 'f'] };

/** How the layers are nested; R stands where the switch puts it. @type {Record<Depth, string>} */
const NESTED = { 2: 'a·R(c·x + d) + b', 3: 'a·R(c·R(e·x + f) + d) + b' };
/** What becomes of them. @type {Record<Depth, string[]>} */
const GATHERED = {
  2: ['(a·c)·x + (a·d + b)'],
  3: ['a·((c·e)·x + (c·f + d)) + b', '(a·c·e)·x + (a·c·f + a·d + b)'],
};

/** @param {Depth} depth @param {boolean} bent whether R stands between the layers @param {Numbers} numbers @returns {Step} */
export function nested(depth, bent, numbers) {
  const letters = bent ? NESTED[depth] : NESTED[depth].replaceAll('R(', '(');
  return { letters, numbers: filledIn(letters, numbers) };
}

/**
 * From the nested layers to A·x + B, line by line.
 * @param {Depth} depth
 * @param {Numbers} numbers
 * @returns {{slope: number, intercept: number, steps: Step[]}}
 */
export function collapse(depth, numbers) {
  const { a, b, c, d, e, f } = numbers;
  const slope = depth === 2 ? a * c : a * c * e;
  const intercept = depth === 2 ? a * d + b : a * c * f + a * d + b;
  const gathered = GATHERED[depth].map((letters) => ({ letters, numbers: filledIn(letters, numbers) }));
  const end = { letters: 'A·x + B', numbers: lineFormula(slope, intercept) };
  return { slope, intercept, steps: [nested(depth, false, numbers), ...gathered, end] };
}

/** @param {Depth} depth @param {Numbers} numbers @param {(z: number) => number} between what stands between two layers @returns {(x: number) => number} */
export function stacked(depth, { a, b, c, d, e, f }, between) {
  const inner = depth === 2 ? (/** @type {number} */ x) => x : (/** @type {number} */ x) => between(e * x + f);
  return (x) => a * between(c * inner(x) + d) + b;
}

/**
 * Where a polyline bends.
 * @param {[number, number][]} points evenly spaced
 * @returns {number} how many of its points are no straight continuation, neighbors counted once
 */
export function countBends(points) {
  let bends = 0;
  let bending = false;
  for (let i = 1; i + 1 < points.length; i++) {
    const bend = Math.abs(points[i - 1][1] - 2 * points[i][1] + points[i + 1][1]) > 1e-9;
    if (bend && !bending) bends += 1;
    bending = bend;
  }
  return bends;
}

/** Numbers in place of letters: a negative one in brackets unless it begins, or its sign is the one of the sum. @param {string} letters @param {Numbers} numbers @returns {string} */
function filledIn(letters, numbers) {
  return letters.replace(/(^|\(| \+ |·)([a-f])(?![a-z])/g, (_, before, letter) => {
    const value = numbers[/** @type {Letter} */ (letter)];
    if (before === '·') return `·${bracketed(value)}`;
    const written = plain(value);
    return before === ' + ' && written.startsWith('−') ? ` − ${written.slice(1)}` : before + written;
  });
}
