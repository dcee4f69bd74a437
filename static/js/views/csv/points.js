/**
 * From two columns of a table to points to train on: what is no number is left out and told, too many are thinned, and
 * all are scaled to where networks learn well. Pure.
 *
 * @import { Config } from '../../types.js'
 * @import { Units } from '../../lib/units.js'
 * @import { Table } from './table.js'
 *
 * @typedef {{x: number, y: number}} Columns x may be `ROW_NUMBER`
 * @typedef {{line: number, column: number, cell: string}} Skipped column counted from 1
 * @typedef {{key: string, params: Record<string, string | number>}} Problem why there are no points to use
 *
 * @typedef {Object} Found
 * @property {number[]} x in the data's own units
 * @property {number[]} y
 * @property {Skipped[]} skipped all of them
 * @property {number} total usable rows, before they were thinned
 * @property {number} duplicates rows whose x there was before
 * @property {Problem | null} problem
 */

import { parseNumber } from './numbers.js';

/** In place of a column: x counts the rows. */
export const ROW_NUMBER = -1;
export const MOST_POINTS = 5000;
/** Beyond this float64 does not tell whole numbers apart. */
const LARGEST = 1e15;
/** The server takes no larger numbers to train on. */
const LARGEST_TRAINED = 1e9;
/** Numbers that differ by less than this part of their size are as good as equal. */
const SAME = 1e-9;
/** Scaled x go from −3 to 3, y over a height of 3. */
const WIDTH = 6;
const HEIGHT = 3;
/** Ranges so wide train well as they are. */
const GOOD = { x: { low: 2, high: 8, far: 4.5 }, y: { low: 0.5, high: 5, far: 4 } };
/** Digits that scaled numbers are sent with: more than float32 has. */
const DIGITS = 9;

/** The first columns of numbers; where there is one, x counts the rows. @param {Table} table @returns {Columns} */
export function guessColumns({ numeric }) {
  const columns = numeric.flatMap((is, i) => (is ? [i] : []));
  if (columns.length === 0) return { x: numeric.length > 1 ? 0 : ROW_NUMBER, y: numeric.length > 1 ? 1 : 0 };
  return columns.length === 1 ? { x: ROW_NUMBER, y: columns[0] } : { x: columns[0], y: columns[1] };
}

/** @param {Table} table @param {Columns} columns @returns {Found} */
export function findPoints(table, columns) {
  /** @type {Found} */
  const found = { x: [], y: [], skipped: [], total: 0, duplicates: 0, problem: null };
  table.rows.forEach(({ line, cells }, i) => {
    const faulty = [columns.x, columns.y].find((column) => column !== ROW_NUMBER && !isUsable(numberIn(table, cells, column)));
    if (faulty !== undefined) {
      found.skipped.push({ line, column: faulty + 1, cell: (cells[faulty] ?? '').trim() });
      return;
    }
    found.x.push(columns.x === ROW_NUMBER ? i + 1 : numberIn(table, cells, columns.x));
    found.y.push(numberIn(table, cells, columns.y));
  });
  found.total = found.x.length;
  found.duplicates = found.total - new Set(found.x).size;
  found.problem = problemOf(table, columns, found);
  return thinned(found);
}

/** @param {Table} table @param {string[]} cells @param {number} column */
function numberIn({ mark }, cells, column) {
  return parseNumber(cells[column] ?? '', mark);
}

/** @param {number} value */
function isUsable(value) {
  return Math.abs(value) <= LARGEST;
}

/** @param {Table} table @param {Columns} columns @param {Found} found @returns {Problem | null} */
function problemOf({ rows, names }, columns, { x, y }) {
  const columnParams = (/** @type {number} */ column) => ({ column: column + 1, name: names[column] ?? '' });
  if (rows.length === 0) return { key: 'empty', params: {} };
  if (x.length === 0) return { key: 'no_numbers', params: columnParams(columns.y) };
  if (x.length === 1) return { key: 'one_row', params: {} };
  if (isFlat(x)) return { key: 'equal_x', params: { ...columnParams(columns.x), value: x[0] } };
  if (isFlat(y)) return { key: 'equal_y', params: { ...columnParams(columns.y), value: y[0] } };
  return null;
}

/** @param {number[]} values */
function isFlat(values) {
  const { low, high } = rangeOf(values);
  return high - low <= SAME * Math.max(Math.abs(low), Math.abs(high));
}

/** Evenly, the first and the last row kept. @param {Found} found @returns {Found} */
function thinned(found) {
  if (found.total <= MOST_POINTS) return found;
  const kept = Array.from({ length: MOST_POINTS }, (_, i) => Math.round((i * (found.total - 1)) / (MOST_POINTS - 1)));
  return { ...found, x: kept.map((i) => found.x[i]), y: kept.map((i) => found.y[i]) };
}

/** Whether points are far from where networks learn well. @param {Found} found @returns {boolean} */
export function needsScaling({ x, y }) {
  return isFar(rangeOf(x), GOOD.x) || isFar(rangeOf(y), GOOD.y);
}

/** @param {{low: number, high: number}} range @param {{low: number, high: number, far: number}} good */
function isFar({ low, high }, good) {
  return high - low < good.low || high - low > good.high || Math.max(Math.abs(low), Math.abs(high)) > good.far;
}

/** Whether points can only be trained on scaled. @param {Found} found @returns {boolean} */
export function mustBeScaled({ x, y }) {
  return [x, y].some((values) => values.some((value) => Math.abs(value) > LARGEST_TRAINED));
}

/**
 * The changes to the experiment that these points make.
 * @param {Found} found
 * @param {{x: string, y: string}} names
 * @param {boolean} scale
 * @returns {{'data.source': Config['data']['source'], 'data.domain': [number, number], 'data.noise': 0, 'data.shown': null}}
 */
export function changesOf({ x, y }, names, scale) {
  const xs = rangeOf(x);
  const units = { x_name: names.x, y_name: names.y, ...(scale ? scalesOf(x, y) : UNSCALED) };
  const put = (/** @type {number} */ value, /** @type {number} */ offset, /** @type {number} */ by) =>
    scale ? Number(((value - offset) / by).toPrecision(DIGITS)) : value;
  return {
    'data.source': {
      kind: 'points',
      x: x.map((value) => put(value, units.x_offset, units.x_scale)),
      y: y.map((value) => put(value, units.y_offset, units.y_scale)),
      units,
    },
    'data.domain': scale ? [-WIDTH / 2, WIDTH / 2] : [xs.low, xs.high],
    // What was measured has its own.
    'data.noise': 0,
    'data.shown': null,
  };
}

const UNSCALED = { x_offset: 0, x_scale: 1, y_offset: 0, y_scale: 1 };

/** @param {number[]} x @param {number[]} y @returns {Omit<Units, 'x_name' | 'y_name'>} */
function scalesOf(x, y) {
  const [xs, ys] = [rangeOf(x), rangeOf(y)];
  return {
    x_offset: tidy((xs.low + xs.high) / 2),
    x_scale: (xs.high - xs.low) / WIDTH,
    y_offset: tidy(y.reduce((sum, value) => sum + value / y.length, 0)),
    y_scale: (ys.high - ys.low) / HEIGHT,
  };
}

/** A mean has more digits than anyone needs. @param {number} value */
function tidy(value) {
  return Number(value.toPrecision(12));
}

/** @param {number[]} values @returns {{low: number, high: number}} */
export function rangeOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
