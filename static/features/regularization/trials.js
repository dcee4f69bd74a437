/**
 * What each cure came to, to be compared with doing nothing. A trial is recognized by its experiment, so that it counts
 * however it was started, and no longer counts once a setting was changed. Pure.
 *
 * @import { Changed, State } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Cure } from '../../js/lib/overfitting.js'
 *
 * @typedef {Object} Trial
 * @property {number} best the lowest validation loss
 * @property {number} bestStep
 * @property {number} final the validation loss at its end, or so far
 * @property {number} step where that is
 * @property {number} training the training loss there
 * @property {'running' | 'done' | 'stopped' | 'left'} state done: as long as a trial is; stopped: by early stopping; left
 *   before its end
 */

import { cureOf, TRIAL_STEPS } from '../../js/lib/overfitting.js';
import { same } from '../../js/schema.js';

/** @param {Schema} schema */
export function createTrials(schema) {
  /** @type {Map<Cure, Trial>} */
  const trials = new Map();
  /** @type {Cure | null} */
  let present = null;
  /** @type {import('../../js/types.js').Config | null} */
  let config = null;

  function leave() {
    const trial = present && trials.get(present);
    if (trial?.state === 'running') trial.state = 'left';
    present = null;
  }

  /** @param {State} state */
  function begin({ layout, status }) {
    leave();
    if (!layout || layout.step > 0 || layout.race) return;
    config = layout.config;
    present = cureOf(config, schema);
    const state = status.state === 'stopped' ? 'stopped' : 'running';
    if (present) trials.set(present, { best: Infinity, bestStep: 0, final: NaN, step: 0, training: NaN, state });
  }

  /** @param {State} state @returns {boolean} whether the trial has just come to its end */
  function observe({ frame, status }) {
    const trial = present && trials.get(present);
    if (!trial || !frame || trial.state === 'done') return false;
    const isStopped = status.state === 'stopped';
    // After a stop only the way back to the best step still belongs to the trial.
    if (trial.state === 'stopped' && !isStopped) {
      present = null;
      return false;
    }
    const { step, trainingLoss, validationLoss } = frame;
    Object.assign(trial, { final: validationLoss, training: trainingLoss, step });
    if (validationLoss < trial.best) Object.assign(trial, { best: validationLoss, bestStep: step });
    if (isStopped) trial.state = 'stopped';
    else if (step >= TRIAL_STEPS) trial.state = 'done';
    return trial.state === 'done';
  }

  return {
    trials,
    /** @returns {Cure | null} the one being tried */
    get present() {
      return present;
    },
    /** @param {State} state @param {Changed} changed @returns {boolean} whether a trial has just come to its end */
    update(state, changed) {
      if (changed.has('layout')) begin(state);
      else if (present && changed.has('config') && !same(state.config, config)) leave();
      const current = state.frame?.layout === state.layout?.layout;
      return current && (changed.has('frame') || changed.has('status')) ? observe(state) : false;
    },
  };
}
