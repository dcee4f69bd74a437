/**
 * Taking the exact formula away: fetched when asked for, and put on the clipboard, or shown where that refuses.
 *
 * @import { Actions, State } from '../../js/types.js'
 */

import { h, text } from '../../js/lib/dom.js';
import { t } from '../../js/i18n.js';
import { copyText } from '../../js/lib/clipboard.js';

const SAID_FOR = 8000;

/** @param {Actions} actions @param {() => State['view']['form']} formShown */
export function createCopy(actions, formShown) {
  const said = h('p', { class: 'answer-said', role: 'status' });
  const field = h('textarea', { class: 'answer-copied', readonly: true, rows: 4, hidden: true, 'aria-label': t('answer.exact') });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string} words */
  function say(words) {
    clearTimeout(timer);
    text(said, words);
    timer = setTimeout(() => text(said, ''), SAID_FOR);
  }

  /** @param {'text' | 'latex'} notation */
  async function copy(notation) {
    text(said, '');
    field.hidden = true;
    const asked = exactFormula(notation);
    const copying = copyText(asked);
    // Without a formula there is nothing to copy, which is told elsewhere.
    const copied = await copying.catch(() => null);
    if (copied === null) return;
    const exact = await asked;
    if (copied) return say(t(`answer.copied_${notation}`));
    clearTimeout(timer);
    text(said, t('answer.not_copied'));
    field.value = exact;
    field.hidden = false;
    return field.select();
  }

  /** @param {'text' | 'latex'} notation @returns {Promise<string>} */
  async function exactFormula(notation) {
    const exact = (await actions.writeOut(formShown()))[notation];
    if (exact === undefined) throw new Error('This network has no formula');
    return exact;
  }

  const buttons = /** @type {const} */ (['text', 'latex']).map((notation) =>
    h('button', { type: 'button', on: { click: () => copy(notation) } }, t(`answer.copy_${notation}`)),
  );
  return {
    element: h('div', { class: 'answer-copy' }, ...buttons, said, field),
    destroy: () => clearTimeout(timer),
  };
}
