/**
 * The menu of experiments: one entry each, its words in `lab` of the strings.
 *
 * @import { RaceEntry, ViewContext } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 */

import { attr, h } from '../../lib/dom.js';
import { swallow } from '../../lib/promises.js';
import { t } from '../../i18n.js';
import { optimizerRace, initializerRace, seedRace } from './races.js';
import { overfitStart } from './overfit.js';

/** @typedef {ViewContext & {schema: Schema}} LabContext */

/** What each entry does. @type {Record<string, (context: LabContext) => void>} */
const ENTRIES = {
  race_optimizers: (context) => swallow(startRace(context, () => optimizerRace(context.schema))),
  race_initializers: (context) => swallow(startRace(context, () => initializerRace(context.schema))),
  race_seeds: (context) => swallow(startRace(context, () => seedRace(context.store.get().config))),
  race: ({ actions }) => actions.choose({ lab: 'race' }),
  landscape: ({ actions }) => actions.choose({ lab: 'landscape' }),
  range_test: ({ actions }) => actions.choose({ lab: 'range_test' }),
  starts: ({ actions }) => actions.choose({ lab: 'starts' }),
  overfit: (context) => overfitStart(context),
  regularization: ({ actions }) => actions.choose({ lab: 'regularization' }),
};

/** Where each key leads among the entries. @type {Record<string, (at: number, count: number) => number>} */
const KEYS = {
  ArrowUp: (at, count) => (at + count - 1) % count,
  ArrowDown: (at, count) => (at + 1) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/** One race takes the place of another, from the run before it. @param {LabContext} context @param {() => RaceEntry[]} entries */
async function startRace({ store, actions }, entries) {
  actions.choose({ lab: 'race' });
  if (store.get().layout?.race) await actions.endRace(null);
  await actions.race(entries());
  await actions.play();
}

/** @param {HTMLElement} root that holds the button @param {LabContext} context */
export function createMenu(root, context) {
  const button = /** @type {HTMLButtonElement} */ (root.querySelector('button'));
  const entries = Object.entries(ENTRIES).map(([name, run]) =>
    h('button', { type: 'button', on: { click: () => (close(), run(context)) } }, t(`lab.${name}`), h('small', {}, t(`lab.${name}_help`))),
  );
  const list = h('div', { class: 'lab-list', id: 'lab-list', role: 'group', 'aria-label': t('lab.menu'), hidden: true }, ...entries);
  root.append(list);
  attr(button, 'aria-controls', list.id);
  root.hidden = false;

  function toggle() {
    setOpen(list.hidden);
  }

  function close() {
    setOpen(false);
  }

  /** @param {boolean} open */
  function setOpen(open) {
    list.hidden = !open;
    attr(button, 'aria-expanded', String(open));
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Escape' && !list.hidden) {
      close();
      button.focus();
    }
    const move = KEYS[event.key];
    if (!move) return;
    event.preventDefault();
    setOpen(true);
    const at = entries.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    entries[at < 0 && event.key === 'ArrowUp' ? entries.length - 1 : move(at, entries.length)].focus();
  }

  /** @param {FocusEvent} event */
  function onBlur({ relatedTarget }) {
    if (relatedTarget && !root.contains(/** @type {Node} */ (relatedTarget))) close();
  }

  /** @param {PointerEvent} event */
  function onPointer({ target }) {
    if (!root.contains(/** @type {Node} */ (target))) close();
  }

  button.addEventListener('click', toggle);
  root.addEventListener('keydown', onKey);
  root.addEventListener('focusout', onBlur);
  document.addEventListener('pointerdown', onPointer);
  return {
    destroy() {
      button.removeEventListener('click', toggle);
      root.removeEventListener('keydown', onKey);
      root.removeEventListener('focusout', onBlur);
      document.removeEventListener('pointerdown', onPointer);
      list.remove();
    },
  };
}
