/**
 * What is told about a table: what of it is used, what was skipped and why, what is wrong.
 *
 * @import { Found, Problem, Skipped } from './points.js'
 * @import { Table } from './table.js'
 */

import { count, t } from '../../i18n.js';
import { minus } from '../../lib/format.js';
import { MOST_POINTS, ROW_NUMBER } from './points.js';

const MOST_SKIPPED = 5;
const LONGEST_CELL = 24;

/** @param {Problem} problem @returns {string} */
export function problemText({ key, params }) {
  const { column, name, value } = params;
  const which = column === 0 ? t('csv.row_number') : columnName(String(name ?? ''), Number(column));
  return t(`csv.problem.${key}`, { ...params, column: which, value: value === undefined ? '' : minus(String(value)) });
}

/** @param {string} name @param {number} column counted from 1 @returns {string} */
export function columnName(name, column) {
  return name === '' ? t('csv.column', { column }) : t('csv.named_column', { column, name });
}

/** @param {Found} found @param {boolean} counted whether x counts the rows @returns {string[]} */
export function factsOf({ total, duplicates }, counted) {
  return [
    t('csv.points', { count: count(Math.min(total, MOST_POINTS)) }),
    total > MOST_POINTS ? t('csv.thinned', { total: count(total), most: count(MOST_POINTS) }) : '',
    counted ? t('csv.counted') : '',
    duplicates > 0 ? t('csv.duplicates', { count: count(duplicates) }) : '',
  ].filter((fact) => fact !== '');
}

/** @param {Skipped[]} skipped @returns {string[]} the first few, and how many more there are */
export function skippedTexts(skipped) {
  const told = skipped.slice(0, MOST_SKIPPED).map(({ line, column, cell }) =>
    t(cell === '' ? 'csv.skipped_empty' : 'csv.skipped', { line, column, cell: shortened(cell) }),
  );
  const more = skipped.length - told.length;
  return more > 0 ? [...told, t('csv.more_skipped', { count: count(more) })] : told;
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
