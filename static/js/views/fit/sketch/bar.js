/** Above the chart while a curve is made on it: what to do, and the way out. */

import { h, text } from '../../../lib/dom.js';
import { t } from '../../../i18n.js';

/**
 * @param {HTMLElement} box the chart
 * @param {{mode: 'draw' | 'points', done: () => void, cancel: () => void, add: () => void}} options
 */
export function createBar(box, { mode, done, cancel, add }) {
  const hint = h('p', { class: 'sketch-hint', role: 'status' });
  const button = (/** @type {string} */ key, /** @type {() => void} */ click, /** @type {string} */ rank = '') =>
    h('button', { type: 'button', class: rank, on: { click } }, t(`sources.${key}`));
  const finish = button('done', done, 'primary');
  const buttons = [...(mode === 'points' ? [button('add_point', add)] : []), button('cancel', cancel), finish];
  const bar = h('div', { class: 'sketch-bar', role: 'group', 'aria-label': t(`sources.${mode}_mode`) }, hint, ...buttons);
  const before = document.activeElement;
  box.before(bar);
  finish.focus({ preventScroll: true });
  return {
    /** @param {string} key @param {Record<string, string | number>} [params] */
    say: (key, params) => text(hint, t(`sources.${key}`, params)),
    /** The focus goes back to where it came from. */
    remove() {
      const hadFocus = bar.contains(document.activeElement);
      bar.remove();
      if (hadFocus && before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
  };
}
