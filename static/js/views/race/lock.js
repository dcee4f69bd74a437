/**
 * While a race is on, what would change a single run waits: the server refuses it, so the page does not offer it, and
 * says why.
 *
 * @import { Actions, State } from '../../types.js'
 */

import { attr, h } from '../../lib/dom.js';
import { swallow } from '../../lib/promises.js';
import { t } from '../../i18n.js';

const LOCKED = '#settings, .side > .panel:not(.race-note), #neurons, #functions, #guide, #notes';

/** @param {Actions} actions */
export function createLock(actions) {
  const words = h('p', {}, t('race.locked'));
  const show = h('button', { type: 'button', on: { click: () => actions.choose({ lab: 'race' }) } }, t('race.show'));
  const end = h('button', { type: 'button', on: { click: () => swallow(actions.endRace(null)) } }, t('race.end'));
  const note = h('div', { class: 'panel race-note' }, words, h('p', { class: 'race-buttons' }, show, end));
  let locked = false;

  /** @param {boolean} on */
  function set(on) {
    if (on === locked) return;
    locked = on;
    attr(document.documentElement, 'data-race', on);
    for (const element of document.querySelectorAll(LOCKED)) attr(element, 'inert', on);
    if (on) document.querySelector('.side')?.prepend(note);
    else remove();
  }

  /** With the button that ends the race. */
  function remove() {
    if (note.contains(document.activeElement)) document.getElementById('stage')?.focus();
    note.remove();
  }

  return {
    /** @param {State} state */
    update: ({ layout }) => set(Boolean(layout?.race)),
    destroy: () => set(false),
  };
}
