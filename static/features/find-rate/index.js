/**
 * A small button at the learning rate, which opens the range test. The settings come and go with the optimizer, and the
 * button with them.
 *
 * @import { View, ViewContext } from '../../js/types.js'
 */

import { h } from '../../js/lib/dom.js';
import { t } from '../../js/i18n.js';

export default {
  slot: 'panel',
  id: 'find_rate',
  place: 'settings',
  needs: ['settings', 'training', 'lab'],
  reads: [],
  mount: mountFindButton,
};

const FIELD = '[data-control="training.optimizer.learning_rate"]';

/** @param {HTMLElement} settings @param {ViewContext} context @returns {View} */
export function mountFindButton(settings, { actions }) {
  const button = h(
    'button',
    {
      type: 'button', class: 'quiet find-rate', dataset: { control: 'training.optimizer.learning_rate.find' },
      'aria-label': t('find_rate.label'), title: t('find_rate.help'), on: { click: open },
    },
    t('find_rate.find'),
  );

  function open() {
    // On a phone the settings lie over what is to be seen now.
    settings.dispatchEvent(new CustomEvent('done', { bubbles: true }));
    actions.choose({ lab: 'range_test' });
  }

  function place() {
    if (button.isConnected) return;
    settings.querySelector(`${FIELD} > label`)?.after(button);
  }

  const observer = new MutationObserver(place);
  observer.observe(settings, { childList: true, subtree: true });
  place();
  return {
    update() {},
    destroy() {
      observer.disconnect();
      button.remove();
    },
  };
}
