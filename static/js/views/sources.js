/**
 * A curve of one's own: typed here, drawn and clicked on the fit chart, or read from a table.
 *
 * @import { State, View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

import { obstacle } from '../controls/registry.js';
import { t } from '../i18n.js';
import { attr, byId, h, svg, switchOff } from '../lib/dom.js';
import { createFormula } from './sources/formula.js';

const PICTURES = {
  draw: ['M4 16l1-4 8.5-8.5 3 3L8 15z', 'M11.5 5.5l3 3'],
  points: ['M4 14h0M9 7h0M15 11h0', 'M15 3v5M12.5 5.5h5'],
};
const MODES = /** @type {const} */ (['draw', 'points']);

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountSources(root, context) {
  const { store, actions, schema } = context;
  const formula = createFormula(context);
  const buttons = MODES.map((mode) => createButton(mode, () => choose(mode)));
  const row = h('div', { class: 'source-buttons', role: 'group', 'aria-label': t('sources.region') }, ...buttons, byId('csv'));
  root.append(formula.element, row);

  /** @param {'draw' | 'points'} mode */
  function choose(mode) {
    const { view } = store.get();
    if (obstacle('curve.sources', store.get(), schema)) return;
    // On a phone the settings lie over what is to be seen now.
    root.dispatchEvent(new CustomEvent('done', { bubbles: true }));
    actions.choose(view.sketch === mode ? { sketch: null } : { sketch: mode, rows: false });
  }

  /** @param {State} state */
  function showMode(state) {
    const { view } = state;
    const reason = obstacle('curve.sources', state, schema);
    MODES.forEach((mode, i) => {
      attr(buttons[i], 'aria-pressed', String(view.sketch === mode));
      switchOff(buttons[i], reason !== null);
      attr(buttons[i], 'title', reason ? t(reason.key, reason.params) : t(`sources.${mode}_help`));
    });
  }

  return {
    update(state, changed) {
      if (changed.has('config')) formula.follow(state);
      if (changed.has('fieldErrors')) formula.refuse(state.fieldErrors);
      if (changed.has('view') || changed.has('layout') || changed.has('locks')) showMode(state);
    },
    destroy() {
      formula.destroy();
      root.replaceChildren();
    },
  };
}

/** @param {'draw' | 'points'} mode @param {() => void} press */
function createButton(mode, press) {
  const picture = svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true', class: mode }, ...PICTURES[mode].map((d) => svg('path', { d })));
  return h('button', { type: 'button', 'aria-pressed': 'false', on: { click: press } }, picture, t(`sources.${mode}`));
}
