/**
 * Point a control out: what holds it is opened, it is scrolled to, and a ring stands around it until it is used, or for a
 * while.
 *
 * @import { Actions, Store, View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

import { attr, loadStyle } from '../lib/dom.js';
import { once } from '../lib/promises.js';
import { elementsOf, on } from './page.js';
import { controlOf } from './registry.js';

/** What is loaded when it is first shown may take a while. */
const WAIT = 5000;
const RING = 10_000;
const loadRing = once(() => loadStyle(new URL('../../css/highlight.css', import.meta.url).href));

/** Points out whatever the state names. @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountHighlight(context) {
  return {
    update({ highlight: name }, changed) {
      if (!name || !changed.has('highlight')) return;
      context.store.set({ highlight: null });
      highlight(name, context).catch(reportError);
    },
    destroy() {},
  };
}

/**
 * @param {string} name
 * @param {{store: Store, actions: Pick<Actions, 'choose'>, schema: Schema}} context
 * @returns {Promise<HTMLElement | null>} null where the page does not have it
 */
export async function highlight(name, { store, actions, schema }) {
  const control = controlOf(name, store.get(), schema);
  if (!control) return null;
  if (control.view) actions.choose(control.view);
  const place = document.getElementById(control.place);
  if (place) open(place);
  const [element] = await Promise.all([whenThere(name), loadRing()]);
  if (!element) return null;
  open(element);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  ring(element, name);
  return element;
}

/** Press what opens each part of the page that an element is in, from the outside in. @param {Element} element */
function open(element) {
  const around = [];
  for (let next = element.parentElement; next; next = next.parentElement) around.unshift(next);
  for (const holder of around) {
    if (holder instanceof HTMLDetailsElement) holder.open = true;
    if (holder.id === '') continue;
    const opener = document.querySelector(`[aria-controls="${holder.id}"][aria-expanded="false"]`);
    if (opener instanceof HTMLElement && opener.checkVisibility()) opener.click();
  }
}

/** @param {string} name @returns {Promise<HTMLElement | null>} null where it does not come */
function whenThere(name) {
  const find = () => elementsOf(name).find((element) => element.isConnected) ?? null;
  const there = find();
  if (there) return Promise.resolve(there);
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const found = find();
      if (found) settle(found);
    });
    const timer = setTimeout(() => settle(null), WAIT);

    /** @param {HTMLElement | null} found */
    function settle(found) {
      observer.disconnect();
      clearTimeout(timer);
      resolve(found);
    }

    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['data-control'] });
  });
}

/** @param {HTMLElement} element @param {string} name */
function ring(element, name) {
  const abort = new AbortController();

  function end() {
    clearTimeout(timer);
    abort.abort();
    attr(element, 'data-highlight', null);
  }

  const timer = setTimeout(end, RING);
  attr(element, 'data-highlight', true);
  on(name, end, abort.signal);
}
