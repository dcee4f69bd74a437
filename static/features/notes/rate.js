/**
 * What is wrong with the learning rate, said below its control.
 *
 * @import { Actions, State } from '../../js/types.js'
 */

import { h } from '../../js/lib/dom.js';
import { t } from '../../js/i18n.js';
import { createButton } from './note.js';
import { rateHelp } from './remedies.js';

const FIELD = '[data-control="training.optimizer.learning_rate"]';

/** @param {HTMLElement} settings @param {Actions} actions */
export function createRateNote(settings, actions) {
  const element = h('div', { class: 'rate-note', role: 'status' });
  let shown = '';

  return {
    /** @param {string | null} kind @param {State} state */
    show(kind, state) {
      // Another optimizer brings another field.
      const field = settings.querySelector(FIELD);
      if (field && element.parentElement !== field) field.append(element);
      const wanted = kind === null ? '' : `${kind} ${state.config.training.optimizer.learning_rate}`;
      if (wanted === shown) return;
      shown = wanted;
      element.replaceChildren();
      if (kind !== null) element.append(h('p', {}, t(`notes.${kind}`)), createButton(rateHelp(kind, state, actions)));
    },
    destroy: () => element.remove(),
  };
}
