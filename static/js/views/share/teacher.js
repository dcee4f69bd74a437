/**
 * A link for a class: the same experiment, with settings locked and panels hidden.
 *
 * @import { Section, ShareContext } from './popover.js'
 */

import { fill, h } from '../../lib/dom.js';
import { panelNames } from '../../lib/panels.js';
import { has, t } from '../../i18n.js';
import { createCopyField } from './copy-field.js';

/** What can be locked beside single settings, largest first. */
const LOCKS = ['all', 'curve', 'start', 'training', 'weights', 'lab'];
/** What need not be hidden from a class, or is part of something that can be. */
const NEVER_HIDDEN = ['transport', 'share'];

/** @param {ShareContext} context @returns {Section} */
export function createTeacher({ store, actions, schema, weights }) {
  const field = createCopyField(t('sharing.teacher.link'));
  const locks = createChecks('sharing.teacher.lock', store.get().locks?.link.lock);
  const hides = createChecks('sharing.teacher.hide', store.get().locks?.link.hide);
  const element = h(
    'div',
    { class: 'share-section', on: { change: showLink } },
    h('p', { class: 'share-note' }, t('sharing.teacher.help')),
    locks.element, hides.element, field.element,
  );

  function refresh() {
    const fields = schema.fields(store.get().config).filter(({ name, ui }) => ui.link !== null && !ui.advanced && has(`fields.${name}`));
    const single = fields.map(({ ui, name }) => ({ name: ui.link ?? '', label: t(`fields.${name}`) }));
    const several = LOCKS.map((name) => ({ name, label: t(`sharing.teacher.locks.${name}`) }));
    locks.show([...several, ...single]);
    const panels = panelNames().filter((name) => !NEVER_HIDDEN.includes(name));
    hides.show(panels.map((name) => ({ name, label: t(`panels.${name}`) })));
    showLink();
  }

  function showLink() {
    field.set(actions.link({ ...weights(), lock: locks.chosen(), hide: hides.chosen() }));
  }

  return { element, refresh };
}

/** @param {string} label @param {string} [chosen] names that are chosen at first */
function createChecks(label, chosen = '') {
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
