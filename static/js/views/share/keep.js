/**
 * Keep this run: saved on the server under a title, and the runs that this browser has saved before.
 *
 * @import { Refusal } from '../../types.js'
 * @import { SavedRun } from '../../lib/saved-runs.js'
 * @import { Section, ShareContext } from './popover.js'
 */

import { fill, h, switchOff, text } from '../../lib/dom.js';
import { deleteRun, forget, remember, savedRuns } from '../../lib/saved-runs.js';
import { count, firstOf, language, reasonIn, t } from '../../i18n.js';
import { createCopyField } from './copy-field.js';

/** As docs/protocol.md has it. */
const LONGEST_TITLE = 120;

/** @param {ShareContext} context @returns {Section} */
export function createKeep({ actions, schema }) {
  if (!schema.limits.saving) return { element: h('p', { class: 'share-note' }, t('sharing.keep.off')), refresh() {} };
  const title = h('input', { type: 'text', id: 'share-run-title', maxlength: LONGEST_TITLE, autocomplete: 'off', placeholder: t('sharing.keep.untitled') });
  const save = h('button', { type: 'submit', class: 'primary' }, t('sharing.keep.save'));
  const form = h('form', { class: 'share-form', on: { submit: onSubmit } }, h('label', { for: title.id }, t('sharing.keep.name')), title, save);
  const said = h('p', { class: 'share-note', role: 'status' });
  const field = createCopyField(t('sharing.keep.link'));
  const list = h('ul', { class: 'share-runs', 'aria-label': t('sharing.keep.yours') });
  const yours = h('div', {}, h('h3', {}, t('sharing.keep.yours')), list);
  let busy = false;
  field.element.hidden = true;

  /** @param {SubmitEvent} event */
  async function onSubmit(event) {
    event.preventDefault();
    if (busy) return;
    busy = true;
    switchOff(save, true);
    try {
      await keep(title.value.trim() || t('sharing.keep.untitled'));
    } catch (error) {
      const refusal = /** @type {Refusal} */ (error);
      said.classList.add('share-warn');
      text(said, firstOf([`sharing.keep.refused.${refusal.code}`], t('sharing.keep.refused.other', { message: reasonIn(refusal) })));
    }
    switchOff(save, false);
    busy = false;
  }

  /** @param {string} name */
  async function keep(name) {
    const saving = actions.save(name);
    const copying = field.copyLater(saving.then(({ url = '' }) => location.origin + url));
    // A refusal is told below.
    copying.catch(() => {});
    const { run = '', secret = '', expires = null, step } = await saving;
    const isRemembered = remember({ run, title: name, secret, expires });
    said.classList.remove('share-warn');
    const until = expires === null ? t('sharing.keep.saved_for_good', { step: count(step) }) : t('sharing.keep.saved', { step: count(step), date: dateText(expires) });
    text(said, [until, !isRemembered && t('sharing.keep.not_remembered')].filter(Boolean).join(' '));
    field.element.hidden = false;
    title.value = '';
    refresh();
    await copying;
  }

  function refresh() {
    const runs = savedRuns();
    yours.hidden = runs.length === 0;
    fill(list, ...runs.map((saved, at) => createRow(saved, () => deleted(at))));
  }

  /** The row goes; the next one has the focus then. @param {number} at */
  function deleted(at) {
    const held = list.contains(document.activeElement);
    refresh();
    const buttons = list.querySelectorAll('button');
    if (held) (buttons[Math.min(at, buttons.length - 1)] ?? title).focus();
  }

  return { element: h('div', { class: 'share-section' }, h('p', { class: 'share-note' }, t('sharing.keep.help')), form, said, field.element, yours), refresh };
}

/** @param {SavedRun} saved @param {() => void} deleted */
function createRow(saved, deleted) {
  const { run, title, expires } = saved;
  let sure = false;
  const button = h('button', { type: 'button', class: 'quiet', 'aria-label': t('sharing.keep.delete_what', { title }), on: { click: press, blur: calm } }, t('sharing.keep.delete'));
  const problem = h('span', { class: 'share-warn', role: 'alert' });

  /** Asks again before it deletes. */
  async function press() {
    if (!sure) {
      sure = true;
      text(button, t('sharing.keep.really'));
      return;
    }
    if (await deleteRun(saved)) {
      forget(run);
      deleted();
    } else {
      text(problem, t('sharing.keep.not_deleted'));
      calm();
    }
  }

  function calm() {
    sure = false;
    text(button, t('sharing.keep.delete'));
  }

  const until = expires === null ? null : h('span', { class: 'label' }, t('sharing.keep.until', { date: dateText(expires) }));
  const link = h('a', { href: `/r/${encodeURIComponent(run)}` }, h('bdi', {}, title));
  return h('li', {}, link, until, button, problem);
}

/** @param {string} date */
function dateText(date) {
  return new Date(date).toLocaleDateString(language() === 'zh' ? 'zh-CN' : 'en', { dateStyle: 'medium' });
}
