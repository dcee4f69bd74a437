/**
 * What the loss chart draws as lines: training and validation, or in a race every run's training loss; beside them those
 * pinned; how they are smoothed, and what their axes reach. Pure.
 *
 * @import { Range } from '../../lib/axes.js'
 * @import { Losses, LossColumns, State, Stopping } from '../../types.js'
 *
 * @typedef {{step: number, loss: number}} Best the step where the validation loss was lowest
 * @typedef {'off' | 'little' | 'lot'} Smoothing
 * @typedef {{kind: 'train' | 'validation' | 'run' | 'pinned' | 'watched', number: number, pale: boolean}} Line `number` counts those of
 *   its kind; a pale line is drawn under its average
 * @typedef {(number | null)[]} Values null where there is nothing to draw
 * @typedef {{lines: Line[], tables: [ArrayLike<number>, ...Values[]][], best: Best | null}} Drawing each table has its steps
 *   first, then the values of some of the lines
 * @typedef {{line: Line, table: [ArrayLike<number>, ...Values[]], story: Stopping}} Watched
 * @typedef {{log: boolean, points: number, smoothing: Smoothing}} Wish `log`: whether a value must be positive to be drawn;
 *   `points`: at most so many for a line
 */

import { exactCount, language } from '../../i18n.js';
import { extent, logRange, nice } from '../../lib/axes.js';

/** How much of the average so far each further point keeps, where points are this many. @type {Record<Smoothing, number>} */
const KEPT = { off: 0, little: 0.8, lot: 0.95 };
/** With more points than this each keeps more, so that the line looks alike however long the run. */
const USUAL_POINTS = 300;
/** A run that gets out of hand may take the axis up to this many times the losses of the start. */
const RUNAWAY = 10;

/**
 * What early stopping saw, as a line of its own: the steps after the best one are no longer in the losses. None in a race,
 * whose runs have stopped each at its own step.
 *
 * @param {Pick<State, 'status' | 'raceLosses'>} state
 * @param {boolean} log
 * @returns {Watched | null}
 */
export function watchedOf({ status: { stopping }, raceLosses }, log) {
  if (!stopping || raceLosses) return null;
  const { step, loss, last } = stopping;
  const isThere = step.at(-1) === last.step;
  const values = Float64Array.from([...loss, ...(isThere ? [] : [last.loss])], (value) => value ?? NaN);
  return { line: lineOf('watched', 0), table: [isThere ? step : [...step, last.step], drawable(values, log)], story: stopping };
}

/**
 * @param {Pick<State, 'losses' | 'raceLosses' | 'pinned'>} state
 * @param {Wish} wish
 * @returns {Drawing}
 */
export function drawingOf({ losses, raceLosses, pinned }, wish) {
  const { lines, tables, best } = raceLosses ? runsOf(raceLosses, wish) : lossesOf(losses.columns(wish.points), wish);
  const ghosts = pinned.map((each, number) => ({ line: lineOf('pinned', number), table: trainOf(each.losses, wish.log) }));
  return {
    lines: [...lines, ...ghosts.map(({ line }) => line)],
    tables: [...tables, ...ghosts.map(({ table }) => table)],
    best,
  };
}

/** @param {LossColumns} columns @param {Wish} wish @returns {Drawing} */
function lossesOf(columns, { log, smoothing }) {
  const { step, train, validation } = columns;
  const isSmooth = smoothing !== 'off';
  const averages = isSmooth ? [train, validation].map((loss) => smoothed(loss, smoothing)) : [];
  const own = [lineOf('train', 0, isSmooth), lineOf('validation', 0, isSmooth)];
  return {
    lines: [...own, ...(isSmooth ? [lineOf('train', 0), lineOf('validation', 0)] : [])],
    tables: [[step, ...[train, validation, ...averages].map((loss) => drawable(loss, log))]],
    best: bestOf(columns),
  };
}

/** @param {Losses[]} logs @param {Wish} wish @returns {Drawing} */
function runsOf(logs, { log, points, smoothing }) {
  const tables = logs.map((each) => {
    const columns = each.columns(points);
    return trainOf(smoothing === 'off' ? columns : { ...columns, train: smoothed(columns.train, smoothing) }, log);
  });
  return { lines: logs.map((_, run) => lineOf('run', run)), tables, best: null };
}

/** @param {LossColumns} columns @param {boolean} log @returns {[ArrayLike<number>, Values]} */
function trainOf({ step, train }, log) {
  return [step, drawable(train, log)];
}

/** A logarithm has no place for what is not positive. @param {Float64Array} values @param {boolean} log @returns {Values} */
function drawable(values, log) {
  return Array.from(values, (value) => (Number.isFinite(value) && (!log || value > 0) ? value : null));
}

/** @param {Line['kind']} kind @param {number} number @param {boolean} [pale] @returns {Line} */
function lineOf(kind, number, pale = false) {
  return { kind, number, pale };
}

/**
 * What a line says at one place of all steps together: its own last value there or before.
 * @param {ArrayLike<number | null | undefined>} values
 * @param {number} index
 * @returns {number} NaN where it has not begun
 */
export function valueAt(values, index) {
  for (let i = index; i >= 0; i--) {
    const value = values[i];
    if (typeof value === 'number') return value;
  }
  return NaN;
}

/** @param {LossColumns} columns @returns {Best | null} null without validation losses */
export function bestOf({ step, validation }) {
  let at = -1;
  for (let i = 0; i < validation.length; i++) {
    if (Number.isFinite(validation[i]) && (at < 0 || validation[i] < validation[at])) at = i;
  }
  return at < 0 ? null : { step: step[at], loss: validation[at] };
}

/**
 * An exponential moving average over the points drawn. It starts at the first value, and again after a gap.
 * @param {ArrayLike<number>} values
 * @param {Smoothing} smoothing
 * @returns {Float64Array}
 */
export function smoothed(values, smoothing) {
  const kept = KEPT[smoothing] ** Math.min(1, USUAL_POINTS / values.length);
  const result = new Float64Array(values.length);
  let average = NaN;
  for (let i = 0; i < values.length; i++) {
    average = Number.isFinite(average) && Number.isFinite(values[i]) ? kept * average + (1 - kept) * values[i] : values[i];
    result[i] = average;
  }
  return result;
}

/**
 * What the loss axis reaches.
 * @param {ArrayLike<number | null | undefined>[]} series
 * @param {boolean} log
 * @param {boolean} racing
 * @returns {Range}
 */
export function heightsOf(series, log, racing) {
  const most = racing ? RUNAWAY * Math.max(...series.map((values) => firstOf(values))) : Infinity;
  const known = series.flatMap((values) => {
    const range = extent(notNull(values));
    return range[0] === 0 && range[1] === 0 ? [] : range;
  });
  const [low, highest] = extent(known);
  const high = Math.min(highest, most);
  return log ? logRange([low, high]) : [0, nice([0, high])[1]];
}

/** @param {ArrayLike<number | null | undefined>} series @returns {number} */
function firstOf(series) {
  const { value } = notNull(series).next();
  return value ?? 0;
}

/** @param {ArrayLike<number | null | undefined>} series @returns {Generator<number, undefined>} */
function* notNull(series) {
  for (let i = 0; i < series.length; i++) {
    const value = series[i];
    if (typeof value === 'number') yield value;
  }
}

/** @param {number} step @returns {string} */
export function stepText(step) {
  if (step < 1e4) return String(step);
  if (language() === 'zh') return exactCount(step);
  return step >= 1e6 ? `${step / 1e6}M` : `${step / 1e3}k`;
}
