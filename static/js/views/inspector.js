/**
 * The network inspector: a tab for each feature of that slot, over one panel. What a tab shows is loaded when it is first shown.
 *
 * @import { PageContext, State, View } from '../types.js'
 */

import { attr, byId } from '../lib/dom.js';
import { featuresOf, mountFeature } from '../lib/features.js';
import { isShown } from '../lib/panels.js';
import { nextOf } from '../lib/roving.js';

/** @param {HTMLElement} root @param {PageContext} context @returns {View} */
export function mountInspector(root, context) {
  const tabs = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll('[role=tab]')]);
  const views = featuresOf('tab').map((feature) => mountFeature(feature, byId(feature.id), context, ({ view }) => view.tab === feature.id));

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
      byId(nameOf(tab)).hidden = !chosen;
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
