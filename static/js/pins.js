/**
 * Runs pinned as pale references: curves and losses that stay while the network goes on, starts anew or is another.
 *
 * @import { State, Units } from './types.js'
 */

import { exactCount, firstOf, t } from './i18n.js';
import { shortText } from './lib/format.js';
import { toShownX, toShownY, toTrainedX, toTrainedY, unitsOf } from './lib/units.js';
import { same } from './schema.js';

const MOST = 5;
const POINTS = 600;
/** What tells columns apart, whatever their scaling. @type {(keyof Units)[]} */
const SAME_COLUMNS = ['x_name', 'x_kind', 'x_since', 'y_name'];

/** What is pinned, with one more run of what is shown; the oldest make room. @param {State} state @param {number} run @returns {State['pinned']} */
export function withPin(state, run) {
  const { layout, frame, losses, raceLosses, pinned } = state;
  const y = frame?.sections.predictions?.[run];
  if (!layout || !frame || !y) return pinned;
  const { from, to } = layout.grids.prediction;
  const log = raceLosses?.[run] ?? losses;
  const id = Math.max(0, ...pinned.map((pin) => pin.id)) + 1;
  const pin = { id, name: nameOf(state, run), from, to, y: y.slice(), losses: log.columns(POINTS), units: unitsOf(layout) };
  return [...pinned, pin].slice(-MOST);
}

/**
 * What is pinned, over data of these units: a curve of the same columns is scaled as they are now, one of others goes.
 * @param {State['pinned']} pinned
 * @param {Units} units
 * @returns {State['pinned']}
 */
export function pinsIn(pinned, units) {
  const fitting = pinned.filter((pin) => SAME_COLUMNS.every((key) => pin.units[key] === units[key]));
  const moved = fitting.map((pin) => (same(pin.units, units) ? pin : inUnits(pin, units)));
  return moved.length === pinned.length && moved.every((pin, i) => pin === pinned[i]) ? pinned : moved;
}

/** @param {State['pinned'][number]} pin @param {Units} units @returns {State['pinned'][number]} */
function inUnits(pin, units) {
  const x = (/** @type {number} */ at) => toTrainedX(units, toShownX(pin.units, at));
  return { ...pin, units, from: x(pin.from), to: x(pin.to), y: pin.y.map((height) => toTrainedY(units, toShownY(pin.units, height))) };
}

/** @param {State} state @param {number} run @returns {string} */
function nameOf({ layout, frame, config }, run) {
  const step = frame?.sections.race?.[run]?.step ?? frame?.step ?? 0;
  const { name, learning_rate: rate } = config.training.optimizer;
  const what = layout?.race?.[run]?.label ?? `${firstOf([`optimizers.${name}`], name)} ${shortText(rate)}`;
  return t('race.pinned_at', { step: exactCount(step), what });
}
