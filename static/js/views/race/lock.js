/**
 * While a race is on, what would change a single run waits: the server refuses it, so the page does not offer it, and
 * says why.
 *
 * @import { Actions, State } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 */

import { elementsOf } from '../../controls/page.js';
import { CONTROLS, obstacle } from '../../controls/registry.js';
import { attr, h } from '../../lib/dom.js';
import { swallow } from '../../lib/promises.js';
import { t } from '../../i18n.js';

const REGIONS = CONTROLS.filter(({ region, single }) => region && single);

/** @param {Actions} actions @param {Schema} schema */
export function createLock(actions, schema) {
  const words = h('p', {}, t('race.locked'));
  const show = h('button', { type: 'button', on: { click: () => actions.choose({ lab: 'race' }) } }, t('race.show'));
  const end = h('button', { type: 'button', on: { click: () => swallow(actions.endRace(null)) } }, t('race.end'));
  const note = h('div', { class: 'panel race-note' }, words, h('p', { class: 'race-buttons' }, show, end));
  let locked = false;

  /** @param {boolean} on @param {(name: string) => boolean} isClosed */
  function set(on, isClosed) {
    if (on === locked) return;
    locked = on;
    attr(document.documentElement, 'data-race', on);
    for (const { name } of REGIONS) for (const element of elementsOf(name)) attr(element, 'inert', isClosed(name));
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
    update: (state) => set(Boolean(state.layout?.race), (name) => obstacle(name, state, schema)?.by === 'race'),
    destroy: () => set(false, () => false),
  };
}
