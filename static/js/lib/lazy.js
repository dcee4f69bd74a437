/**
 * Views that are loaded only when there is something for them to show: after the first picture has begun to move, so
 * that nothing stands in its way. With the first of them come their styles and words.
 *
 * @import { State, View } from '../types.js'
 */

import { addStrings, language } from '../i18n.js';
import { loadStyle } from './dom.js';
import { once } from './promises.js';

/** Between two tries to load a view that is needed all the time; each further one waits twice as long. */
const FIRST_PAUSE = 5000;

const loadStyles = once(() => loadStyle(new URL('../../css/later.css', import.meta.url).href));
/** The words that the page did not begin with. */
export const loadWords = once(async () => {
  const response = await fetch(new URL(`../../i18n/${language()}.later.json`, import.meta.url));
  if (!response.ok) throw new Error(`Expected the page's words, but got status ${response.status}`);
  addStrings(await response.json());
});
let tell = () => {};

/** The styles and words that the page did not begin with. */
export function loadRest() {
  return Promise.all([loadStyles(), loadWords()]);
}

/** @param {() => void} how says that a part of the page could not be loaded */
export function tellFailures(how) {
  tell = how;
}

/** A part of the page could not be loaded. @param {unknown} error */
export function failed(error) {
  reportError(error);
  tell();
}

/** Whether the first picture is there and moves, or stands still as it should. @param {State} state @returns {boolean} */
function hasBegun({ frame, status, opening }) {
  return frame !== null && !opening && (frame.step > 0 || status.state !== 'running');
}

/**
 * A view that is loaded when it is first needed; until then what changes is remembered for it, and so is what was
 * pressed last in the place it will be in. What fails is tried again: after a pause, or when it is needed anew.
 * @param {() => Promise<View>} load
 * @param {(state: State) => boolean} [isNeeded]
 * @param {HTMLElement} [place] where there is something to press before the view is there
 * @returns {View}
 */
export function mountWhenNeeded(load, isNeeded = () => true, place) {
  /** @type {View | null} */
  let view = null;
  let loading = false;
  let [pause, notBefore] = [FIRST_PAUSE, 0];
  /** @type {State | null} */
  let latest = null;
  /** @type {Set<keyof State>} */
  const missed = new Set();
  /** @type {EventTarget | null} */
  let pressed = null;
  place?.addEventListener('click', press);

  /** @param {MouseEvent} event */
  function press({ target }) {
    pressed = target;
    notBefore = 0;
    if (latest) attempt(latest);
  }

  /** @param {State} state */
  function attempt(state) {
    if (!isNeeded(state)) notBefore = 0;
    else if (!loading && hasBegun(state) && performance.now() >= notBefore) start(state).catch(reportError);
  }

  /** @param {State} state */
  async function start(state) {
    loading = true;
    // Not within the drawing of the first picture, which may take long.
    await new Promise((resolve) => setTimeout(resolve));
    try {
      await loadRest();
      view = await load();
    } catch (error) {
      loading = false;
      notBefore = performance.now() + pause;
      pause *= 2;
      failed(error);
      return;
    }
    view.update(latest ?? state, missed);
    place?.removeEventListener('click', press);
    pressed?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  }

  return {
    update(state, changed) {
      if (view) return view.update(state, changed);
      latest = state;
      for (const key of changed) missed.add(key);
      attempt(state);
      return undefined;
    },
    resize: () => view?.resize?.(),
    destroy: () => view?.destroy(),
  };
}
