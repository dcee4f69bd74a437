/**
 * Views that are loaded only when there is something for them to show.
 *
 * @import { State, View } from '../types.js'
 */

/**
 * A view that is loaded when it is first needed; until then what changes is remembered for it.
 * @param {() => Promise<View>} load
 * @param {(state: State) => boolean} isNeeded
 * @returns {View}
 */
export function mountWhenNeeded(load, isNeeded) {
  /** @type {View | null} */
  let view = null;
  let loading = false;
  /** @type {State} */
  let latest;
  /** @type {Set<keyof State>} */
  const missed = new Set();

  async function start() {
    loading = true;
    view = await load();
    view.update(latest, missed);
  }

  return {
    update(state, changed) {
      if (view) return view.update(state, changed);
      latest = state;
      for (const key of changed) missed.add(key);
      if (!loading && isNeeded(state)) start().catch(reportError);
      return undefined;
    },
    resize: () => view?.resize?.(),
    destroy: () => view?.destroy(),
  };
}
