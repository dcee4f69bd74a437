/**
 * What opens beneath Share: the link, which has been copied already, and behind folds the other ways to share a run.
 *
 * @import { State, View, ViewContext } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 * @import { Extras } from '../../link-codec.js'
 *
 * @typedef {ViewContext & {schema: Schema, extras: () => Extras}} ShareContext extras: the present weights and
 *   how the run starts, where they are wanted in links
 *
 * @typedef {ReturnType<typeof createPopover>} Popover
 *
 * @typedef {Object} Section
 * @property {HTMLElement} element
 * @property {() => void} refresh it is open, and what it speaks of has changed
 * @property {() => void} [destroy]
 */

import { attr, h } from '../../lib/dom.js';
import { t } from '../../i18n.js';
import { createFrameCode } from './frame-code.js';
import { createKeep } from './keep.js';
import { createLink } from './link.js';
import { createTeacher } from './teacher.js';

/** In this order, each made when it is first unfolded. @type {Record<string, (context: ShareContext) => Section>} */
const SECTIONS = { keep: createKeep, frame: createFrameCode, teacher: createTeacher };
/** @type {(keyof State)[]} what the sections speak of */
const SPOKEN_OF = ['config', 'opened', 'locks', 'layout'];

/** @param {HTMLElement} root @param {HTMLButtonElement} button @param {ViewContext & {schema: Schema}} given */
export function createPopover(root, button, given) {
  const link = createLink(given, () => folds.forEach((fold) => fold.refresh()));
  const context = { ...given, extras: link.extras };
  const folds = Object.entries(SECTIONS).map(([name, create]) => createFold(name, () => create(context)));
  const closer = h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('sharing.close'), on: { click: close } }, '×');
  const head = h('div', { class: 'share-head' }, h('h2', { id: 'share-title' }, t('sharing.title')), closer);
  const element = h(
    'div',
    { class: 'share-popover', role: 'dialog', 'aria-labelledby': 'share-title', tabindex: -1, hidden: true },
    head, link.element, ...folds.map((fold) => fold.element),
  );
  root.append(element);

  function close() {
    const wasInside = element.contains(document.activeElement);
    element.hidden = true;
    attr(button, 'aria-expanded', 'false');
    if (wasInside) button.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== 'Escape' || element.hidden) return;
    event.stopPropagation();
    close();
  }

  /** @param {PointerEvent} event */
  function onPointer({ target }) {
    if (!element.hidden && !root.contains(/** @type {Node} */ (target))) close();
  }

  const abort = new AbortController();
  root.addEventListener('keydown', onKey, { signal: abort.signal });
  document.addEventListener('pointerdown', onPointer, { signal: abort.signal });
  return {
    get isOpen() {
      return !element.hidden;
    },
    close,
    /** @param {{copied: boolean}} shared whether the link is on the clipboard by now */
    open({ copied }) {
      element.hidden = false;
      attr(button, 'aria-expanded', 'true');
      link.open(copied);
      // Where the browser has not let the link be copied, it stands there selected.
      if (copied) element.focus();
    },
    /** @type {View['update']} */
    update(_state, changed) {
      if (element.hidden || !SPOKEN_OF.some((key) => changed.has(key))) return;
      link.refresh();
    },
    destroy() {
      abort.abort();
      for (const fold of folds) fold.destroy();
      element.remove();
    },
  };
}

/** One fold, the others close when it opens. @param {string} name @param {() => Section} create */
function createFold(name, create) {
  /** @type {Section | null} */
  let section = null;
  const element = h('details', { class: 'share-fold', name: 'share' }, h('summary', {}, t(`sharing.${name}.title`)));
  element.addEventListener('toggle', () => {
    if (!element.open) return;
    if (!section) element.append((section = create()).element);
    section.refresh();
  });
  return {
    element,
    refresh() {
      if (element.open) section?.refresh();
    },
    destroy: () => section?.destroy?.(),
  };
}
