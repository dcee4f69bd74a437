/**
 * The actions, refused where the control that stands for them cannot be used: whatever on the page asks for them is told
 * why not.
 *
 * @import { Actions, Config, Refusal, Store } from '../types.js'
 * @import { Field, Schema } from '../schema.js'
 * @import { Notices } from '../notices.js'
 * @import { Reason } from './registry.js'
 */

import { t } from '../i18n.js';
import { get, withValue } from '../schema.js';
import { valueText } from '../link-codec.js';
import { obstacle } from './registry.js';

/**
 * @param {Actions} actions
 * @param {{store: Store, schema: Schema, tell: (reason: Reason) => void}} options tell: say why not
 * @returns {Actions}
 */
export function guard(actions, { store, schema, tell }) {
  /** @param {Reason} reason @returns {Promise<never>} */
  function refuse(reason) {
    tell(reason);
    return Promise.reject(/** @type {Refusal} */ ({ code: reason.by === 'link' ? 'locked' : reason.by, message: t(reason.key, reason.params) }));
  }

  /** @template {any[]} A @template R @param {(...values: any[]) => string} nameOf @param {(...values: A) => Promise<R>} action */
  const unless = (nameOf, action) => (/** @type {A} */ ...values) => {
    const reason = obstacle(nameOf(...values), store.get(), schema);
    return reason ? refuse(reason) : action(...values);
  };
  const byHand = () => 'network.weight';

  return {
    ...actions,
    patch(changes) {
      const state = store.get();
      const reasons = Object.keys(changes).map((path) => obstacle(path, state, schema)).filter((reason) => reason !== null);
      const racing = reasons.find(({ by }) => by === 'race');
      if (racing) return refuse(racing);
      const allowed = state.locks ? withoutLocked(changes, state.config, lockedFields(state, schema)) : changes;
      return allowed ? actions.patch(allowed) : refuse({ by: 'link', key: 'locks.locked' });
    },
    addNeuron: unless((layer) => `network.add.${layer + 1}`, actions.addNeuron),
    removeNeuron: unless((layer) => `network.remove.${layer + 1}`, actions.removeNeuron),
    addLayer: unless(() => 'network.layer.add', actions.addLayer),
    removeLayer: unless((layer) => `network.layer.remove.${layer + 1}`, actions.removeLayer),
    begin: unless(() => 'starts', actions.begin),
    setValues: unless(byHand, actions.setValues),
    wakeNeuron: unless(byHand, actions.wakeNeuron),
    goTo: unless(byHand, actions.goTo),
    scaleWeights: unless(byHand, actions.scaleWeights),
    spreadBends: unless(byHand, actions.spreadBends),
  };
}

/** What says why a control cannot be used; of a lock it does not offer the key. @param {Notices} notices */
export function createTell(notices) {
  return (/** @type {Reason} */ { by, key, params }) =>
    notices.show({ id: by === 'link' ? 'locks' : 'failed', kind: 'info', text: t(by === 'link' ? 'locks.notice' : key, params) });
}

/** The fields of an experiment that the link locks. @param {import('../types.js').State} state @param {Schema} schema @returns {Field[]} */
function lockedFields(state, schema) {
  return schema.fields(state.config).filter(({ path }) => obstacle(path, state, schema)?.by === 'link');
}

/**
 * The changes where they leave what is locked as it is; a locked part of something larger, such as an optimizer's rate,
 * keeps its value. Null where that cannot be.
 * @param {Record<string, unknown>} changes
 * @param {Config} config
 * @param {Field[]} locked
 * @returns {Record<string, unknown> | null}
 */
export function withoutLocked(changes, config, locked) {
  let allowed = changes;
  for (const field of locked) {
    const path = Object.keys(changes).find((changed) => field.path === changed || field.path.startsWith(`${changed}.`));
    if (path === undefined) continue;
    const before = get(config, field.path);
    const after = get(withValue(config, path, allowed[path]), field.path);
    if (after !== undefined && valueText(field, after) === valueText(field, before)) continue;
    if (after === undefined || path === field.path) return null;
    const whole = /** @type {object} */ (allowed[path]);
    allowed = { ...allowed, [path]: withValue(whole, field.path.slice(path.length + 1), before) };
  }
  return allowed;
}
