/**
 * The link, with the present weights if wanted.
 *
 * @import { ViewContext } from '../../types.js'
 * @import { Extras } from '../../link-codec.js'
 */

import { h, text } from '../../lib/dom.js';
import { currentParameters } from '../../lib/parameters.js';
import { encodeWeights } from '../../lib/weight-code.js';
import { count, t } from '../../i18n.js';
import { isStill } from '../../sharing.js';
import { PAUSED } from '../../link-codec.js';
import { createCopyField } from './copy-field.js';

/** What chat programs and mail programs pass on whole. */
const [LONG, TOO_LONG] = [2000, 8000];

/** @param {ViewContext} context @param {() => void} changed something else has to be said of the link */
export function createLink({ store, actions }, changed) {
  const field = createCopyField(t('sharing.link'), { before: refresh });
  const box = h('input', { type: 'checkbox', on: { change: () => (refresh(), field.copy()) } });
  const waits = h('input', { type: 'checkbox', on: { change: () => (refresh(), field.copy()) } });
  const means = h('p', { class: 'share-note' });
  /** @type {Extras} */
  let extras = {};
  const long = h('p', { class: 'share-note share-warn', hidden: true });

  /** @returns {{weights: string, step: number} | null} null where they are not wanted, or not there */
  function present() {
    const state = store.get();
    const parameters = box.checked ? currentParameters(state) : null;
    if (!parameters?.every(Number.isFinite)) return null;
    return { weights: encodeWeights(parameters), step: state.frame?.step ?? 0 };
  }

  function refresh() {
    const { opened, config } = store.get();
    const now = present();
    // A saved run and given weights wait for Play anyway.
    const isPlain = !now && !(opened?.run && isStill(opened, config));
    extras = { ...(now ? { weights: now.weights } : {}), ...(waits.checked && isPlain ? { start: PAUSED } : {}) };
    waits.disabled = !isPlain;
    const link = actions.link(extras);
    field.set(link);
    const run = !now && opened?.run && isStill(opened, config) ? 'run' : 'same';
    text(means, now ? t('sharing.means.weights', { step: count(now.step) }) : t(`sharing.means.${run}`));
    long.hidden = link.length <= LONG;
    text(long, t(link.length > TOO_LONG ? 'sharing.too_long' : 'sharing.long', { length: count(link.length) }));
    changed();
  }

  return {
    element: h(
      'div',
      { class: 'share-link' },
      field.element, means, long,
      h('label', { class: 'share-check' }, box, t('sharing.with_weights')),
      h('label', { class: 'share-check' }, waits, t('sharing.start_paused')),
    ),
    refresh,
    extras: () => extras,
    /** @param {boolean} copied */
    open(copied) {
      box.checked = false;
      waits.checked = false;
      refresh();
      field.show(copied);
    },
  };
}
