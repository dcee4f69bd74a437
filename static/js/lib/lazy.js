/**
 * Views that are loaded only when there is something for them to show: after the first picture has begun to move, so
 * that nothing stands in its way. With the first of them come their styles and words.
 *
 * @import { State, View } from '../types.js'
 */

import { addStrings, language } from '../i18n.js';
import { loadStyle } from './dom.js';

/** @type {Promise<unknown> | null} */
let rest = null;

/** The styles and words that the page did not begin with, loaded once. */
export function loadRest() {
  rest ??= Promise.all([
    loadStyle(new URL('../../css/later.css', import.meta.url).href),
    fetch(new URL(`../../i18n/${language()}.later.json`, import.meta.url))
      .then((response) => response.json())
      .then(addStrings),
  ]);
  return rest;
}

/** Whether the first picture is there and moves, or stands still as it should. @param {State} state @returns {boolean} */
export function hasBegun({ frame, status, opening }) {
  return frame !== null && !opening && (frame.step > 0 || status.state !== 'running');
}

/**
 * A view that is loaded when it is first needed; until then what changes is remembered for it, and so is what was
 * pressed last in the place it will be in.
 * @param {() => Promise<View>} load
 * @param {(state: State) => boolean} [isNeeded]
 * @param {HTMLElement} [place] where there is something to press before the view is there
 * @returns {View}
 */
export function mountWhenNeeded(load, isNeeded = () => true, place) {
  /** @type {View | null} */
  let view = null;
  let loading = false;
  /** @type {State} */
  let latest;
  /** @type {Set<keyof State>} */
  const missed = new Set();
  /** @type {EventTarget | null} */
  let pressed = null;
  place?.addEventListener('click', press);

  /** @param {MouseEvent} event */
  function press({ target }) {
    pressed = target;
  }

  async function start() {
    loading = true;
    await loadRest();
    view = await load();
    view.update(latest, missed);
    place?.removeEventListener('click', press);
    pressed?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  }

  return {
    update(state, changed) {
      if (view) return view.update(state, changed);
      latest = state;
      for (const key of changed) missed.add(key);
      if (!loading && hasBegun(state) && isNeeded(state)) start().catch(reportError);
      return undefined;
    },
    resize: () => view?.resize?.(),
    destroy: () => view?.destroy(),
  };
}
