/**
 * What the columns of a table hold, numbers or dates, each read in one way from top to bottom; and which of them are
 * likely x and y. Pure.
 *
 * @import { Dating } from './dates.js'
 * @import { Mark, Written } from './numbers.js'
 * @import { Table } from './table.js'
 *
 * @typedef {Object} Column
 * @property {'number' | 'date' | 'text' | 'empty'} kind
 * @property {Mark} mark of numbers
 * @property {string[]} unsure numbers that another mark would read as well, and otherwise; empty where it is decided
 * @property {string | null} unit that most numbers have
 * @property {Dating | null} dating of dates
 * @property {Dating | null} other another way to read every date, with day and month exchanged
 * @property {boolean} counts whether it numbers the rows
 *
 * @typedef {{mark: Mark | null, order: 'day' | 'month' | null}} Ways chosen ways to read; null: found out
 * @typedef {{x: number, y: number}} Columns x may be `ROW_NUMBER`
 */

import { findDates } from './dates.js';
import { evidenceOf, isMissing, markOf, plainText, takeApart, valueOf } from './numbers.js';

/** In place of a column: x counts the rows. */
export const ROW_NUMBER = -1;
/** A column holds numbers or dates if so many of its cells do. */
const MOSTLY = 0.5;
const COUNTING_NAMES = /^(|id|nr\.?|no\.?|#|index|idx|row|unnamed: 0|编号|序号|行号)$/i;
const COMPACT_DATE = /^(1[89]|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;
const LEAST_COMPACT = 2;
/** Of numbers that are in doubt. */
const EXAMPLES = 3;

/** @param {Table} table @param {Ways} ways @returns {Column[]} */
export function readColumns(table, ways) {
  const cells = table.names.map((_, i) => table.rows.map((row) => row.cells[i] ?? '').filter((cell) => !isMissing(cell)));
  const columns = cells.map((own) => readColumn(own, ways));
  const decided = new Set(columns.flatMap(({ kind, mark, decided: is }) => (kind === 'number' && is ? [mark] : [])));
  // In a file that separates by commas, decimals have a point; elsewhere other columns may tell.
  const usual = table.separator === ',' ? '.' : decided.size === 1 ? [...decided][0] : null;
  return columns.map(({ decided: _, ...column }, i) => {
    const mark = ways.mark ?? (column.unsure.length > 0 && usual ? usual : column.mark);
    const counts = COUNTING_NAMES.test(table.names[i]) && table.header && isCount(cells[i]);
    // A column that has a name but no values is missed, too.
    const kind = column.kind === 'empty' && table.names[i] !== '' ? 'text' : column.kind;
    return { ...column, kind, mark, unsure: usual ? [] : column.unsure, counts };
  });
}

/** @param {string[]} cells @param {Ways} ways @returns {Column & {decided: boolean}} */
function readColumn(cells, { mark, order }) {
  const none = { mark: mark ?? /** @type {Mark} */ ('.'), unsure: [], unit: null, dating: null, other: null, counts: false, decided: false };
  if (cells.length === 0) return { ...none, kind: 'empty' };
  const written = cells.map(takeApart);
  const numbers = /** @type {Written[]} */ (written.filter((each) => each !== null));
  const compact = cells.length >= LEAST_COMPACT && cells.every((cell) => COMPACT_DATE.test(plainText(cell)));
  const dates = compact || numbers.length < cells.length ? findDates(cells) : { dating: null, other: null, read: 0 };
  if (dates.dating && dates.read >= MOSTLY * cells.length && (compact || dates.read > numbers.length)) {
    const swap = order !== null && dates.other?.format.order === order;
    return { ...none, kind: 'date', dating: swap ? dates.other : dates.dating, other: swap ? dates.dating : dates.other };
  }
  if (numbers.length < MOSTLY * cells.length) return { ...none, kind: 'text' };
  const evidence = evidenceOf(numbers);
  const found = markOf(evidence);
  const unit = unitOf(numbers);
  if (found === 'either') return { ...none, kind: 'number', unit, unsure: evidence.either.slice(0, EXAMPLES) };
  return { ...none, kind: 'number', mark: mark ?? found ?? '.', unit, decided: found !== null };
}

/** The unit that most numbers have; a number without one may stand among others. @param {Written[]} numbers @returns {string | null} */
function unitOf(numbers) {
  /** @type {Map<string, number>} */
  const units = new Map();
  for (const { unit } of numbers) units.set(unit, (units.get(unit) ?? 0) + 1);
  const [[most]] = [...units].sort(([, a], [, b]) => b - a);
  const [own = ''] = [...units.keys()].filter((unit) => unit !== '');
  return units.size === 2 && units.has('') && own !== '%' ? own : most;
}

/** Whether a number can stand in a column of numbers with this unit. @param {Written} written @param {string | null} unit */
export function fitsUnit(written, unit) {
  return written.unit === (unit ?? '') || (written.unit === '' && (unit !== '%' || Number(valueOf(written, '.')) === 0));
}

/** 0, 1, 2 or 1, 2, 3. @param {string[]} cells */
function isCount(cells) {
  const first = Number(cells[0]);
  return cells.length > 0 && (first === 0 || first === 1) && cells.every((cell, i) => Number(cell) === first + i);
}

/**
 * Dates are x where there are any, otherwise the first numbers; y are the next numbers. What only numbers the rows is
 * neither, as long as there is something else.
 * @param {Column[]} columns
 * @returns {Columns & {asked: boolean}} asked: x is the row number because nothing else can be read, though there is more
 */
export function guessColumns(columns) {
  const places = (/** @type {(column: Column) => boolean} */ fits) => columns.flatMap((column, i) => (fits(column) ? [i] : []));
  const dates = places(({ kind }) => kind === 'date');
  const numbers = places(({ kind, counts }) => kind === 'number' && !counts);
  const counting = places(({ counts }) => counts);
  const xs = [...dates, ...numbers.slice(0, numbers.length > 1 || dates.length > 0 ? undefined : 0), ...counting];
  const x = xs[0] ?? ROW_NUMBER;
  const y = numbers.find((i) => i !== x) ?? counting.find((i) => i !== x);
  if (y === undefined) return { x: columns.length > 1 ? 0 : ROW_NUMBER, y: columns.length > 1 ? 1 : 0, asked: false };
  return { x, y, asked: x === ROW_NUMBER && columns.some(({ kind }) => kind === 'text') };
}
