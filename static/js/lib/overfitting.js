/**
 * A start that is bound to overfit, few noisy points and a network far too large for them, and what can be done about
 * it, each with a value that helps.
 *
 * @import { Config, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

import { same, withValue } from '../schema.js';
import { swallow } from './promises.js';

/** @typedef {'nothing' | 'l1' | 'l2' | 'dropout' | 'early_stopping' | 'more_data'} Cure */

/** @type {Record<string, unknown>} */
export const START = {
  'data.source': { kind: 'target', name: 'parabola' },
  'data.samples': 40,
  'data.noise': 0.5,
  'data.validation_fraction': 0.5,
  'network.hidden': [32, 32],
  'network.activation': 'tanh',
  'network.initializer': 'xavier_normal',
  'training.loss': 'mean_squared_error',
  'training.optimizer': { name: 'adam', learning_rate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  seed: 0,
};

/** @type {Record<Cure, Record<string, unknown>>} */
export const CURES = {
  nothing: {},
  l1: { 'training.l1_penalty': 0.02 },
  l2: { 'training.l2_penalty': 0.02 },
  dropout: { 'training.dropout': 0.2 },
  early_stopping: { 'training.early_stopping': { patience: 100, min_delta: 1e-4 } },
  more_data: { 'data.samples': 400 },
};

/** So long each is tried: overfitting has shown itself, and nobody has left. */
export const TRIAL_STEPS = 900;

/** A trial's losses are read off its frames: faster than this, in steps a second, too few of them would be seen. */
const FASTEST = 250;

/** @param {Cure} cure @param {Schema} schema @returns {Config} */
export function experimentOf(cure, schema) {
  const changes = Object.entries({ ...START, ...CURES[cure] });
  return changes.reduce((made, [path, value]) => withValue(made, path, value), schema.defaults);
}

/**
 * Start one of these experiments. Beside a training loss that falls without end a logarithmic axis would hide how the
 * validation loss rises.
 * @param {Cure} cure
 * @param {ViewContext & {schema: Schema}} context
 */
export function startTrial(cure, { actions, schema, store }) {
  actions.choose({ lab: 'regularization', logLoss: false });
  swallow(start());

  async function start() {
    await actions.begin(experimentOf(cure, schema));
    const speed = store.get().status.steps_per_second;
    if (speed === null || speed > FASTEST) await actions.setSpeed(FASTEST);
    await actions.play();
  }
}

/** @param {Config} config @param {Schema} schema @returns {Cure | null} which of these experiments this is */
export function cureOf(config, schema) {
  const cures = /** @type {Cure[]} */ (Object.keys(CURES));
  return cures.find((cure) => same(experimentOf(cure, schema), config)) ?? null;
}
