/**
 * How a race stands: who is ahead, who has come how far, what the runs have in common. Pure.
 *
 * @import { Config, Losses, Racer } from '../../js/types.js'
 */

import { get, same, withValue } from '../../js/schema.js';

/** Points of a log that are looked through for a loss. */
const POINTS = 8192;
const GOAL_PART = 0.1;
/** What decides the first weights. */
const START = ['network.hidden', 'network.activation', 'network.initializer', 'network.bias_initializer', 'seed'];

/**
 * Each run's place, from 1, by its training loss; runs that have diverged come last, equal ones share a place.
 * @param {Racer[]} race
 * @returns {number[]}
 */
export function placesOf(race) {
  const order = race.map(({ trainingLoss, stopped }) => (stopped === 'diverged' || Number.isNaN(trainingLoss) ? Infinity : trainingLoss));
  return order.map((loss) => 1 + order.filter((other) => other < loss).length);
}

/** The runs that are ahead; none while all are equal, as at a common start. @param {Racer[]} race @returns {number[]} */
export function leadersOf(race) {
  const first = placesOf(race).flatMap((place, run) => (place === 1 ? [run] : []));
  return first.length === race.length ? [] : first;
}

/** A loss worth aiming at: a tenth of the first one, as a round number. @param {number} loss */
export function goalFrom(loss) {
  return Number((loss * GOAL_PART).toPrecision(1));
}

/**
 * When each run first was at a loss or below. What was found stays found: a log gets coarser as it grows.
 * @returns {(logs: Losses[], goal: number) => (number | null)[]}
 */
export function createFinishes() {
  /** @type {{logs: Losses[] | null, goal: number, found: (number | null)[]}} */
  let known = { logs: null, goal: NaN, found: [] };
  /** @type {number[]} each log's version when it was last looked through */
  let seen = [];
  return (logs, goal) => {
    if (known.logs !== logs || known.goal !== goal) {
      known = { logs, goal, found: logs.map(() => null) };
      seen = [];
    }
    logs.forEach((log, run) => {
      if (known.found[run] !== null || seen[run] === log.version) return;
      known.found[run] = firstStepAt(log, goal);
      seen[run] = log.version;
    });
    return known.found;
  };
}

/** @param {Losses} log @param {number} goal @returns {number | null} */
function firstStepAt(log, goal) {
  const { step, train } = log.columns(POINTS);
  const index = train.findIndex((loss) => loss <= goal);
  return index < 0 ? null : step[index];
}

/** Whether the first weights are the same ones. @param {Config[]} configs */
export function startAlike(configs) {
  return START.every((path) => alike(configs, path));
}

/** @param {Config[]} configs @returns {boolean} whether chance alone tells the runs apart */
export function differBySeed(configs) {
  const [first, ...others] = configs.map((config) => withValue(config, 'seed', 0));
  return !alike(configs, 'seed') && others.every((config) => same(first, config));
}

/** Whether the numbers of the runs mean the same. @param {Config[]} configs */
export function measureAlike(configs) {
  return alike(configs, 'training.loss');
}

/** @param {Config[]} configs @param {string} path */
function alike(configs, path) {
  return configs.every((config) => same(get(config, path), get(configs[0], path)));
}
