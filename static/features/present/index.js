/**
 * The page before a projector: one panel or two fill the screen, what is to be asked before it is shown can be hidden by
 * a key, the pointer is large, and a list of the keys is a key away.
 *
 * @import { Screen, State, View, ViewContext } from '../../js/types.js'
 */

import { attr, fill, h, svg } from '../../js/lib/dom.js';
import { keysOf, SHORTCUTS } from '../../js/lib/keys.js';
import { t } from '../../js/i18n.js';

export default {
  slot: 'panel',
  id: 'presenting',
  place: 'transport',
  when: 'presenting',
  reads: ['view'],
  mount: mountPresent,
};

/** @type {Record<string, Screen>} */
const SCREENS = { 1: 'both', 2: 'network', 3: 'fit', 4: 'loss', 5: 'formula' };
const HIDDEN = /** @type {const} */ ({ n: 'numbers', f: 'formula', p: 'prediction' });
const POINTER = 'm';
/** Keys that press the transport's buttons, here as everywhere. */
const TRAINING = ['play', 'step', 'undo', 'redo'];

/** @param {HTMLElement} bar that the ways out are put in @param {ViewContext} context @returns {View} */
export function mountPresent(bar, { store, actions }) {
  const root = document.documentElement;
  /** @type {Set<string>} what is hidden until it is asked for */
  const without = new Set();
  let pointed = true;
  let shown = false;
  const pointer = h('div', { class: 'present-pointer', 'aria-hidden': 'true', hidden: true });
  const list = h('div', { class: 'present-keys' });
  const dialog = h('dialog', { class: 'present-help', 'aria-label': t('presenting.keys'), on: { click: onBackdrop } }, list);
  const help = iconButton('presenting.help', 'M7.3 7.4a2.7 2.7 0 1 1 4 2.4c-.9.5-1.3 1-1.3 2M10 14.6v.1', openHelp);
  const leave = iconButton('presenting.leave', 'm5 5 10 10M15 5 5 15', exit);
  const tools = h('div', { class: 'present-tools', role: 'group', 'aria-label': t('presenting.region') }, help, leave);
  const covered = h('p', { class: 'present-covered', 'aria-hidden': 'true' }, '?');
  bar.append(tools);
  document.body.append(pointer, dialog);
  document.getElementById('answer')?.append(covered);

  function exit() {
    actions.choose({ present: false });
    // Its button is there once the page has been drawn as usual.
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById('present')?.focus()));
  }

  /** @param {MouseEvent} [click] */
  function openHelp(click) {
    listKeys();
    // A dialog that closes gives the focus back; after a mouse's click the next space bar is meant for the training, not for this button.
    if (click && click.detail > 0) help.blur();
    if (!dialog.open) dialog.showModal();
  }

  /** @param {MouseEvent} event */
  function onBackdrop(event) {
    if (event.target === dialog) dialog.close();
  }

  /** What each key does, as buttons: a mouse before the class does as well. */
  function listKeys() {
    const { screen } = store.get().view;
    const screens = Object.entries(SCREENS).map(([key, name]) => entry(key, `presenting.screen.${name}`, screen === name));
    const hidden = Object.entries(HIDDEN).map(([key, name]) => entry(key, `presenting.hide.${name}`, without.has(name)));
    const group = (/** @type {string} */ title, /** @type {HTMLElement[]} */ entries) => h('section', {}, h('h2', {}, t(title)), ...entries);
    fill(list, group('presenting.fill', screens), group('presenting.ask', hidden), group('presenting.training', TRAINING.map(trainingEntry)),
      group('presenting.more', [entry(POINTER, 'presenting.pointer', pointed), entry('Escape', 'presenting.leave', null)]));
  }

  /** @param {string} key @param {string} name @param {boolean | null} on */
  function entry(key, name, on) {
    const pressed = on === null ? {} : { 'aria-pressed': String(on) };
    const act = () => {
      if (key === 'Escape') dialog.close();
      press(key);
      listKeys();
      list.querySelectorAll('button').forEach((button) => button.dataset.key === key && button.focus());
    };
    const label = key === 'Escape' ? 'Esc' : key.toUpperCase();
    return h('button', { type: 'button', ...pressed, dataset: { key }, on: { click: act } }, h('kbd', {}, label), t(name));
  }

  /** @param {string} id of a button of the transport */
  function trainingEntry(id) {
    const shortcut = /** @type {import('../../js/lib/keys.js').Shortcut} */ (SHORTCUTS.find((each) => each.id === id));
    const keys = keysOf(shortcut, navigator.platform, t('keys.space')).flatMap((key, i) => [i > 0 && '+', h('kbd', {}, key)]);
    const click = () => /** @type {HTMLElement | null} */ (bar.querySelector(`[data-control="${id}"]`))?.click();
    return h('button', { type: 'button', on: { click } }, h('span', {}, ...keys), t(`keys.does.${id}`));
  }

  /** @param {string} key @returns {boolean} whether it meant something */
  function press(key) {
    const name = /** @type {Record<string, string>} */ (HIDDEN)[key];
    if (key in SCREENS) actions.choose({ screen: SCREENS[key], ...(SCREENS[key] === 'formula' ? { tab: 'answer' } : {}) });
    else if (name) without.has(name) ? without.delete(name) : without.add(name);
    else if (key === POINTER) pointed = !pointed;
    else if (key === '?') openHelp();
    else if (key === 'Escape') exit();
    else return false;
    show(store.get());
    return true;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const { key, target } = event;
    const typing = target instanceof Element && target.matches('input:not([type=range]), select, textarea');
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    // A dialog closes by itself.
    if (dialog.open && key === 'Escape') return;
    if (press(key.length === 1 ? key.toLowerCase() : key)) event.preventDefault();
    if (dialog.open) listKeys();
  }

  /** @param {PointerEvent} event */
  function onPointer({ clientX, clientY, pointerType }) {
    pointer.hidden = !pointed || pointerType === 'touch';
    pointer.style.transform = `translate(${clientX}px, ${clientY}px)`;
  }

  /** @type {AbortController | null} */
  let listening = null;

  /** @param {State} state */
  function show({ view: { present, screen } }) {
    attr(root, 'data-screen', present && screen);
    attr(root, 'data-without', present && without.size > 0 && [...without].join(' '));
    tools.hidden = !present;
    if (!present || !pointed) pointer.hidden = true;
    if (present === shown) return;
    shown = present;
    listening?.abort();
    listening = present ? new AbortController() : null;
    if (!listening) return dialog.close();
    const { signal } = listening;
    addEventListener('keydown', onKey, { signal });
    addEventListener('pointermove', onPointer, { signal, passive: true });
  }

  return {
    update: show,
    destroy() {
      listening?.abort();
      for (const element of [tools, pointer, dialog, covered]) element.remove();
    },
  };
}

/** @param {string} name @param {string} path @param {(event: MouseEvent) => void} click */
function iconButton(name, path, click) {
  const icon = svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: path }));
  return h('button', { type: 'button', class: 'quiet icon', 'aria-label': t(name), title: t(name), on: { click } }, icon);
}
