/**
 * What holds the network back: weights that vanish or stay small, neurons that sit out, when to stop. Overfitting is
 * provoked first, so that there is something to hold back.
 *
 * @import { Config, View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 */

import { h } from '../../js/lib/dom.js';
import { createThrottle } from '../../js/lib/throttle.js';
import { currentParameters } from '../../js/lib/parameters.js';
import { createSparsity, createSittingOut, createSpread, createStopping } from './blocks.js';
import { createCures } from './cures.js';
import { createSetting } from '../../js/views/settings/field.js';

export default {
  slot: 'lab',
  id: 'regularization',
  order: 60,
  reads: ['view', 'config', 'fieldErrors', 'layout', 'status', 'frame'],
  mount: mountRegularization,
};

const WRITE_EVERY = 250;

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountRegularization(root, context) {
  const { store, schema } = context;
  const cures = createCures(context);
  const settings = ['l1_penalty', 'l2_penalty', 'dropout', 'early_stopping', 'early_stopping.patience'].map(createOwn);
  const [l1, l2, dropout, stopping, patience] = settings.map(({ element }) => element);
  const pace = createThrottle(WRITE_EVERY, write);
  const blocks = [
    createSparsity(l1), createSpread(l2, () => pace.now()), createSittingOut(dropout),
    createStopping(h('div', { class: 'fields' }, stopping, patience)),
  ];
  root.append(h('div', { class: 'regularization' }, cures.element, ...blocks.map(({ element }) => element)));

  /** @param {string} name */
  function createOwn(name) {
    const path = `training.${name}`;
    // The patience has its field only in an experiment that stops early.
    const shaped = /** @type {Config} */ ({ ...schema.defaults, training: { ...schema.defaults.training, early_stopping: { patience: 200, min_delta: 1e-4 } } });
    const field = schema.fields(shaped).find((each) => each.path === path);
    if (!field) throw new Error(`the schema has no field ${path}`);
    return createSetting(field, context, 'regularization-');
  }

  function write() {
    const state = store.get();
    const parameters = currentParameters(state);
    if (parameters) for (const block of blocks) block.write(state, parameters);
  }

  return {
    update(state, changed) {
      cures.update(state, changed);
      if (state.view.lab !== 'regularization') return;
      const opened = changed.has('view');
      if (opened || changed.has('config') || changed.has('fieldErrors')) {
        for (const setting of settings) setting.update(state, opened || changed.has('fieldErrors'));
        patience.hidden = state.config.training.early_stopping === null;
      }
      if (opened || changed.has('layout') || changed.has('status') || changed.has('config')) pace.now();
      else if (changed.has('frame')) pace.request();
    },
    destroy() {
      cures.stop();
      pace.stop();
      root.replaceChildren();
    },
  };
}
