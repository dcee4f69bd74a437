/**
 * Runs pinned as pale references: curves and losses that stay while the network goes on, starts anew or is another.
 *
 * @import { State } from './types.js'
 */

import { exactCount, firstOf, t } from './i18n.js';
import { shortText } from './lib/format.js';

const MOST = 5;
const POINTS = 600;

/** What is pinned, with one more run of what is shown; the oldest make room. @param {State} state @param {number} run @returns {State['pinned']} */
export function withPin(state, run) {
  const { layout, frame, losses, raceLosses, pinned } = state;
  const y = frame?.sections.predictions?.[run];
  if (!layout || !frame || !y) return pinned;
  const { from, to } = layout.grids.prediction;
  const log = raceLosses?.[run] ?? losses;
  const id = Math.max(0, ...pinned.map((pin) => pin.id)) + 1;
  const pin = { id, name: nameOf(state, run), from, to, y: y.slice(), losses: log.columns(POINTS) };
  return [...pinned, pin].slice(-MOST);
}

/** @param {State} state @param {number} run @returns {string} */
function nameOf({ layout, frame, config }, run) {
  const step = frame?.sections.race?.[run]?.step ?? frame?.step ?? 0;
  const { name, learning_rate: rate } = config.training.optimizer;
  const what = layout?.race?.[run]?.label ?? `${firstOf([`optimizers.${name}`], name)} ${shortText(rate)}`;
  return t('race.pinned_at', { step: exactCount(step), what });
}
