/** What a link locks or hides, to be chosen. */

import { fill, h } from '../../lib/dom.js';
import { t } from '../../i18n.js';

/** What can be locked beside single settings, largest first. */
const LOCKS = ['all', 'curve', 'start', 'training', 'weights', 'lab'];

/** Locks of several settings at once, with their labels. */
export function severalLocks() {
  return LOCKS.map((name) => ({ name, label: t(`sharing.teacher.locks.${name}`) }));
}

/** @param {string} label @param {string} [chosen] names that are chosen at first */
export function createChecks(label, chosen = '') {
  const names = new Set(chosen.split(',').filter(Boolean));
  const place = h('div', {});
  let shown = '';

  /** @param {string} name */
  function turn(name) {
    if (!names.delete(name)) names.add(name);
  }

  return {
    element: h('fieldset', { class: 'share-checks' }, h('legend', {}, t(label)), place),
    /** @param {{name: string, label: string}[]} entries */
    show(entries) {
      const wanted = entries.map(({ name }) => name).join();
      if (wanted === shown) return;
      shown = wanted;
      fill(place, ...entries.map((entry) => h(
        'label',
        { class: 'share-check' },
        h('input', { type: 'checkbox', checked: names.has(entry.name), on: { change: () => turn(entry.name) } }),
        entry.label,
      )));
    },
    chosen: () => [...names].join(),
  };
}
