/**
 * The menu of experiments: one entry each, its words in `lab` of the strings.
 *
 * @import { ViewContext } from '../../types.js'
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
  race_optimizers: (context) => startRace(context, optimizerRace(context.schema)),
  race_initializers: (context) => startRace(context, initializerRace(context.schema)),
  race_seeds: (context) => startRace(context, seedRace(context.store.get().config)),
  race: ({ actions }) => actions.choose({ lab: 'race' }),
  landscape: ({ actions }) => actions.choose({ lab: 'landscape' }),
  range_test: ({ actions }) => actions.choose({ lab: 'range_test' }),
  starts: ({ actions }) => actions.choose({ lab: 'starts' }),
  overfit: (context) => overfitStart(context),
  regularization: ({ actions }) => actions.choose({ lab: 'regularization' }),
};

/** @param {LabContext} context @param {{label: string, changes: Record<string, unknown>}[]} runs */
function startRace({ actions }, runs) {
  actions.choose({ lab: 'race' });
  swallow(actions.race(runs).then(() => actions.play()));
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
  function onKey({ key }) {
    if (key !== 'Escape' || list.hidden) return;
    close();
    button.focus();
  }

  /** @param {PointerEvent} event */
  function onPointer({ target }) {
    if (!root.contains(/** @type {Node} */ (target))) close();
  }

  button.addEventListener('click', toggle);
  root.addEventListener('keydown', onKey);
  document.addEventListener('pointerdown', onPointer);
  return {
    destroy() {
      button.removeEventListener('click', toggle);
      root.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPointer);
      list.remove();
    },
  };
}
