/** Something to be copied: it can be read, selected and put on the clipboard with a button. */

import { attr, h, svg, text } from '../../lib/dom.js';
import { t } from '../../i18n.js';
import { copyText } from '../../lib/clipboard.js';

const TICK = 'm4 10.5 4 4 8-9';

/**
 * @param {string} label
 * @param {{rows?: number, before?: () => void}} [options] rows: of several lines; before: what makes the text ready
 */
export function createCopyField(label, { rows = 1, before = () => {} } = {}) {
  const traits = { readonly: true, 'aria-label': label, spellcheck: 'false', class: 'share-text', on: { focus: select } };
  const field = rows > 1 ? h('textarea', { ...traits, rows }) : h('input', { ...traits, type: 'text' });
  const words = h('span', {}, t('sharing.copy'));
  const tick = svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: TICK }));
  const button = h('button', { type: 'button', class: 'share-copy', 'aria-label': t('sharing.copy_what', { what: label }), on: { click: press } }, tick, words);
  const said = h('span', { class: 'share-said', role: 'status' });

  function select() {
    field.select();
  }

  async function press() {
    before();
    show(await copyText(field.value));
  }

  /** Copy what is still on its way, begun while the click that asks for it is handled. @param {Promise<string>} value */
  async function copyLater(value) {
    const [copied, ready] = await Promise.all([copyText(value), value]);
    set(ready);
    show(copied);
  }

  /** @param {string} value */
  function set(value) {
    if (field.value === value) return;
    field.value = value;
    mark(false);
  }

  /** @param {boolean} copied */
  function show(copied) {
    mark(copied);
    text(said, t(copied ? 'sharing.copied' : 'sharing.not_copied'));
    if (!copied) field.focus();
  }

  /** @param {boolean} copied */
  function mark(copied) {
    attr(button, 'data-copied', copied);
    text(words, t(copied ? 'sharing.copied_short' : 'sharing.copy'));
    if (!copied) text(said, '');
  }

  return {
    element: h('div', { class: 'share-copy-field' }, field, button, said),
    set,
    show,
    copy: press,
    copyLater,
  };
}
