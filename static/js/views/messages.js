/**
 * Messages, each said once to a screen reader, with the buttons that help.
 *
 * @import { Message, View, ViewContext } from '../types.js'
 */

import { t } from '../i18n.js';
import { h } from '../lib/dom.js';

/** @param {HTMLElement} root @param {ViewContext} context @returns {View} */
export function mountMessages(root, { actions }) {
  /** @type {Map<string, {message: Message, element: HTMLElement}>} */
  const shown = new Map();

  /** @param {Message} message */
  function show(message) {
    const known = shown.get(message.id);
    if (known?.message === message) return;
    const element = createMessage(message, () => actions.dismiss(message.id));
    // What is said anew is the newest.
    known?.element.remove();
    root.append(element);
    shown.set(message.id, { message, element });
  }

  return {
    update({ messages }, changed) {
      if (!changed.has('messages')) return;
      for (const [id, { element }] of shown) {
        if (messages.some((message) => message.id === id)) continue;
        element.remove();
        shown.delete(id);
      }
      messages.forEach(show);
    },
    destroy() {
      root.replaceChildren();
    },
  };
}

/** @param {Message} message @param {() => void} dismiss @returns {HTMLElement} */
function createMessage({ kind, title, text, actions = [] }, dismiss) {
  return h(
    'div',
    { class: `message ${kind}`, role: kind === 'error' ? 'alert' : 'status' },
    h('p', {}, title && h('bdi', { class: 'message-title' }, title), title && ' ', text),
    ...actions.map(({ label, run }) => h('button', { type: 'button', class: 'primary', on: { click: run } }, label)),
    h('button', {
      type: 'button',
      class: 'quiet icon dismiss',
      'aria-label': t('messages.dismiss'),
      title: t('messages.dismiss'),
      on: { click: dismiss },
    }, '×'),
  );
}
