/**
 * What the loss chart draws as lines: training and validation, or in a race every run's training loss; beside them those
 * pinned. Pure.
 *
 * @import { Losses, LossColumns, State, Stopping } from '../../types.js'
 * @import { Best } from './best.js'
 * @import { Smoothing } from './smoothing.js'
 *
 * @typedef {{kind: 'train' | 'validation' | 'run' | 'pinned' | 'watched', number: number, pale: boolean}} Line `number` counts those of
 *   its kind; a pale line is drawn under its average
 * @typedef {(number | null)[]} Values null where there is nothing to draw
 * @typedef {{lines: Line[], tables: [ArrayLike<number>, ...Values[]][], best: Best | null}} Drawing each table has its steps
 *   first, then the values of some of the lines
 * @typedef {{line: Line, table: [ArrayLike<number>, ...Values[]], story: Stopping}} Watched
 * @typedef {{log: boolean, points: number, smoothing: Smoothing}} Wish `log`: whether a value must be positive to be drawn;
 *   `points`: at most so many for a line
 */

import { bestOf } from './best.js';
import { smoothed } from './smoothing.js';

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
