/**
 * What is wrong with the training, said where it happens, each with the one action that helps. Quiet when all is well.
 *
 * @import { Finding, NeuronIdentity, Place, State, View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Note } from './words.js'
 */

import { attr, byId, fill, h } from '../../js/lib/dom.js';
import { shortText } from '../../js/lib/format.js';
import { PHONE } from '../../js/lib/panels.js';
import { createStableFindings } from '../../js/lib/stable-findings.js';
import { unitsOf, xText } from '../../js/lib/units.js';
import { t } from '../../js/i18n.js';
import { allowAgain, createNote } from './note.js';
import { createRateNote } from './rate.js';
import { helpFor } from './remedies.js';
import { createTries } from './tries.js';
import { choose, cornerNotes, notesOf, RATES } from './words.js';

export default {
  slot: 'panel',
  id: 'notes',
  needs: ['notes', 'network'],
  reads: ['findings', 'layout', 'hover', 'selection', 'status', 'config', 'gains'],
  mount: mountNotes,
};

const MOST = 2;
/** In a panel narrower than this, notes would reach the buttons of the network. */
const ROOMY = 600;

/** After these another experiment is there, and what did not help may. @type {string[]} */
const FRESH = ['configure', 'open', 'race_end'];

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountNotes(root, { store, actions, schema }) {
  const standing = createStableFindings();
  const tries = createTries();
  const rate = createRateNote(byId('settings'), actions);
  // On a phone the learning rate is out of sight.
  const phone = matchMedia(PHONE);
  /** @type {Finding[]} */
  let found = [];
  let shown = '';
  attr(root, 'aria-label', t('notes.region'));

  function show() {
    const state = store.get();
    const findings = found.filter(({ kind }) => !(kind === 'rate_too_large' && state.status.state === 'diverged'));
    rate.show(findings.find(({ kind }) => RATES.includes(kind))?.kind ?? null, state);
    const here = phone.matches ? findings : findings.filter(({ kind }) => !RATES.includes(kind));
    showHere(here, state);
  }

  /** @param {Finding[]} findings @param {State} state */
  function showHere(findings, state) {
    const { layout, config, hover, selection } = state;
    const isLookedAt = (/** @type {Place} */ place) => [hover, selection].some((each) => isPlace(place, each));
    const notes = notesOf(findings, { different: config.network.initializer !== 'zeros' });
    const corners = cornerNotes(state);
    const all = [...notes.filter(({ remark }) => !remark), ...corners, ...notes.filter(({ remark }) => remark)];
    const { shown: chosen, more } = choose(all, mostHere(state), isLookedAt);
    const identities = chosen.map(({ neurons }) => neurons.map((place) => identityOf(state, place)));
    const nameOf = (/** @type {Place} */ place) => identityOf(state, place)?.name ?? '';
    const words = chosen.map((note) => note.text ?? t(`notes.${note.key}`, shownNumbers(note, state)));
    const helps = chosen.map((note, i) =>
      tries.allow(keyOf(note, identities[i]), helpFor(note, { actions, schema, state, nameOf })));
    const labels = helps.map((help) => help?.label);
    const wanted = JSON.stringify([layout?.layout, config.training.optimizer.learning_rate, words, identities, labels, more]);
    if (wanted === shown) return;
    shown = wanted;
    const elements = chosen.map((note, i) => createNote(
      words[i], identities[i].filter((each) => each !== undefined), note.remark, helps[i], actions,
    ));
    const rest = (/** @type {number} */ count) => count > 0 && h('p', { class: 'findings-more' }, t('notes.more', { count }));
    fill(root, ...elements, rest(more));
    if (elements.length > 1 && coversInput()) fill(root, elements[0], rest(more + elements.length - 1));
  }

  /** Where two long ones reach up to the network's input, one has to do. */
  function coversInput() {
    const input = root.parentElement?.querySelector('.network-inputs')?.firstElementChild?.getBoundingClientRect();
    const { top, left, right } = root.getBoundingClientRect();
    return input !== undefined && top < input.bottom && left < input.right && right > input.left;
  }

  /** @param {State} state */
  function mostHere({ layout }) {
    const deep = (layout?.sizes.length ?? 0) > 3;
    attr(root, 'data-place', deep ? 'head' : 'corner');
    return !phone.matches && !deep && (root.parentElement?.clientWidth ?? 0) >= ROOMY ? MOST : 1;
  }

  phone.addEventListener('change', show);
  return {
    update(state, changed) {
      if (changed.has('layout') && state.layout && FRESH.includes(state.layout.cause)) tries.forget();
      if (changed.has('findings') || changed.has('layout')) found = standing.update(state, changed);
      show();
      if (changed.has('findings')) allowAgain(root);
    },
    resize: show,
    destroy() {
      phone.removeEventListener('change', show);
      rate.destroy();
      root.replaceChildren();
    },
  };
}

/** What a note is about, also when numbers change. @param {Note} note @param {(NeuronIdentity | undefined)[]} neurons */
function keyOf({ kind }, neurons) {
  return `${kind} ${neurons.map((neuron) => neuron?.id)}`;
}

/** The numbers of a note as the page shows them. @param {Note} note @param {State} state @returns {Record<string, string>} */
function shownNumbers({ kind, numbers = {} }, state) {
  const units = unitsOf(state);
  const shown = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, shortText(value)]));
  if (kind === 'bunched_bends') return { from: xText(units, numbers.from), to: xText(units, numbers.to) };
  return kind === 'data_scale' ? { ...shown, axis: numbers.axis ? 'y' : 'x' } : shown;
}

/** @param {State} state @param {Place} place @returns {NeuronIdentity | undefined} */
function identityOf({ layout }, [layer, index]) {
  return layout?.neurons.find((neuron) => neuron.layer === layer && neuron.index === index);
}

/** @param {Place} place @param {import('../../js/types.js').NeuronPlace | null} other */
function isPlace([layer, index], other) {
  return other !== null && other.layer === layer && other.neuron === index;
}
