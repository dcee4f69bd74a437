/**
 * The controls as elements of the page: which one an element is, and which was used.
 */

import { stepsOf } from '../lib/slider-keys.js';
import { isMeant } from './registry.js';

/** What a person uses. */
export const CONTROLS = 'button, input, select, textarea, summary, [role="slider"]';
/** A click on one of these is no use of it yet: a change is. */
const CHANGED = 'input, select, textarea';

/** @param {Element} element @returns {string} empty where it belongs to no control */
export function nameOf(element) {
  return element.closest('[data-control]')?.getAttribute('data-control') ?? '';
}

/** The page's elements of a name, regions too. @param {string} name @returns {HTMLElement[]} */
export function elementsOf(name) {
  const named = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-control]')]);
  return named.filter(({ dataset }) => isMeant(dataset.control ?? '', name));
}

/**
 * Hear that a control was used: pressed, changed or moved by a key.
 * @param {string} name
 * @param {(name: string) => void} done with the name in full
 * @param {AbortSignal} signal until when
 */
export function on(name, done, signal) {
  /** @param {Event} event */
  function hear(event) {
    const control = event.target instanceof Element ? event.target.closest(CONTROLS) : null;
    if (!control || control.getAttribute('aria-disabled') === 'true' || !isUse(event, control)) return;
    const used = nameOf(control);
    if (isMeant(used, name)) done(used);
  }

  for (const type of ['click', 'change', 'keydown']) document.addEventListener(type, hear, { signal });
}

/** @param {Event} event @param {Element} control */
function isUse(event, control) {
  if (event.type === 'change') return true;
  if (event instanceof KeyboardEvent) return control.matches('[role="slider"]') && stepsOf(event) !== undefined;
  return !control.matches(CHANGED);
}
