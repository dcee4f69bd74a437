/**
 * Formulas as the server writes them, plain text with `·`, `−` and `R(…)`, set like mathematics: variables in italics,
 * neurons under the names the page knows. Only text is ever written, so that numbers may change many times a second.
 */

import { h, text } from '../../js/lib/dom.js';
import { powers } from '../../js/lib/format.js';

const VARIABLES = /(\b[xz]\b|h\d+_\d+)/;
const NUMBERED = /^h(\d+)_(\d+)$/;
const SIGN = /^ ([+−]) |^(−)/;
const OPERATOR = /( [+−]) /g;
const NESTED = /\([^)]*\(/;
const INNERMOST = /\([^()]*\)/g;
/** Where a line breaks first: before a plus or minus, and after a bracket that has brackets inside. */
const BREAK = /(?= )|(?<=\()(?=[^()]*\()/;
/** Where it breaks if it must: between a factor and the brackets or the function it multiplies. */
const SEAM = /(?<=·)(?=\p{L}*\()/u;
/** Numbers whole, everything else character by character. */
const TOKENS = /\d[\d.]*(?:e−?\d+|×10[⁻⁰¹²³⁴-⁹]+)?|[^\d]/g;

/** @typedef {(layer: number, index: number) => string} NameOf the name of a hidden neuron, counted from 0 */
/** @typedef {{text: string, kind: 'plain' | 'variable' | 'seam' | 'gap'}} Run seam: a line may break before it; gap: a space between chunks */

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
 * Keep a plus or minus with what follows it, and in a formula of several levels the innermost brackets in one piece.
 * @param {string} formula
 * @returns {string}
 */
export function bind(formula) {
  const bound = formula.replace(OPERATOR, '$1\u00a0');
  return NESTED.test(bound) ? bound.replace(INNERMOST, (whole) => whole.replaceAll(' ', '\u00a0')) : bound;
}

/**
 * A formula in the chunks that stay in one line while there is room, each as its variables and what is between them.
 * @param {string} formula
 * @param {NameOf} nameOf
 * @returns {Run[][]}
 */
export function chunksOf(formula, nameOf) {
  return powers(formula).split(BREAK).map((chunk) => {
    const parts = chunk.replace(/^ /, '').split(VARIABLES).filter((part) => part !== '');
    const runs = parts.flatMap((part) => runsOf(part, nameOf));
    return chunk.startsWith(' ') ? [{ text: ' ', kind: 'gap' }, ...runs] : runs;
  });
}

/** @param {string} part a variable, or what is between two @param {NameOf} nameOf @returns {Run[]} */
function runsOf(part, nameOf) {
  const [, layer, index] = NUMBERED.exec(part) ?? [];
  if (layer) return [{ text: nameOf(Number(layer) - 1, Number(index) - 1), kind: 'variable' }];
  if (VARIABLES.test(part)) return [{ text: part, kind: 'variable' }];
  return part.split(SEAM).map((piece, i) => ({ text: piece, kind: i > 0 ? 'seam' : 'plain' }));
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
 * @param {NameOf} nameOf
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
      const chunks = chunksOf(formula, nameOf);
      const wanted = chunks.map((runs) => runs.map(({ kind }) => kind[0]).join('')).join(' ');
      if (wanted !== shape) parts = build(element, chunks);
      shape = wanted;
      chunks.flat().forEach((run, i) => text(parts[i], run.text));
    },
  };
}

/** @param {HTMLElement} element @param {Run[][]} chunks @returns {HTMLElement[]} one for each run */
function build(element, chunks) {
  const made = chunks.map((runs) => runs.map(({ kind }) => h(kind === 'variable' ? 'var' : 'span')));
  const holders = chunks.flatMap((runs, i) => {
    const at = runs[0]?.kind === 'gap' ? 1 : 0;
    const inside = made[i].slice(at).flatMap((part, j) => [runs[at + j].kind === 'seam' && h('wbr'), part]);
    const between = at > 0 ? [made[i][0]] : i > 0 ? [h('wbr')] : [];
    return [...between, h('span', { class: 'answer-chunk' }, ...inside)];
  });
  element.replaceChildren(...holders);
  return made.flat();
}
