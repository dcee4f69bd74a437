/**
 * Share: copies the link at once, and opens what else there is to share with, loaded when it is first wanted.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 * @import { Popover } from './share/popover.js'
 */

import { attr } from '../lib/dom.js';
import { loadRest } from '../lib/lazy.js';

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountShare(root, context) {
  const button = /** @type {HTMLButtonElement} */ (root.querySelector('button'));
  /** @type {Promise<Popover> | null} */
  let loading = null;
  /** @type {Popover | null} */
  let popover = null;

  async function load() {
    const [{ createPopover }] = await Promise.all([import('./share/popover.js'), loadRest()]);
    popover = createPopover(root, button, context);
    return popover;
  }

  async function share() {
    if (popover?.isOpen) {
      popover.close();
      return;
    }
    // Before anything is awaited: a browser opens its clipboard to a click, not to what comes later.
    const shared = context.actions.share();
    loading ??= load();
    (await loading).open(await shared);
  }

  const click = () => share().catch(reportError);
  attr(button, 'aria-haspopup', 'dialog');
  attr(button, 'aria-expanded', 'false');
  button.addEventListener('click', click);
  return {
    update(state, changed) {
      popover?.update(state, changed);
    },
    destroy() {
      button.removeEventListener('click', click);
      popover?.destroy();
    },
  };
}
