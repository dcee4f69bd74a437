/**
 * What is to be shown of a network written out: who is who, which sentences are true of it, whose slopes add up.
 *
 * @import { Layout, NeuronPlace, Piece, Place, Written } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Units } from '../../js/types.js'
 */

import { isIdentity, isRectifier } from '../../js/lib/activations.js';
import { short } from '../../js/lib/numbers.js';
import { neuronColor } from '../../js/lib/palette.js';
import { numberText, PLAIN } from '../../js/lib/units.js';
import { smoothOf } from '../../js/schema.js';
import { splitSign } from './typeset.js';

/** A formula or a table of more lines than these says how many are missing. */
export const MOST_TERMS = 80;
export const MOST_ROWS = 40;
/** A row of the table has room for so many summands. */
const MOST_SUMMANDS = 6;
const OUTPUT = 'Y′';

/** @typedef {'none' | 'linear' | 'bent' | 'smooth'} Kind no hidden layer; straight; of straight pieces; curved */
/** @typedef {{place: NeuronPlace | null, name: string, color: string, hidden: boolean}} Who a hidden neuron or the output */
/** @typedef {{places: Place[], who: Who, sign: string, body: string}} ShownTerm */
/** @typedef {{who: Who, opening: string, terms: ShownTerm[], closing: string}} ShownLine */
/** @typedef {{who: Who, slope: number}} Summand */

/** @param {Layout} layout @param {Schema} schema @returns {Kind} */
export function kindOf({ activations }, schema) {
  if (activations.length === 0) return 'none';
  if (activations.every(isIdentity)) return 'linear';
  return smoothOf(activations, schema) === undefined ? 'bent' : 'smooth';
}

/** @param {Layout} layout @param {Place} place @returns {Who} */
export function whoIs(layout, [layer, index]) {
  const place = { layer, neuron: index };
  const found = layout.neurons.find((neuron) => neuron.layer === layer && neuron.index === index);
  if (!found) return { place, name: OUTPUT, color: 'var(--ink)', hidden: false };
  return { place, name: found.name, color: neuronColor(found.id), hidden: true };
}

/** What belongs to no neuron. @type {Who} */
const NOBODY = { place: null, name: '', color: 'var(--ink)', hidden: false };

/**
 * The lines of a formula, at most `MOST_TERMS` terms of them.
 * @param {Written} written
 * @param {Layout} layout
 * @returns {{lines: ShownLine[], missing: number}}
 */
export function shownLines({ lines }, layout) {
  let room = MOST_TERMS;
  let missing = 0;
  const shown = (lines ?? []).map(({ name, neuron, opening, terms, closing }) => {
    const kept = terms.slice(0, room);
    room -= kept.length;
    missing += terms.length - kept.length;
    return {
      who: whoIs(layout, neuron),
      opening: opening.slice(`${name} = `.length),
      terms: kept.map((term) => shownTerm(term, layout)),
      closing,
    };
  });
  return { lines: shown.filter(({ terms }) => terms.length > 0), missing };
}

/** @param {import('../../js/types.js').Term} term @param {Layout} layout @returns {ShownTerm} */
function shownTerm({ neurons, text }, layout) {
  return { places: neurons, who: neurons.length > 0 ? whoIs(layout, neurons[0]) : NOBODY, ...splitSign(text) };
}

/**
 * What the slope of a piece is the sum of.
 * @param {NonNullable<Written['pieces']>[number]} piece
 * @param {Layout} layout
 * @returns {Summand[]}
 */
export function summandsOf({ parts }, layout) {
  return parts.map(([layer, index, slope]) => ({ who: whoIs(layout, [layer, index]), slope }));
}

/** The summands a row has room for. @param {Summand[]} summands @returns {{shown: Summand[], missing: number}} */
export function fitRow(summands) {
  const shown = summands.length > MOST_SUMMANDS ? summands.slice(0, MOST_SUMMANDS - 1) : summands;
  return { shown, missing: summands.length - shown.length };
}

/** A number as the next term of a sum. @param {number} number @param {boolean} [first] @param {(number: number) => string} [write] @returns {string} */
export function asTerm(number, first = false, write = short) {
  const value = write(number);
  if (first) return value;
  return value.startsWith('−') ? ` − ${value.slice(1)}` : ` + ${value}`;
}

/** The straight line of a piece. @param {Piece} piece @param {Units} [units] that it is in @returns {string} */
export function lineOf({ slope, intercept }, units = PLAIN) {
  const write = numberText(units);
  return `${OUTPUT} = ${write(slope)}·x${asTerm(intercept, false, write)}`;
}

/**
 * Which sentence tells where a piece's slope comes from.
 * @param {Kind} kind
 * @param {Layout} layout
 * @param {number} summands
 * @returns {'straight' | 'deep' | 'deep_nobody' | 'all' | 'flat' | 'nobody' | 'one' | 'several'}
 */
export function sentenceOf(kind, { activations }, summands) {
  if (kind === 'none') return 'straight';
  if (activations.length > 1) return summands > 0 ? 'deep' : 'deep_nobody';
  if (!isRectifier(activations[0])) return summands > 0 ? 'all' : 'flat';
  return summands === 0 ? 'nobody' : summands === 1 ? 'one' : 'several';
}

/** @param {Place[]} places @param {NeuronPlace | null} place @returns {boolean} whether it is one of them */
export function includes(places, place) {
  return place !== null && places.some(([layer, index]) => layer === place.layer && index === place.neuron);
}
