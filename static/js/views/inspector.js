/**
 * The network taken apart: four tabs over one panel, each with a view that is loaded when it is first shown.
 *
 * @import { State, View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

import { attr } from '../lib/dom.js';
import { mountWhenNeeded } from '../lib/lazy.js';
import { isShown } from '../lib/panels.js';
import { nextOf } from '../lib/roving.js';

/** @typedef {ViewContext & {schema: Schema}} InspectorContext */

/** @type {Record<string, (root: HTMLElement, context: InspectorContext) => Promise<View>>} */
const LOADERS = {
  answer: async (root, context) => (await import('./answer.js')).mountAnswer(root, context),
  neurons: async (root, context) => (await import('./neurons.js')).mountNeurons(root, context),
  trace: async (root, context) => (await import('./trace.js')).mountTrace(root, context),
  functions: async (root, context) => (await import('./functions.js')).mountFunctions(root, context),
};

/**
 * @param {HTMLElement} root
 * @param {InspectorContext} context
 * @returns {View}
 */
export function mountInspector(root, context) {
  const tabs = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll('[role=tab]')]);
  const views = tabs.map((tab) => {
    const name = nameOf(tab);
    const load = () => LOADERS[name](panelOf(tab), context);
    return mountWhenNeeded(load, ({ view }) => view.tab === name);
  });

  /** @param {HTMLButtonElement} tab */
  function choose(tab) {
    context.actions.choose({ tab: nameOf(tab) });
  }

  /** @param {HTMLButtonElement} tab by hand */
  async function open(tab) {
    choose(tab);
    const { revealSoon } = await import('../lib/reveal.js');
    revealSoon(root);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const among = tabs.filter(isThere);
    const at = among.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const next = at < 0 ? undefined : nextOf(event.key, at, among.length, { along: 'row', wraps: true });
    if (next === undefined) return;
    event.preventDefault();
    open(among[next]);
    among[next].focus();
  }

  /** @param {MouseEvent} event */
  function onClick({ target }) {
    const tab = tabs.find((each) => each === target);
    if (tab) open(tab);
  }

  /** @param {State} state */
  function show({ view }) {
    const there = tabs.filter(isThere);
    if (there.length > 0 && !there.some((tab) => nameOf(tab) === view.tab)) choose(there[0]);
    for (const tab of tabs) {
      const chosen = nameOf(tab) === view.tab;
      attr(tab, 'aria-selected', String(chosen));
      attr(tab, 'tabindex', chosen ? 0 : -1);
      panelOf(tab).hidden = !chosen;
    }
  }

  root.addEventListener('keydown', onKey);
  root.addEventListener('click', onClick);
  return {
    update(state, changed) {
      if (changed.has('view') || changed.has('locks')) show(state);
      for (const view of views) view.update(state, changed);
    },
    destroy() {
      root.removeEventListener('keydown', onKey);
      root.removeEventListener('click', onClick);
      for (const view of views) view.destroy();
    },
  };
}

/** Whether the page shows this tab at all. @param {HTMLElement} tab */
function isThere(tab) {
  return isShown(tab.dataset.panel ?? '');
}

/** @param {HTMLElement} tab @returns {string} */
function nameOf(tab) {
  return tab.dataset.tab ?? '';
}

/** @param {HTMLElement} tab @returns {HTMLElement} */
function panelOf(tab) {
  const panel = document.getElementById(nameOf(tab));
  if (!panel) throw new Error(`the page has no panel #${nameOf(tab)}`);
  return panel;
}
