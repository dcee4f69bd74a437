/**
 * From two columns of a table to points to train on: what cannot be read is left out and counted, too many are thinned.
 * Dates count days, hours or minutes since the first of them, so that gaps stay as wide as they are. Pure.
 *
 * @import { Config, Units } from '../../types.js'
 * @import { Column, Columns } from './columns.js'
 * @import { Row, Table } from './table.js'
 *
 * @typedef {{line: number, column: number, cell: string, why: 'missing' | 'number' | 'date' | 'unit' | 'mark'}} Skipped column counted from 1
 * @typedef {{key: string, params: Record<string, string | number>}} Problem why there are no points to use
 * @typedef {Pick<Units, 'x_kind' | 'x_since'>} Kind of x
 *
 * @typedef {Object} Found
 * @property {number[]} x in the data's own units
 * @property {number[]} y
 * @property {Kind} kind
 * @property {Skipped[]} skipped all of them
 * @property {number} total usable rows, before they were thinned
 * @property {number} duplicates rows whose x there was before
 * @property {Problem | null} problem
 */

import { canBeScaled, extentOf, isFlat, scaled, scalingOf, UNSCALED } from '../../lib/scaling.js';
import { MILLISECONDS } from '../../lib/dates.js';
import { fitsUnit, ROW_NUMBER } from './columns.js';
import { readDate } from './dates.js';
import { isMissing, takeApart, valueOf } from './numbers.js';

export const MOST_POINTS = 5000;
/** Shorter spans of time are told in hours, and still shorter ones in minutes. */
const [LEAST_DAYS, LEAST_HOURS] = [3, 3];
/** Readings of a cell. @typedef {number | Skipped['why']} Reading */

/** @param {Table} table @param {Column[]} kinds @param {Columns} columns @returns {Found} */
export function findPoints(table, kinds, columns) {
  /** @type {Found} */
  const found = { x: [], y: [], kind: {}, skipped: [], total: 0, duplicates: 0, problem: null };
  table.rows.forEach((row, i) => {
    const x = columns.x === ROW_NUMBER ? i + 1 : readingOf(row, kinds[columns.x], columns.x);
    const y = readingOf(row, kinds[columns.y], columns.y);
    if (typeof x === 'number' && typeof y === 'number') {
      found.x.push(x);
      found.y.push(y);
      return;
    }
    const [column, why] = typeof x === 'string' ? [columns.x, x] : [columns.y, /** @type {Skipped['why']} */ (y)];
    found.skipped.push({ line: row.line, column: column + 1, cell: (row.cells[column] ?? '').trim(), why });
  });
  found.total = found.x.length;
  found.duplicates = found.total - new Set(found.x).size;
  if (kinds[columns.x]?.kind === 'date') datesOf(found, Boolean(kinds[columns.x].dating?.clock));
  found.problem = problemOf(table, kinds, columns, found);
  return thinned(found);
}

/** @param {Row} row @param {Column} column @param {number} place @returns {Reading} dates in milliseconds */
function readingOf({ cells }, { kind, dating, mark, unit }, place) {
  const cell = cells[place] ?? '';
  if (isMissing(cell)) return 'missing';
  if (kind === 'date' && dating) {
    const date = readDate(cell, dating.format);
    return Number.isNaN(date) ? 'date' : date;
  }
  const written = takeApart(cell);
  if (!written) return 'number';
  if (!fitsUnit(written, unit)) return 'unit';
  const value = valueOf(written, mark);
  return Number.isNaN(value) ? 'mark' : value;
}

/** Milliseconds become days, hours or minutes since the first date's midnight. @param {Found} found @param {boolean} clock */
function datesOf(found, clock) {
  const { low, high } = extentOf(found.x);
  const span = (high - low) / MILLISECONDS.days;
  const whole = !clock && found.x.every((date) => date % MILLISECONDS.days === 0);
  const x_kind = whole || span >= LEAST_DAYS ? 'days' : span * 24 >= LEAST_HOURS ? 'hours' : 'minutes';
  const midnight = clock || !Number.isFinite(low) ? 0 : Math.floor(low / MILLISECONDS.days) * MILLISECONDS.days;
  found.x = found.x.map((date) => (date - midnight) / MILLISECONDS[x_kind]);
  found.kind = { x_kind, x_since: clock || !Number.isFinite(low) ? '' : new Date(midnight).toISOString().slice(0, 10) };
}

/** @param {Table} table @param {Column[]} kinds @param {Columns} columns @param {Found} found @returns {Problem | null} */
function problemOf({ rows, names }, kinds, columns, { x, y, skipped }) {
  const columnParams = (/** @type {number} */ column) => ({ column: column + 1, name: names[column] ?? '' });
  if (rows.length === 0) return { key: 'empty', params: {} };
  if (kinds[columns.y].kind === 'date') return { key: 'date_y', params: columnParams(columns.y) };
  const unread = [columns.x, columns.y].find((column) => column !== ROW_NUMBER && !['number', 'date'].includes(kinds[column].kind));
  if (x.length === 0) {
    const column = unread ?? (skipped[0]?.column ?? columns.y + 1) - 1;
    const cell = skipped.find(({ column: each, why }) => each === column + 1 && why !== 'missing')?.cell;
    return { key: cell ? 'no_numbers' : 'no_cells', params: { ...columnParams(column), cell: cell ?? '' } };
  }
  if (x.length === 1) return { key: 'one_row', params: {} };
  if (isFlat(x)) return { key: 'equal_x', params: { ...columnParams(columns.x), value: x[0] } };
  if (isFlat(y)) return { key: 'equal_y', params: { ...columnParams(columns.y), value: y[0] } };
  const beyond = [columns.x, columns.y].find((_, i) => !canBeScaled([x, y][i]));
  return beyond === undefined ? null : { key: 'beyond', params: columnParams(beyond) };
}

/** Evenly, the first and the last row kept. @param {Found} found @returns {Found} */
function thinned(found) {
  if (found.total <= MOST_POINTS) return found;
  const kept = Array.from({ length: MOST_POINTS }, (_, i) => Math.round((i * (found.total - 1)) / (MOST_POINTS - 1)));
  return { ...found, x: kept.map((i) => found.x[i]), y: kept.map((i) => found.y[i]) };
}

/**
 * The changes to the experiment that these points make.
 * @param {Found} found
 * @param {{x: string, y: string}} names
 * @param {{validation: number[]} | null} split the rows set aside; null: the points are not scaled
 * @returns {{'data.source': Config['data']['source'], 'data.domain': [number, number], 'data.noise': 0, 'data.shown': null}}
 */
export function changesOf({ x, y, kind }, names, split) {
  const scaling = split ? scalingOf(x, y, trainingRows(x.length, split.validation)) : UNSCALED;
  const units = { ...kind, x_name: names.x, y_name: names.y, ...scaling };
  const trained = {
    x: split ? scaled(x, units.x_offset, units.x_scale) : x,
    y: split ? scaled(y, units.y_offset, units.y_scale) : y,
  };
  const { low, high } = extentOf(trained.x);
  return {
    'data.source': { kind: 'points', ...trained, units },
    'data.domain': [low, high],
    // What was measured has its own.
    'data.noise': 0,
    'data.shown': null,
  };
}

/** @param {number} count @param {number[]} validation @returns {number[]} */
function trainingRows(count, validation) {
  const aside = new Set(validation);
  return Array.from({ length: count }, (_, i) => i).filter((i) => !aside.has(i));
}
