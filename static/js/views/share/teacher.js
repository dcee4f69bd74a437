/**
 * A link for a class: the same experiment, with settings locked and panels hidden.
 *
 * @import { Section, ShareContext } from './popover.js'
 */

import { h } from '../../lib/dom.js';
import { panelLabel } from '../../lib/features.js';
import { panelNames } from '../../lib/panels.js';
import { has, t } from '../../i18n.js';
import { createChecks, severalLocks } from './checks.js';
import { createCopyField } from './copy-field.js';

/** What need not be hidden from a class, or is part of something that can be. */
const NEVER_HIDDEN = ['transport', 'share'];

/** @param {ShareContext} context @returns {Section} */
export function createTeacher({ store, actions, schema, extras }) {
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
    locks.show([...severalLocks(), ...single]);
    const panels = panelNames().filter((name) => !NEVER_HIDDEN.includes(name));
    hides.show(panels.map((name) => ({ name, label: panelLabel(name) })));
    showLink();
  }

  function showLink() {
    field.set(actions.link({ ...extras(), lock: locks.chosen(), hide: hides.chosen() }));
  }

  return { element, refresh };
}
