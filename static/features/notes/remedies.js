/**
 * What helps: for each note one action, and what its button says.
 *
 * @import { Actions, Place, State } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Note } from './words.js'
 */

import { centeredChanges } from '../../js/lib/centering.js';
import { shortText } from '../../js/lib/format.js';
import { t } from '../../js/i18n.js';
import { otherRate } from './words.js';

const RATE = 'training.optimizer.learning_rate';
/** More at once would flood the server; the next answer names the rest. */
const MOST_AT_ONCE = 8;
/** A penalty found too strong goes down to this part of it, and to what seldom hurts. */
const LOWER = 10;
const MILD = 0.001;

/** @typedef {{label: string, act: () => Promise<unknown>}} Help */

/**
 * @param {Note} note
 * @param {{actions: Actions, schema: Schema, state: State, nameOf: (place: Place) => string}} context
 * @returns {Help | null}
 */
export function helpFor({ kind, remedy }, { actions, schema, state, nameOf }) {
  if (!remedy) return null;
  const { neurons } = remedy;
  if (remedy.kind === 'wake') return { label: wakeLabel(kind, neurons, nameOf), act: () => wake(neurons, actions) };
  if (remedy.kind === 'remove') {
    const [[layer, neuron]] = neurons;
    return { label: t('notes.remove', { name: nameOf(neurons[0]) }), act: () => actions.removeNeuron(layer, neuron) };
  }
  if (remedy.kind === 'spread') return { label: t('notes.spread'), act: () => actions.spreadBends() };
  if (remedy.kind === 'penalty') return penaltyHelp(kind, remedy.numbers ?? {}, state, actions);
  if (remedy.kind === 'scale') return scaleHelp(state, actions);
  if (remedy.kind === 'start_anew') {
    const { initializer } = schema.defaults.network;
    if (state.config.network.initializer === initializer) return null;
    if (kind === 'start_too_large') {
      return { label: t('notes.start_smaller'), act: () => anew({ 'network.initializer': initializer }, actions) };
    }
    return { label: t('notes.start_anew'), act: () => actions.patch({ 'network.initializer': initializer }) };
  }
  if (remedy.kind === 'neurons') {
    const { count } = remedy;
    return { label: t('corners.start', { count: count ?? 0 }), act: () => actions.patch({ 'network.hidden': [count] }) };
  }
  if (remedy.kind === 'relu') {
    return { label: t('notes.use_relu'), act: () => actions.patch({ 'network.activation': 'relu' }) };
  }
  return rateHelp(kind, state, actions);
}

/** @param {string} kind @param {State} state @param {Actions} actions @returns {Help} */
export function rateHelp(kind, { config }, actions) {
  const rate = otherRate(config.training.optimizer.learning_rate, kind);
  return { label: t('notes.use_rate', { rate: shortText(rate) }), act: () => actions.patch({ [RATE]: rate }) };
}

/** @param {string} kind @param {Record<string, number>} numbers @param {State} state @param {Actions} actions @returns {Help} */
function penaltyHelp(kind, { penalty, decay, anew: starts = 1 }, { config }, actions) {
  const { training } = config;
  const adamw = kind === 'decay_overshoots' && 'weight_decay' in training.optimizer;
  const path = adamw ? 'training.optimizer' : `training.${kind === 'l1_too_strong' ? 'l1' : 'l2'}_penalty`;
  const value = Math.min(Number(((penalty ?? decay) / LOWER).toPrecision(1)), MILD);
  const changes = { [path]: adamw ? { ...training.optimizer, weight_decay: value } : value };
  const label = t(adamw ? 'notes.lower_decay' : kind === 'l1_too_strong' ? 'notes.lower_l1' : 'notes.lower_l2', { value: shortText(value) });
  return { label, act: () => (starts ? anew(changes, actions) : actions.patch(changes)) };
}

/** @param {State} state @param {Actions} actions @returns {Help | null} */
function scaleHelp({ config, layout }, actions) {
  if (!layout) return null;
  return { label: t('notes.center'), act: () => anew(centeredChanges({ config, layout }), actions) };
}

/** What has been pressed flat, or has run away, has to start over. @param {Record<string, unknown>} changes @param {Actions} actions */
async function anew(changes, actions) {
  await actions.patch(changes);
  await actions.reset();
  await actions.play();
}

/** @param {string} kind @param {Place[]} neurons @param {(place: Place) => string} nameOf */
function wakeLabel(kind, neurons, nameOf) {
  const several = neurons.length > 1 ? '_several' : '';
  if (kind === 'asleep') return t(`notes.wake${several}`);
  return t(`notes.afresh${several}`, { name: nameOf(neurons[0]) });
}

/** One after the other: each is an edit of the network the one before has left. @param {Place[]} neurons @param {Actions} actions */
async function wake(neurons, actions) {
  for (const [layer, neuron] of neurons.slice(0, MOST_AT_ONCE)) await actions.wakeNeuron({ layer, neuron });
}
