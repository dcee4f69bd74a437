/**
 * One piece in words: who is awake there, their slopes added up, and the straight line that it is.
 *
 * @import { Layout } from '../../js/types.js'
 * @import { Kind, Summand } from './model.js'
 * @import { WrittenPiece } from './pieces.js'
 * @import { Child } from '../../js/lib/dom.js'
 */

import { fill, h } from '../../js/lib/dom.js';
import { shownSlopeText, unitsOf } from '../../js/lib/units.js';
import { t } from '../../js/i18n.js';
import { asTerm, lineOf, sentenceOf, summandsOf } from './model.js';
import { chunksOf } from './typeset.js';

export function createSentence() {
  const element = h('p', { class: 'answer-sentence' });
  let shown = '';

  return {
    element,
    /** @param {WrittenPiece | null} piece null: none is chosen @param {number} index @param {Layout} layout @param {Kind} kind */
    write(piece, index, layout, kind) {
      const summands = piece ? summandsOf(piece, layout) : [];
      const wanted = JSON.stringify([index, piece && [piece.slope, piece.intercept], summands, kind]);
      if (wanted === shown) return;
      shown = wanted;
      element.classList.toggle('empty', piece === null);
      if (piece) fill(element, ...wordsOf(piece, index, summands, layout, kind));
      else fill(element, t('answer.choose_piece'));
    },
  };
}

/** @param {WrittenPiece} piece @param {number} index @param {Summand[]} summands @param {Layout} layout @param {Kind} kind @returns {Child[]} */
function wordsOf(piece, index, summands, layout, kind) {
  const template = t(`answer.sums.${sentenceOf(kind, layout, summands.length)}`);
  const units = unitsOf(layout);
  const write = (/** @type {number} */ slope) => shownSlopeText(units, slope);
  const total = write(piece.slope);
  const line = chunksOf(lineOf(piece, units), () => '').flat().map(({ kind, text }) => h(kind === 'variable' ? 'var' : 'span', {}, text));
  return [
    h('b', {}, t('answer.on_piece', { number: index + 1 })),
    ' ',
    ...weave(template, { names: namesOf(summands), sum: sumOf(summands, total, write), slope: [h('b', {}, total)] }),
    ' ',
    h('span', { class: 'answer-own-line' }, ...line),
  ];
}

/** @param {Summand[]} summands @returns {Child[]} */
function namesOf(summands) {
  return summands.flatMap(({ who }, i) => [i > 0 && ' + ', colored(who, who.name)]);
}

/** @param {Summand[]} summands @param {string} total @param {(slope: number) => string} write @returns {Child[]} */
function sumOf(summands, total, write) {
  const terms = summands.map(({ who, slope }, i) => colored(who, asTerm(slope, i === 0, write)));
  return [h('span', { class: 'answer-total' }, ...terms, '\u00a0=\u00a0', h('b', {}, total))];
}

/** @param {Summand['who']} who @param {string} words */
function colored({ color }, words) {
  return h('span', { class: 'answer-part', style: { '--neuron': color } }, words);
}

/**
 * A sentence with elements in the places of its `{parameters}`.
 * @param {string} template
 * @param {Record<string, Child[]>} parameters
 * @returns {Child[]}
 */
export function weave(template, parameters) {
  return template.split(/(\{\w+\})/).flatMap((part) => parameters[part.slice(1, -1)] ?? [part]);
}
