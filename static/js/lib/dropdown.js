/**
 * A list of buttons that unfolds below a button of the top bar: by mouse, by touch, and by the arrow keys, Home, End and
 * Escape.
 */

import { attr, h } from './dom.js';
import { nextOf } from './roving.js';

/** One entry of a list: what it is called and what it does. @param {string} name @param {string} help @param {() => void} click */
export function createEntry(name, help, click) {
  return h('button', { type: 'button', on: { click } }, name, h('small', {}, help));
}

/**
 * @param {HTMLElement} root that holds the button
 * @param {{id: string, label: string, opened?: () => void}} options `label` says what the list holds
 * @param {...HTMLElement} children buttons, and whatever groups them
 */
export function createDropdown(root, { id, label, opened }, ...children) {
  const button = /** @type {HTMLButtonElement} */ (root.querySelector('button'));
  const list = h('div', { class: 'dropdown-list', id, role: 'group', 'aria-label': label, hidden: true }, ...children);
  root.append(list);
  attr(button, 'aria-controls', id);
  delete root.dataset.waits;

  function toggle() {
    setOpen(list.hidden);
  }

  /** Whoever has chosen an entry is led back to the button: the entry goes. */
  function close() {
    if (list.contains(document.activeElement)) button.focus();
    setOpen(false);
  }

  /** @param {boolean} open */
  function setOpen(open) {
    if (open && list.hidden) opened?.();
    list.hidden = !open;
    attr(button, 'aria-expanded', String(open));
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Escape' && !list.hidden) {
      // What else listens for it has not been meant.
      event.preventDefault();
      close();
    }
    const entries = [...list.querySelectorAll('button')];
    const at = entries.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    // From the button itself, ArrowUp leads to the last one.
    const next = nextOf(event.key, at < 0 && event.key === 'ArrowUp' ? 0 : at, entries.length, { along: 'column', wraps: true });
    if (next === undefined) return;
    event.preventDefault();
    setOpen(true);
    entries[next].focus();
  }

  /** @param {FocusEvent} event */
  function onBlur({ relatedTarget }) {
    if (relatedTarget && !root.contains(/** @type {Node} */ (relatedTarget))) setOpen(false);
  }

  /** @param {PointerEvent} event */
  function onPointer({ target }) {
    if (!root.contains(/** @type {Node} */ (target))) setOpen(false);
  }

  const abort = new AbortController();
  const { signal } = abort;
  button.addEventListener('click', toggle, { signal });
  root.addEventListener('keydown', onKey, { signal });
  root.addEventListener('focusout', onBlur, { signal });
  document.addEventListener('pointerdown', onPointer, { signal });
  return {
    close,
    destroy() {
      abort.abort();
      list.remove();
    },
  };
}
