/**
 * What helps: for each note one action, and what its button says.
 *
 * @import { Actions, Place, State } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 * @import { Note } from './words.js'
 */

import { shortText } from '../../lib/format.js';
import { t } from '../../i18n.js';
import { otherRate } from './words.js';

const RATE = 'training.optimizer.learning_rate';
/** More at once would flood the server; the next answer names the rest. */
const MOST_AT_ONCE = 8;

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
  if (remedy.kind === 'start_anew') {
    const { initializer } = schema.defaults.network;
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
