/**
 * The one state the views show. Listeners learn which top-level keys changed.
 *
 * @import { State, Store } from './types.js'
 */

/** @param {State} state @returns {Store} */
export function createStore(state) {
  /** @type {Set<(changed: Set<keyof State>) => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    set(changes) {
      const keys = /** @type {(keyof State)[]} */ (Object.keys(changes));
      const changed = new Set(keys.filter((key) => changes[key] !== state[key] || key === 'losses'));
      if (changed.size === 0) return;
      state = { ...state, ...changes };
      for (const listener of listeners) listener(changed);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
