/**
 * What the page's link locks, to be seen: controls that say they are locked and do nothing; and settings that it hides.
 * Controls come and go as views are loaded, so the page is looked through again whenever it changes.
 *
 * @import { Locks, State, View, ViewContext } from '../types.js'
 * @import { Reason } from '../controls/registry.js'
 * @import { Schema } from '../schema.js'
 */

import { CONTROLS, nameOf } from '../controls/page.js';
import { obstacle } from '../controls/registry.js';
import { attr, byId, h, svg } from '../lib/dom.js';
import { applyHidden } from '../lib/locks.js';
import { createThrottle } from '../lib/throttle.js';
import { panelNames, PHONE } from '../lib/panels.js';
import { t } from '../i18n.js';

const LOOK_EVERY = 200;
const PADLOCK = 'M3.2 5V3.6a2.8 2.8 0 0 1 5.6 0V5h.7a.8.8 0 0 1 .8.8v4.9a.8.8 0 0 1-.8.8h-7a.8.8 0 0 1-.8-.8V5.8a.8.8 0 0 1 .8-.8zm1.3 0h3V3.6a1.5 1.5 0 0 0-3 0z';
/** A setting with its label. */
const FIELDS = '.field[data-control]';
/** What would use a control; a locked one lets the focus in, and nothing else. */
const USES = /** @type {const} */ (['pointerdown', 'mousedown', 'touchstart', 'click', 'beforeinput', 'keydown']);
const FREE_KEYS = ['Tab', 'Escape'];
const FUNCTION_KEY = /^F\d+$/;
/** These change a slider or open a menu, whatever is held down with them. */
const USED_KEYS = ['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'F4'];

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema, tell: (reason: Reason) => void}} context @returns {View} */
export function mountLocks(root, { store, actions, schema, tell }) {
  const sign = createSign(actions.unlock);
  const pace = createThrottle(LOOK_EVERY, look);
  const observer = new MutationObserver(pace.request);
  const abort = new AbortController();
  /** @type {Set<Element>} */
  let locked = new Set();

  function look() {
    const state = store.get();
    const found = state.locks ? lockedControls(state, schema) : new Map();
    for (const control of locked) if (!found.has(control)) free(control);
    for (const [control, field] of found) lock(control, field);
    locked = new Set(found.keys());
    hideFields(state.locks);
  }

  /** @param {Event} event */
  function prevent(event) {
    const control = event.target instanceof Element ? event.target.closest('[data-locked]') : null;
    if (!control || (event instanceof KeyboardEvent && isForThePage(event, control))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === 'click' || event.type === 'keydown') tell({ by: 'link', key: 'locks.locked' });
  }

  /** @param {Locks | null} locks */
  function hideFields(locks) {
    const panels = panelNames();
    const names = [...(locks?.hidden ?? [])].filter((name) => !panels.includes(name));
    const paths = schema.fields(store.get().config).filter(({ ui }) => names.includes(ui.link ?? '')).map(({ path }) => path);
    for (const field of document.querySelectorAll(FIELDS)) {
      attr(field, 'data-hidden', paths.includes(nameOf(field)));
    }
  }

  for (const type of USES) document.addEventListener(type, prevent, { capture: true, passive: false, signal: abort.signal });
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ['aria-disabled'] });
  return {
    /** @param {State} state */
    update({ locks }, changed) {
      if (changed.has('locks')) {
        sign.hidden = !locks;
        applyHidden(locks).catch(reportError);
        attr(document.documentElement, 'data-lock', locks && [...locks.locked].join(' '));
      }
      if (changed.has('locks') || changed.has('config')) pace.now();
    },
    destroy() {
      sign.remove();
      observer.disconnect();
      pace.stop();
      abort.abort();
    },
  };
}

/**
 * A small sign in the page's head; what it stands for, and the key, are behind it, so that nobody is invited to unlock.
 * @param {() => void} unlock
 * @returns {HTMLDetailsElement}
 */
function createSign(unlock) {
  const picture = svg('svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' }, svg('path', { class: 'solid', d: PADLOCK, 'fill-rule': 'evenodd' }));
  const summary = h('summary', { 'aria-label': t('locks.sign'), title: t('locks.notice') }, picture);
  const key = h('button', { type: 'button', class: 'quiet', on: { click: () => leave() } }, t('locks.unlock'));
  const sign = h('details', { class: 'lock-sign', dataset: { control: 'locks' } }, summary, h('div', { class: 'lock-words' }, h('p', {}, t('locks.notice')), key));

  function leave() {
    // The sign goes, and must not take the focus with it.
    /** @type {HTMLElement} */ (sign.nextElementSibling).focus();
    unlock();
  }

  sign.addEventListener('keydown', ({ key: pressed }) => {
    if (pressed !== 'Escape' || !sign.open) return;
    sign.open = false;
    summary.focus();
  });
  // On a phone the head has no room for it; there it stands with the settings.
  byId(matchMedia(PHONE).matches ? 'close-sheet' : 'theme').before(sign);
  return sign;
}

/**
 * Every control that is locked, with the field it is in, if any.
 * @param {State} state
 * @param {Schema} schema
 * @returns {Map<Element, Element | null>}
 */
function lockedControls(state, schema) {
  /** @type {Map<string, boolean>} */
  const asked = new Map();
  const isLocked = (/** @type {string} */ name) => {
    if (!asked.has(name)) asked.set(name, obstacle(name, state, schema)?.by === 'link');
    return asked.get(name);
  };
  const controls = [...document.querySelectorAll(CONTROLS)].filter((control) => isLocked(nameOf(control)));
  return new Map(controls.map((control) => [control, control.closest(FIELDS)]));
}

/** Whether a key leaves a control as it is: it moves the focus, scrolls, or is the browser's own. @param {KeyboardEvent} event @param {Element} control */
function isForThePage({ key, ctrlKey, metaKey, altKey }, control) {
  if (FREE_KEYS.includes(key) || (key.startsWith('Page') && control.matches('button'))) return true;
  return !USED_KEYS.includes(key) && (ctrlKey || metaKey || altKey || FUNCTION_KEY.test(key));
}

/** What controls are like when they are free, but for those whose view says itself that they are locked. @type {WeakMap<Element, {title: string | null, disabled: string | null}>} */
const unlocked = new WeakMap();

/** @param {Element} control @param {Element | null} field the one it is in */
function lock(control, field) {
  const words = t('locks.locked');
  const title = control.getAttribute('title');
  const disabled = control.getAttribute('aria-disabled');
  if (title !== words) unlocked.set(control, { title, disabled });
  // What its view says meanwhile is seen when the lock is gone.
  else if (disabled !== 'true' && unlocked.has(control)) unlocked.set(control, { title: unlocked.get(control)?.title ?? null, disabled });
  attr(control, 'data-locked', true);
  attr(control, 'aria-disabled', 'true');
  attr(control, 'aria-description', words);
  attr(control, 'title', words);
  if (field) attr(field, 'data-locked-field', true);
}

/** @param {Element} control */
function free(control) {
  for (const name of ['data-locked', 'aria-description']) attr(control, name, null);
  attr(control.closest('.field') ?? control, 'data-locked-field', null);
  const before = unlocked.get(control);
  if (!before) return;
  attr(control, 'aria-disabled', before.disabled);
  attr(control, 'title', before.title);
  unlocked.delete(control);
}
