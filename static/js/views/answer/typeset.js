/**
 * Formulas as the server writes them, plain text with `·`, `−` and `R(…)`, set like mathematics: variables in italics,
 * neurons under the names the page knows. Only text is ever written, so that numbers may change many times a second.
 */

import { h, text } from '../../lib/dom.js';

const VARIABLES = /(\b[xz]\b|h\d+_\d+)/;
const NUMBERED = /^h(\d+)_(\d+)$/;
const SIGN = /^ ([+−]) |^(−)/;
const OPERATOR = /( [+−]) /g;
const NESTED = /\([^)]*\(/;
const INNERMOST = /\([^()]*\)/g;
/** Numbers whole, everything else character by character. */
const TOKENS = /\d[\d.]*(?:e−?\d+)?|[^\d]/g;

/** @typedef {{text: string, variable: boolean}} Run */

/**
 * The sign a term begins with, and the rest.
 * @param {string} term like ` − 0.95·R(x + 0.9)`; the first one of a sum has no spaces
 * @returns {{sign: '' | '+' | '−', body: string}}
 */
export function splitSign(term) {
  const found = SIGN.exec(term);
  const sign = /** @type {'' | '+' | '−'} */ (found?.[1] ?? found?.[2] ?? '');
  return { sign, body: term.slice(found?.[0].length ?? 0) };
}

/**
 * @param {string} formula
 * @param {(layer: number, index: number) => string} nameOf of a hidden neuron, counted from 0
 * @returns {Run[]} its variables and what is between them
 */
export function runsOf(formula, nameOf) {
  return formula.split(VARIABLES).filter((part) => part !== '').map((part) => {
    const [, layer, index] = NUMBERED.exec(part) ?? [];
    if (layer) return { text: nameOf(Number(layer) - 1, Number(index) - 1), variable: true };
    return { text: part, variable: VARIABLES.test(part) };
  });
}

/**
 * Let lines break before a plus or minus; in a formula of several levels, not inside the innermost brackets.
 * @param {string} formula
 * @returns {string}
 */
export function bind(formula) {
  const bound = formula.replace(OPERATOR, '$1\u00a0');
  return NESTED.test(bound) ? bound.replace(INNERMOST, spacesBound) : bound;
}

/** @param {string} whole */
function spacesBound(whole) {
  return whole.replaceAll(' ', '\u00a0');
}

/**
 * What a step of algebra has changed: the step as what stayed before, what is new, and what stayed after. How spaces
 * are bound makes no difference.
 * @param {string} before
 * @param {string} after
 * @returns {[string, string, string]}
 */
export function changeOf(before, after) {
  const now = after.match(TOKENS) ?? [];
  const [old, same] = [before, after].map((step) => step.replaceAll('\u00a0', ' ').match(TOKENS) ?? []);
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === same[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === same.at(-1 - tail)) tail += 1;
  const end = now.length - tail;
  return [now.slice(0, head).join(''), now.slice(head, end).join(''), now.slice(end).join('')];
}

/**
 * An element that shows a formula, or a part of one; while its variables stay the same, only text nodes change.
 * @param {HTMLElement} element
 * @param {(layer: number, index: number) => string} nameOf
 */
export function createTypeset(element, nameOf) {
  /** @type {HTMLElement[]} */
  let parts = [];
  let shape = '';
  let shown = '';

  return {
    element,
    /** @param {string} formula */
    write(formula) {
      if (formula === shown) return;
      shown = formula;
      const runs = runsOf(formula, nameOf);
      const wanted = runs.map(({ variable }) => (variable ? 'v' : '.')).join('');
      if (wanted !== shape) {
        shape = wanted;
        parts = runs.map(({ variable }) => h(variable ? 'var' : 'span'));
        element.replaceChildren(...parts);
      }
      runs.forEach((run, i) => text(parts[i], run.text));
    },
  };
}
