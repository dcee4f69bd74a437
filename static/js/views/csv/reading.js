/**
 * From what was given, a file's bytes or pasted text, and what was chosen to points that can be used, or to what must be
 * asked first. Pure but for the libraries it is given; what has not changed is not read again.
 *
 * @import { Choices } from './choices.js'
 * @import { Column, Columns } from './columns.js'
 * @import { Encoding, Matches } from './decode.js'
 * @import { Mark } from './numbers.js'
 * @import { Found, Problem } from './points.js'
 * @import { Separator, Table } from './table.js'
 *
 * @typedef {{name: string, bytes: Uint8Array} | {name: string, text: string}} Given name: empty for what is in the field
 *
 * @typedef {Object} Question what a table leaves open: to be answered before its points are used
 * @property {'mark' | 'order' | 'rows' | 'numbers' | 'wide_comma'} key
 * @property {number} column that it is about, counted from 0
 * @property {string[]} cells examples
 * @property {{changes: Partial<Choices>, values: (number | string)[]}[]} answers `values`: what the examples then are; dates
 *   in milliseconds
 * @property {number | null} chosen which answer was given
 *
 * @typedef {Object} Reading
 * @property {Encoding | null} encoding of a file
 * @property {Table} table
 * @property {Column[]} kinds
 * @property {Columns} columns
 * @property {Found} found
 * @property {Question[]} questions
 * @property {boolean} scale
 * @property {boolean} mustScale
 */

import { hasDates } from '../../lib/dates.js';
import { mustBeScaled, needsScaling } from '../../lib/scaling.js';
import { guessColumns, readColumns, ROW_NUMBER } from './columns.js';
import { readDate } from './dates.js';
import { decode, notText } from './decode.js';
import { isMissing, parseNumber } from './numbers.js';
import { findPoints } from './points.js';
import { readTable } from './table.js';

export const MOST_BYTES = 10 * 2 ** 20;
/** A table of numbers has hardly any of these. */
const UNREADABLE = /\0/;
const EXAMPLES = 2;

/** @param {typeof import('papaparse').default} Papa @param {(bytes: Uint8Array) => Matches} analyse of chardet */
export function createReader(Papa, analyse) {
  const decoded = remember((/** @type {Uint8Array} */ bytes, /** @type {Encoding | null} */ encoding) => decode(bytes, encoding, analyse));
  const tables = remember((/** @type {string} */ text, /** @type {Separator | null} */ separator, /** @type {boolean | null} */ header) =>
    readTable(Papa, text, { separator, header }),
  );
  const columnsOf = remember((/** @type {Table} */ table, /** @type {Mark | null} */ mark, /** @type {Choices['order']} */ order) => readColumns(table, { mark, order }));
  const points = remember((/** @type {Table} */ table, /** @type {Column[]} */ kinds, /** @type {number} */ x, /** @type {number} */ y) => findPoints(table, kinds, { x, y }));

  /**
   * @param {Given} given
   * @param {Choices} choices
   * @returns {Reading | Problem}
   */
  return (given, choices) => {
    const unusable = 'bytes' in given ? unusableBytes(given.bytes) : null;
    if (unusable) return unusable;
    const { text, encoding } = 'bytes' in given ? decoded(given.bytes, choices.encoding) : { text: given.text, encoding: null };
    if (text.length > MOST_BYTES) return { key: 'too_large', params: {} };
    if (UNREADABLE.test(text)) return { key: 'binary', params: {} };
    if (text.trim() === '') return { key: 'empty', params: {} };
    const table = tables(text, choices.separator, choices.header);
    if (table.rows.length === 0) return { key: 'empty', params: {} };
    const kinds = columnsOf(table, choices.mark, choices.order);
    const guess = guessColumns(kinds);
    const columns = chosenColumns(table, choices, guess);
    const found = points(table, kinds, columns.x, columns.y);
    const mustScale = hasDates(found.kind) || mustBeScaled(found.x, found.y);
    const scale = mustScale || (choices.scale ?? needsScaling(found.x, found.y));
    const questions = questionsOf(table, kinds, columns, choices, guess.asked);
    return { encoding, table, kinds, columns, found, questions, scale, mustScale };
  };
}

/** @param {Uint8Array} bytes @returns {Problem | null} */
function unusableBytes(bytes) {
  if (bytes.length === 0) return { key: 'empty', params: {} };
  if (bytes.length > MOST_BYTES) return { key: 'too_large', params: {} };
  const kind = notText(bytes);
  return kind && { key: kind, params: {} };
}

