/**
 * From what was found to what is said: one note a kind, the most important first. Pure.
 *
 * @import { Finding, Place, State } from '../../js/types.js'
 *
 * @typedef {Object} Note
 * @property {string} kind
 * @property {string} key of its words
 * @property {Place[]} neurons it speaks of
 * @property {boolean} remark
 * @property {Remedy | null} remedy
 * @property {string} [text] in place of the key's
 * @property {Record<string, number>} [numbers] what it was found by
 *
 * @typedef {Object} Remedy
 * @property {'wake' | 'start_anew' | 'remove' | 'relu' | 'rate' | 'neurons' | 'spread' | 'penalty' | 'scale'} kind
 * @property {Record<string, number>} [numbers] what it was found by
 * @property {Place[]} neurons
 * @property {number} [count] of neurons to start anew with
 */

import { shortageOf } from '../../js/lib/corners.js';

/** What explains the others first. */
const ORDER = [
  'decay_overshoots', 'data_scale', 'start_too_large', 'l2_too_strong', 'l1_too_strong', 'linear_network', 'equal_weights', 'vanishing_gradients', 'bunched_bends', 'asleep', 'saturated',
  'rate_too_large', 'rate_too_small', 'twins', 'straight',
];

/**
 * Corners of the curve and bends of the network: a word where some are missing; where one is, that is the invitation's,
 * until it has been followed.
 * @param {State} state
 * @returns {Note[]}
 */
export function cornerNotes({ layout, gains }) {
  const shortage = shortageOf(layout);
  if (!shortage || (shortage.missing === 1 && gains.length === 0)) return [];
  const { missing, wanted: count, text } = shortage;
  /** @type {Remedy | null} */
  const remedy = missing > 0 ? { kind: 'neurons', neurons: [], count } : null;
  return [{ kind: 'corners', key: 'corners', text, neurons: [], remark: missing === 0, remedy }];
}

/** What helps where the kind alone says so. @type {Record<string, Remedy['kind']>} */
const REMEDIES = {
  rate_too_large: 'rate', rate_too_small: 'rate', bunched_bends: 'spread', data_scale: 'scale', start_too_large: 'start_anew',
  decay_overshoots: 'penalty', l2_too_strong: 'penalty', l1_too_strong: 'penalty',
};

/** What is said at the learning rate itself, wherever that is in sight. */
export const RATES = ['rate_too_large', 'rate_too_small'];

/**
 * @param {Finding[]} findings
 * @param {{different: boolean}} start different: whether the initializer makes weights differ
 * @returns {Note[]}
 */
export function notesOf(findings, start) {
  return ORDER.flatMap((kind) => {
    const found = findings.filter((finding) => finding.kind === kind);
    return found.length > 0 ? noteOf(kind, found, start) : [];
  });
}

/** @param {string} kind @param {Finding[]} found all of this kind @param {{different: boolean}} start @returns {Note} */
function noteOf(kind, found, start) {
  const [{ neurons: first, remark }] = found;
  const all = found.flatMap(({ neurons }) => neurons);
  const several = all.length > 1 ? `${kind}_several` : kind;
  if (kind === 'asleep') return { kind, key: several, neurons: all, remark, remedy: { kind: 'wake', neurons: all } };
  if (kind === 'saturated') return { kind, key: several, neurons: all, remark, remedy: { kind: 'wake', neurons: all } };
  if (kind === 'straight') return { kind, key: several, neurons: all, remark, remedy: null };
  // Of each group one neuron would do; the other groups are spoken of when this one is settled.
  if (kind === 'twins') return { kind, key: kind, neurons: first, remark, remedy: { kind: 'remove', neurons: first.slice(-1) } };
  if (kind === 'equal_weights') {
    const key = first.length > 1 ? kind : 'all_zero';
    return { kind, key, neurons: first, remark, remedy: equalRemedy(all, first, start) };
  }
  const { numbers } = found[0];
  return { kind, key: kind, neurons: [], remark, remedy: { kind: REMEDIES[kind] ?? 'relu', neurons: [], numbers }, numbers };
}

/** @param {Place[]} all @param {Place[]} first the first group @param {{different: boolean}} start @returns {Remedy} */
function equalRemedy(all, first, { different }) {
  // Where only a person's hand made them equal, placing those anew keeps the rest of the network.
  if (different) return { kind: 'wake', neurons: first.length > 1 ? first.slice(1) : first };
  return { kind: 'start_anew', neurons: all };
}

/**
 * Which notes there is room for: straight lines only where somebody looks at them, or nothing else is to be said.
 * @param {Note[]} notes
 * @param {number} most
 * @param {(place: Place) => boolean} isLookedAt
 * @returns {{shown: Note[], more: number}}
 */
export function choose(notes, most, isLookedAt) {
  const others = notes.filter(({ kind }) => kind !== 'straight');
  const straight = notes.filter(({ kind }) => kind === 'straight').flatMap((note) => {
    const neurons = others.length > 0 ? note.neurons.filter(isLookedAt) : note.neurons;
    return neurons.length > 0 ? { ...note, neurons, key: neurons.length > 1 ? 'straight_several' : 'straight' } : [];
  });
  return { shown: [...others, ...straight].slice(0, most), more: Math.max(0, others.length - most) };
}

/** A learning rate a step away, with one digit: 0.006 → 0.002. @param {number} rate @param {string} kind @returns {number} */
export function otherRate(rate, kind) {
  return Number((kind === 'rate_too_large' ? rate / 3 : rate * 3).toPrecision(1));
}
