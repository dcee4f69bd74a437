/**
 * While a race is on, what would change a single run waits: the server refuses it, so the page does not offer it, and
 * says why.
 *
 * @import { PageContext, View } from '../../js/types.js'
 */

import { elementsOf } from '../../js/controls/page.js';
import { CONTROLS, obstacle } from '../../js/controls/registry.js';
import { attr, h } from '../../js/lib/dom.js';
import { swallow } from '../../js/lib/promises.js';
import { t } from '../../js/i18n.js';

export default { slot: 'page', id: 'race_lock', needs: ['lab'], reads: ['layout'], mount: mountRaceLock };

const REGIONS = CONTROLS.filter(({ region, single }) => region && single);

/** @param {HTMLElement} _root @param {PageContext} context @returns {View} */
export function mountRaceLock(_root, { actions, schema }) {
  const words = h('p', {}, t('race_lock.locked'));
  const show = h('button', { type: 'button', on: { click: () => actions.choose({ lab: 'race' }) } }, t('race_lock.show'));
  const end = h('button', { type: 'button', on: { click: () => swallow(actions.endRace(null)) } }, t('race_lock.end'));
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
    update(state) {
      const racing = Boolean(state.layout?.race);
      const begins = racing && !locked;
      set(racing, (name) => obstacle(name, state, schema)?.by === 'race');
      // A race is never on unseen, whoever began it; the sums one by one are of a single run.
      if (begins) actions.choose({ lab: 'race', rows: false });
    },
    destroy: () => set(false, () => false),
  };
}
