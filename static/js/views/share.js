/**
 * Share: copies the link at once, and opens what else there is to share with, loaded when it is first wanted.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 * @import { Popover } from './share/popover.js'
 */

import { attr } from '../lib/dom.js';
import { failed, loadRest } from '../lib/lazy.js';
import { once } from '../lib/promises.js';

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountShare(root, context) {
  const button = /** @type {HTMLButtonElement} */ (root.querySelector('button'));
  /** @type {Popover | null} */
  let popover = null;
  const load = once(async () => {
    const [{ createPopover }] = await Promise.all([import('./share/popover.js'), loadRest()]);
    return (popover = createPopover(root, button, context));
  });

  async function share() {
    if (popover?.isOpen) {
      popover.close();
      return;
    }
    // Before anything is awaited: a browser opens its clipboard to a click, not to what comes later.
    const shared = context.actions.share();
    (await load()).open(await shared);
  }

  const click = () => share().catch(failed);
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
