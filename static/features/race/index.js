/**
 * Runs side by side: who is ahead, steps to a given loss, and the winner taken as the live run; while no race is on, the
 * form for one of one's own.
 *
 * @import { State, View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 */

import { h, text } from '../../js/lib/dom.js';
import { exactCount, t } from '../../js/i18n.js';
import { createBoard } from './board.js';
import { createForm } from './form.js';
import { startReadyMade } from './ready-made.js';

export default {
  slot: 'lab',
  id: 'race',
  order: 10,
  entries: ['optimizers', 'initializers', 'seeds', 'open'],
  reads: ['layout', 'frame', 'hoverRun'],
  mount: mountRace,
  run: startReadyMade,
};

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountRace(root, context) {
  const outcome = h('p', { class: 'race-outcome', role: 'status' });
  const board = createBoard({ ...context, ended });
  const form = createForm(context);
  root.classList.add('race');
  root.append(outcome, board.element, form.element);

  /** @param {string | null} label of the run that goes on @param {number} step */
  function ended(label, step) {
    text(outcome, label === null ? t('race.back') : t('race.goes_on', { label, step: exactCount(step) }));
  }

  /** @param {State} state */
  function show(state) {
    const racing = Boolean(state.layout?.race);
    board.element.hidden = !racing;
    form.element.hidden = racing;
    if (racing) text(outcome, '');
    else form.show(state);
  }

  return {
    update(state, changed) {
      if (changed.has('layout')) show(state);
      board.update(state, changed);
    },
    destroy() {
      board.destroy();
      root.replaceChildren();
    },
  };
}
