/**
 * What a change of the network gained or cost, in a sentence: against the copy that the server trains on without it.
 *
 * @import { Gain, Layout, Units } from '../types.js'
 */

import { t } from '../i18n.js';
import { lossWords, shortText } from './format.js';
import { toShownHeight } from './units.js';

/** Less than this part of the loss without it is no gain. */
const NOTABLE = 0.1;
/** A curve that leaves less than this part of the spread of y fits; there no neuron has anything to do. */
const FITS = 0.01;
/** Where a neuron gains nothing, a curve this near has nothing left for it. */
const NEARLY_FITS = 0.05;

const SMALL = 1e-4;

/** @typedef {'waiting' | 'better' | 'worse' | 'same' | 'done'} Worth */

/** @param {Gain} gain @returns {Worth} what there is to say of it */
export function worthOf({ op, from, to, without, gaps, spread }) {
  const adds = op.startsWith('add');
  const left = (gaps.after ?? gaps.before) / spread;
  if (adds && Math.max(left, gaps.before / spread) < FITS) return 'done';
  if (to === null || without === null) return 'waiting';
  if (!adds) return to > without * (1 + NOTABLE) ? 'worse' : 'same';
  if (to < without * (1 - NOTABLE)) return 'better';
  if (left < NEARLY_FITS) return 'done';
  return to > Math.max(from, without * (1 + NOTABLE)) ? 'worse' : 'same';
}

/**
 * The sentence in two: its name, which may be colored, and what follows or goes before it.
 * @param {Gain} gain
 * @param {Layout | null} layout
 * @param {Units} units
 * @returns {{before: string, name: string, after: string, worth: Worth}}
 */
export function gainSentence(gain, layout, units) {
  const { op, from, to, without, steps, gaps } = gain;
  const worth = worthOf(gain);
  const adds = op.startsWith('add');
  const kind = { waiting: 'waiting', done: 'done', same: adds ? 'none' : 'kept', better: 'added', worse: adds ? 'added' : 'removed' }[worth];
  const words = t(`gain.${kind}`, {
    name: '{name}',
    from: numberOf(from),
    to: numberOf(to ?? from),
    without: numberOf(without ?? from),
    gap: numberOf(toShownHeight(units, gaps.after ?? gaps.before)),
    steps: String(steps),
  });
  const [before, after] = words.split('{name}');
  return { before, name: nameOf(gain, layout), after, worth };
}

/** Names shift when a neuron before goes: the present one is told. @param {Gain} gain @param {Layout | null} layout */
function nameOf({ neuronId, name }, layout) {
  return layout?.neurons.find(({ id }) => id === neuronId)?.name ?? name;
}

/** Three digits, and a power of ten where zeros would have to be counted. @param {number} value */
function numberOf(value) {
  return Math.abs(value) < SMALL ? lossWords(value) : shortText(value);
}
