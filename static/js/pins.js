/**
 * Runs pinned as pale references: curves and losses that stay while the network goes on, starts anew or is another.
 *
 * @import { Actions, State, Store } from './types.js'
 */

import { firstOf, t } from './i18n.js';
import { shortText } from './lib/format.js';

const MOST = 5;
const POINTS = 600;

/** @param {Store} store @returns {Pick<Actions, 'pinRun' | 'unpinRun'>} */
export function createPins(store) {
  let made = 0;
  return {
    pinRun(run = 0) {
      const { layout, frame, losses, raceLosses, pinned } = store.get();
      const y = frame?.sections.predictions?.[run];
      if (!layout || !frame || !y) return;
      const { from, to } = layout.grids.prediction;
      const log = raceLosses?.[run] ?? losses;
      made += 1;
      const pin = { id: made, name: nameOf(store.get(), run), from, to, y: y.slice(), losses: log.columns(POINTS) };
      store.set({ pinned: [...pinned, pin].slice(-MOST) });
    },
    unpinRun(id) {
      store.set({ pinned: store.get().pinned.filter((pin) => pin.id !== id) });
    },
  };
}

/** @param {State} state @param {number} run @returns {string} */
function nameOf({ layout, frame, config }, run) {
  const step = frame?.sections.race?.[run]?.step ?? frame?.step ?? 0;
  const { name, learning_rate: rate } = config.training.optimizer;
  const what = layout?.race?.[run]?.label ?? `${firstOf([`optimizers.${name}`], name)} ${shortText(rate)}`;
  return t('race.pinned_at', { step, what });
}
