/**
 * Points from a table: the button, files dropped anywhere on the page, and what scaling means for the numbers shown.
 *
 * @import { State, View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

import { obstacle } from '../controls/registry.js';
import { attr, h, svg, switchOff, text } from '../lib/dom.js';
import { failed } from '../lib/lazy.js';
import { once } from '../lib/promises.js';
import { isPlain, unitsOf } from '../lib/units.js';
import { t } from '../i18n.js';

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountCsv(root, { store, actions, schema }) {
  const grid = svg('path', { d: 'M3 4.5h14v11H3zM3 8.2h14M3 11.9h14M8.5 4.5v11' });
  const button = h('button', { type: 'button', class: 'csv-button', title: t('csv.help'), 'aria-haspopup': 'dialog' }, svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, grid), t('csv.button'));
  const note = h('p', { class: 'csv-note', hidden: true });
  const veil = h('div', { class: 'csv-veil', hidden: true }, h('p', {}, t('csv.drop_here')));
  /** @type {ReturnType<typeof import('./csv/dialog.js').createDialog> | null} */
  let dialog = null;
  const load = once(async () => (dialog = (await import('./csv/dialog.js')).createDialog(actions, store)));

  /** @param {File} [file] */
  async function open(file) {
    const opened = await load();
    opened.open();
    if (file) await opened.openFile(file);
  }

  /** @param {DragEvent} event */
  function isFile({ dataTransfer }) {
    return !store.get().view.present && dataTransfer !== null && dataTransfer.types.includes('Files');
  }

  /** Other points are not taken during a race, nor where the link locks the curve; still a file dropped must not open in the page's place. */
  function isClosed() {
    return obstacle('curve.sources', store.get(), schema) !== null;
  }

  /** @param {DragEvent} event */
  function over(event) {
    if (!isFile(event)) return;
    event.preventDefault();
    if (event.dataTransfer && isClosed()) event.dataTransfer.dropEffect = 'none';
    else veil.hidden = false;
  }

  /** The pointer leaves the page, not one element for another. @param {DragEvent} event */
  function leave({ relatedTarget }) {
    if (relatedTarget === null) veil.hidden = true;
  }

  /** @param {DragEvent} event */
  function drop(event) {
    veil.hidden = true;
    if (!isFile(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file && !isClosed()) open(file).catch(failed);
  }

  /** @param {State} state */
  function tell(state) {
    const units = unitsOf(state);
    note.hidden = isPlain(units);
    text(note, t('csv.note'));
    attr(note, 'title', t('csv.note_help'));
  }

  const abort = new AbortController();
  const options = { signal: abort.signal };
  button.addEventListener('click', () => open().catch(failed), options);
  document.addEventListener('dragover', over, options);
  document.addEventListener('dragleave', leave, options);
  document.addEventListener('drop', drop, options);
  root.append(button, note);
  document.body.append(veil);

  return {
    update(state, changed) {
      if (changed.has('config')) tell(state);
      if (changed.has('layout') || changed.has('locks')) {
        const reason = obstacle('curve.sources', state, schema);
        switchOff(button, reason !== null);
        attr(button, 'title', reason ? t(reason.key, reason.params) : t('csv.help'));
      }
    },
    destroy() {
      abort.abort();
      veil.remove();
      dialog?.destroy();
      root.replaceChildren();
    },
  };
}
