/**
 * What the loss chart draws as lines: training and validation, or in a race every run's training loss; beside them those
 * pinned. Pure.
 *
 * @import { Losses, LossColumns, State } from '../../types.js'
 *
 * @typedef {{kind: 'train' | 'validation' | 'run' | 'pinned', number: number}} Line `number` counts those of its kind
 * @typedef {(number | null)[]} Values null where there is nothing to draw
 * @typedef {{lines: Line[], tables: [ArrayLike<number>, ...Values[]][]}} Drawing each table has its steps first, then the
 *   values of one or two of the lines
 */

/**
 * @param {Pick<State, 'losses' | 'raceLosses' | 'pinned'>} state
 * @param {boolean} log whether a value must be positive to be drawn
 * @param {number} points at most so many for a line
 * @returns {Drawing}
 */
export function drawingOf({ losses, raceLosses, pinned }, log, points) {
  const { lines, tables } = raceLosses ? runsOf(raceLosses, log, points) : lossesOf(losses.columns(points), log);
  const ghosts = pinned.map((each, number) => ({ line: lineOf('pinned', number), table: trainOf(each.losses, log) }));
  return {
    lines: [...lines, ...ghosts.map(({ line }) => line)],
    tables: [...tables, ...ghosts.map(({ table }) => table)],
  };
}

/** @param {LossColumns} columns @param {boolean} log @returns {Drawing} */
function lossesOf(columns, log) {
  const [step, train] = trainOf(columns, log);
  return { lines: [lineOf('train', 0), lineOf('validation', 0)], tables: [[step, train, drawable(columns.validation, log)]] };
}

/** @param {Losses[]} logs @param {boolean} log @param {number} points @returns {Drawing} */
function runsOf(logs, log, points) {
  return { lines: logs.map((_, run) => lineOf('run', run)), tables: logs.map((each) => trainOf(each.columns(points), log)) };
}

/** @param {LossColumns} columns @param {boolean} log @returns {[ArrayLike<number>, Values]} */
function trainOf({ step, train }, log) {
  return [step, drawable(train, log)];
}

/** A logarithm has no place for what is not positive. @param {Float64Array} values @param {boolean} log @returns {Values} */
function drawable(values, log) {
  return Array.from(values, (value) => (Number.isFinite(value) && (!log || value > 0) ? value : null));
}

/** @param {Line['kind']} kind @param {number} number @returns {Line} */
function lineOf(kind, number) {
  return { kind, number };
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