/** A column that is not there any more gives way. @param {Table} table @param {Choices} choices @param {Columns} guess @returns {Columns} */
function chosenColumns(table, { x, y }, guess) {
  const there = (/** @type {number | null} */ column) => column !== null && column < table.names.length;
  const chosenX = there(x) ? /** @type {number} */ (x) : guess.x;
  return { x: chosenX, y: there(y) ? /** @type {number} */ (y) : guess.y };
}

/**
 * @param {Table} table
 * @param {Column[]} kinds
 * @param {Columns} columns
 * @param {Choices} choices
 * @param {boolean} onlyRows whether nothing but the row number can be x, though there are other columns
 * @returns {Question[]}
 */
function questionsOf(table, kinds, columns, choices, onlyRows) {
  /** @type {Question[]} */
  const questions = [];
  if (table.doubt) questions.push(doubtQuestion(table, choices));
  for (const column of new Set([columns.x, columns.y])) {
    if (column === ROW_NUMBER) continue;
    const { kind, unsure } = kinds[column];
    if (kind === 'number' && unsure.length > 0) questions.push(markQuestion(column, unsure, choices));
    if (kind === 'date' && kinds[column].other) questions.push(orderQuestion(table, kinds[column], column, choices));
  }
  if (onlyRows) {
    const column = kinds.findIndex(({ kind }) => kind === 'text');
    const cells = cellsOf(table, column).slice(0, 1);
    questions.push({ key: 'rows', column, cells, answers: [{ changes: { x: ROW_NUMBER }, values: [] }], chosen: choices.x === null ? null : 0 });
  }
  return questions;
}

/** @param {Table} table @param {Choices} choices @returns {Question} */
function doubtQuestion(table, choices) {
  if (table.doubt === 'numbers') {
    const cells = table.header ? table.names : table.rows[0].cells;
    const answers = [{ changes: { header: true }, values: [] }, { changes: { header: false }, values: [] }];
    return { key: 'numbers', column: 0, cells, answers, chosen: choices.header === null ? null : choices.header ? 0 : 1 };
  }
  const [first] = table.rows;
  const cells = [first.cells.join('，')];
  /** @type {Question['answers']} */
  const answers = [
    { changes: { separator: ',', mark: null, x: null, y: null }, values: [] },
    { changes: { separator: ';', mark: ',', x: null, y: null }, values: [] },
  ];
  return { key: 'wide_comma', column: 0, cells, answers, chosen: choices.separator === null ? null : choices.separator === ',' ? 0 : 1 };
}

/** @param {number} column @param {string[]} cells @param {Choices} choices @returns {Question} */
function markQuestion(column, cells, choices) {
  const marks = /** @type {Mark[]} */ (cells[0].includes('.') ? [',', '.'] : ['.', ',']);
  const answers = marks.map((mark) => ({ changes: { mark }, values: cells.map((cell) => parseNumber(cell, mark)) }));
  return { key: 'mark', column, cells, answers, chosen: choices.mark === null ? null : marks.indexOf(choices.mark) };
}

/** @param {Table} table @param {Column} column @param {number} place @param {Choices} choices @returns {Question} */
function orderQuestion(table, { dating, other }, place, choices) {
  const ways = [dating, other].map((each) => /** @type {NonNullable<typeof dating>} */ (each)).sort((a) => (a.format.order === 'day' ? -1 : 1));
  const differing = cellsOf(table, place).filter((cell) => readDate(cell, ways[0].format) !== readDate(cell, ways[1].format));
  const cells = differing.slice(0, EXAMPLES);
  const answers = ways.map(({ format }) => ({
    changes: { order: /** @type {'day' | 'month'} */ (format.order) }, values: cells.map((cell) => readDate(cell, format)),
  }));
  return { key: 'order', column: place, cells, answers, chosen: choices.order === null ? null : choices.order === 'day' ? 0 : 1 };
}

/** @param {Table} table @param {number} column */
function cellsOf({ rows }, column) {
  return rows.map(({ cells }) => (cells[column] ?? '').trim()).filter((cell) => !isMissing(cell));
}

/**
 * The last answer, while the same is asked.
 * @template {unknown[]} A
 * @template R
 * @param {(...asked: A) => R} work
 * @returns {(...asked: A) => R}
 */
function remember(work) {
  /** @type {A | null} */
  let before = null;
  /** @type {R} */
  let answer;
  return (...asked) => {
    if (!before || asked.some((each, i) => each !== before?.[i])) answer = work(...asked);
    before = asked;
    return answer;
  };
}
