/**
 * What is told about a table: what of it is used, what was skipped and why, what is asked, what is wrong.
 *
 * @import { Column } from './columns.js'
 * @import { Found, Problem, Skipped } from './points.js'
 * @import { Question, Reading } from './reading.js'
 * @import { Table } from './table.js'
 */

import { count, language, t } from '../../i18n.js';
import { dateText, hasDates } from '../../lib/dates.js';
import { minus } from '../../lib/format.js';
import { sinceText } from '../../lib/units.js';
import { ROW_NUMBER } from './columns.js';
import { MOST_POINTS } from './points.js';

/** Cells told of each kind of skipped rows. */
const MOST_SKIPPED = 3;
/** Examples of an answer. */
const MOST_VALUES = 2;
const LONGEST_CELL = 24;
/** Dates are told to a hundredth of what they span. */
const PRECISION = 0.01;

/** @param {Problem} problem @returns {string} */
export function problemText({ key, params }) {
  const { column, name, value, cell } = params;
  const which = column === 0 ? t('csv.row_number') : columnName(String(name ?? ''), Number(column));
  return t(`csv.problem.${key}`, { ...params, column: which, value: value === undefined ? '' : minus(String(value)), cell: shortened(String(cell ?? '')) });
}

/** @param {string} name @param {number} column counted from 1 @returns {string} */
export function columnName(name, column) {
  return name === '' ? t('csv.column', { column }) : t('csv.named_column', { column, name });
}

/** @param {Reading} reading @returns {string[]} */
export function factsOf({ table, kinds, columns, found }) {
  const { total, duplicates } = found;
  return [
    t('csv.points', { count: count(Math.min(total, MOST_POINTS)) }),
    total > MOST_POINTS ? t('csv.thinned', { total: count(total), most: count(MOST_POINTS) }) : '',
    columns.x === ROW_NUMBER ? t('csv.counted') : datesText(found),
    unitsText(table, kinds, [columns.x, columns.y]),
    aboveText(table),
    duplicates > 0 ? t('csv.duplicates', { count: count(duplicates) }) : '',
  ].filter((fact) => fact !== '');
}

/** @param {Found} found @returns {string} empty where x are no dates */
function datesText({ kind, x }) {
  if (!hasDates(kind) || x.length === 0) return '';
  const ends = [x.reduce((least, each) => Math.min(least, each)), x.reduce((most, each) => Math.max(most, each))];
  const [from, to] = ends.map((end) => dateText(kind, end, (ends[1] - ends[0]) * PRECISION));
  return t('csv.dates', { from, to, x: sinceText(kind) });
}

/** @param {Table} table @param {Column[]} kinds @param {number[]} columns */
function unitsText({ names }, kinds, columns) {
  return [...new Set(columns)]
    .filter((column) => kinds[column]?.unit)
    .map((column) => t('csv.unit', { column: columnName(names[column], column + 1), unit: kinds[column].unit ?? '' }))
    .join(' ');
}

/** @param {Table} table */
function aboveText({ above, comments }) {
  const lines = above.length + comments;
  if (lines === 0) return '';
  const [first] = above;
  const cell = first ? shortened(first.cells.filter((each) => each.trim() !== '').join(' ').trim()) : '#';
  return t('csv.above', { count: count(lines), cell });
}

/** @param {Skipped[]} skipped @returns {string[]} for each reason how many rows, and the first cells */
export function skippedTexts(skipped) {
  /** @type {Map<string, Skipped[]>} */
  const groups = new Map();
  for (const each of skipped) groups.set(each.why, grown(groups.get(each.why), each));
  return [...groups].map(([why, rows]) => {
    const cells = rows.slice(0, MOST_SKIPPED).map(({ line, column, cell }) => t(cell === '' ? 'csv.skipped_empty' : 'csv.skipped_cell', { line, column, cell: shortened(cell) }));
    const list = cells.join(t('csv.skipped_and')) + (rows.length > cells.length ? t('csv.skipped_more') : '');
    return t(`csv.skipped.${why}`, { count: count(rows.length), cells: list });
  });
}

/** @param {Skipped[] | undefined} group @param {Skipped} each @returns {Skipped[]} */
function grown(group, each) {
  if (!group) return [each];
  group.push(each);
  return group;
}

/** @param {Question} question @param {Table} table @returns {{text: string, answers: string[]}} */
export function questionTexts({ key, column, cells, answers }, { names }) {
  const params = { column: columnName(names[column] ?? '', column + 1), cell: shortened(cells[0] ?? '') };
  const shown = (/** @type {(number | string)[]} */ values) => values.slice(0, MOST_VALUES).map((value, i) => `${shortened(cells[i])} → ${key === 'order' ? longDate(Number(value)) : minus(String(value))}`).join(t('csv.ask.and'));
  const texts = answers.map(({ values }, i) => (values.length > 0 ? shown(values) : t(`csv.ask.${key}_${i}`, params)));
  const asked = key === 'rows' && cells.length === 0 ? 'rows_empty' : key;
  return { text: t(`csv.ask.${asked}`, { ...params, cells: cells.slice(0, MOST_SKIPPED).map(shortened).join(', ') }), answers: texts };
}

/** @param {number} date in milliseconds */
function longDate(date) {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

/** @param {string} cell */
function shortened(cell) {
  const line = cell.replace(/\s+/g, ' ');
  return line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL)}…` : line;
}

/** What an axis is called. @param {Table} table @param {number} column @returns {string} */
export function axisName({ names }, column) {
  return column === ROW_NUMBER ? t('csv.row') : (names[column] ?? '');
}
