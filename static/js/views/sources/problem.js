/**
 * What is wrong with a formula, in the visitor's words: where, what, and what may have been meant.
 *
 * @typedef {{code: string, message: string, position: number, length: number, suggestion: string | null,
 *   suggestions?: string[], gap?: [number, number] | null, params: Record<string, string | number>}} Problem as the server says it, counted in characters
 */

import { h } from '../../lib/dom.js';
import { minus } from '../../lib/format.js';
import { short } from '../../lib/numbers.js';
import { has, t } from '../../i18n.js';

/** How much of a long formula is repeated on each side of the mistake. */
const AROUND = 18;
/** Functions of any number of values from two on. */
const OPEN_ENDED = ['min', 'max'];

/**
 * @param {Problem} problem
 * @returns {string}
 */
export function sentenceOf({ code, message, params, gap }) {
  const [from, to] = (gap ?? []).map(told);
  const words = { ...params, ...(typeof params.x === 'number' ? { x: short(params.x) } : {}), ...(gap ? { from, to } : {}) };
  const key = `sources.problems.${variantOf(code, params)}${gap && gap[0] < gap[1] ? '_part' : ''}`;
  return has(key) ? t(key, words) : message;
}

/** An x as somebody would type it. @param {number} x */
function told(x) {
  return minus(String(Number(x.toPrecision(6)))).replace('e+', 'e');
}

/** Some mistakes are said differently from case to case. @param {string} code @param {Problem['params']} params */
function variantOf(code, params) {
  if (code === 'not_finite' && params.kind === 'infinite') return 'infinite';
  if (code === 'arguments' && params.wanted === 1) return 'one_argument';
  if (code === 'arguments' && OPEN_ENDED.includes(String(params.name))) return 'more_arguments';
  return code;
}

/**
 * The part of a formula around a mistake.
 * @param {string} typed
 * @param {Pick<Problem, 'position' | 'length'>} problem
 * @returns {{before: string, bad: string, after: string} | null} null where all of it is meant; `bad` is empty where
 *   something is missing
 */
export function around(typed, { position, length }) {
  const characters = Array.from(typed);
  if (length >= characters.length) return null;
  const end = position + length;
  const start = Math.max(0, position - AROUND);
  const stop = Math.min(characters.length, Math.min(end, position + AROUND) + AROUND);
  const cut = Math.min(end, stop);
  return {
    before: (start > 0 ? '…' : '') + characters.slice(start, position).join(''),
    bad: characters.slice(position, cut).join(''),
    after: characters.slice(cut, stop).join('') + (stop < characters.length ? '…' : ''),
  };
}

/**
 * @param {string} typed
 * @param {Problem} problem
 * @param {(formula: string) => void} use
 * @returns {HTMLElement[]}
 */
export function createProblem(typed, problem, use) {
  const place = around(typed, problem);
  /** @type {HTMLElement[]} */
  const elements = [h('p', { class: 'formula-reason' }, sentenceOf(problem))];
  if (place) {
    const bad = h('mark', { class: place.bad.trim() ? '' : 'missing' }, place.bad.trim() ? place.bad : '\u00a0');
    elements.unshift(h('p', { class: 'formula-place' }, place.before, bad, place.after));
  }
  const { suggestion, suggestions = suggestion === null ? [] : [suggestion] } = problem;
  return [...elements, ...createUses(suggestions, use)];
}

/**
 * How a formula was read that can be read in several ways, and buttons for the others.
 * @param {string} reading
 * @param {string[]} choices
 * @param {(formula: string) => void} use
 * @returns {HTMLElement[]}
 */
export function createReading(reading, choices, use) {
  return [h('p', { class: 'formula-reading' }, t('sources.read_as', { formula: reading })), ...createUses(choices, use)];
}

/** @param {string[]} formulas @param {(formula: string) => void} use @returns {HTMLElement[]} */
function createUses(formulas, use) {
  return formulas.map((formula) =>
    h('button', { type: 'button', class: 'formula-use', on: { click: () => use(formula) } }, t('sources.use', { formula })));
}
