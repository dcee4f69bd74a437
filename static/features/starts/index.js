/**
 * Two ways to begin by hand: one neuron, or three.
 *
 * @import { View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Start } from '../../js/lib/beginnings.js'
 */

import { beginByHand } from '../../js/lib/beginnings.js';
import { h } from '../../js/lib/dom.js';
import { swallow } from '../../js/lib/promises.js';
import { t } from '../../js/i18n.js';

export default {
  slot: 'panel',
  id: 'starts',
  needs: ['settings', 'start', 'starts'],
  reads: [],
  mount: mountStarts,
};

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountStarts(root, context) {
  /** @param {Start} start */
  const createButton = (start) => {
    const click = () => {
      // On a phone the settings lie over what is to be seen now.
      root.dispatchEvent(new CustomEvent('done', { bubbles: true }));
      swallow(beginByHand(context, start));
    };
    return h('button', { type: 'button', title: t(`guide.${start}.help`), on: { click } }, t(`guide.${start}.start`));
  };
  const heading = h('h3', { id: 'starts-title' }, t('guide.region'));
  const buttons = h('div', { role: 'group', 'aria-labelledby': heading.id }, createButton('one'), createButton('three'));
  root.append(heading, buttons);
  return { update() {}, destroy: () => root.replaceChildren() };
}
