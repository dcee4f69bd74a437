/**
 * Share: copies the link, or shows it for copying where the browser does not let pages write to the clipboard.
 *
 * @import { View, ViewContext } from '../types.js'
 */

import { t } from '../i18n.js';
import { h } from '../lib/dom.js';

/** @param {HTMLElement} root @param {ViewContext} context @returns {View} */
export function mountShare(root, { actions }) {
  const button = root.querySelector('button');
  const link = h('input', { type: 'text', readonly: true, 'aria-label': t('share.link') });
  const dialog = h(
    'dialog',
    { class: 'share-dialog', 'aria-label': t('share.title') },
    h('h2', {}, t('share.title')),
    link,
    h('form', { method: 'dialog' }, h('button', { type: 'submit' }, t('share.close'))),
  );

  async function share() {
    const result = await actions.share();
    if (result.copied) return;
    link.value = result.link;
    dialog.showModal();
    link.select();
  }

  button?.addEventListener('click', share);
  root.append(dialog);
  return {
    update() {},
    destroy() {
      button?.removeEventListener('click', share);
      dialog.remove();
    },
  };
}
