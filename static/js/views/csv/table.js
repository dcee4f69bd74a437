/**
 * From text to a table of cells: which character separates them, whether the first row names the columns, which columns
 * hold numbers. What is guessed can be chosen otherwise. Pure but for the parser it is given.
 *
 * @import { Mark } from './numbers.js'
 *
 * @typedef {',' | ';' | '\t'} Separator
 * @typedef {{line: number, cells: string[]}} Row line: where it begins in the file, counted from 1
 * @typedef {{separator: Separator | null, header: boolean | null, mark: Mark | null}} Dialect null: found out
 *
 * @typedef {Object} Table
 * @property {Separator} separator
 * @property {boolean} header whether the first row names the columns
 * @property {Mark} mark
 * @property {string[]} names one for each column, empty where it has none
 * @property {Row[]} rows without the header, and without empty rows
 * @property {boolean[]} numeric which columns hold numbers
 */

import { guessMark, parseNumber } from './numbers.js';

/** @type {Separator[]} */
export const SEPARATORS = [',', ';', '\t'];
/** In this order where several would do as well. @type {Separator[]} */
const GUESSES = ['\t', ';', ','];
/** Rows that guesses go by. */
const SAMPLE = 60;
const SAMPLE_CHARACTERS = 20_000;
/** A column holds numbers if so many of its cells do. */
const MOSTLY = 0.5;
const LONGEST_NAME = 60;

/** @param {typeof import('papaparse').default} Papa @param {string} text @param {Dialect} dialect @returns {Table} */
export function readTable(Papa, text, dialect) {
  const separator = dialect.separator ?? guessSeparator(Papa, text);
  const rows = rowsOf(Papa, text, separator);
  const sample = rows.slice(0, SAMPLE);
  const mark = dialect.mark ?? guessMark(sample.flatMap(({ cells }) => cells), separator === ',');
  const header = dialect.header ?? hasHeader(sample, mark);
  const body = header ? rows.slice(1) : rows;
  const width = sample.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const columns = Array.from({ length: width }, (_, i) => i);
  const first = body.slice(0, SAMPLE);
  return {
    separator,
    header,
    mark,
    names: columns.map((i) => (header ? nameOf(rows[0]?.cells[i] ?? '') : '')),
    rows: body,
    numeric: columns.map((i) => isNumeric(first.map(({ cells }) => cells[i] ?? ''), mark)),
  };
}

/** @param {typeof import('papaparse').default} Papa @param {string} text @param {Separator} separator @returns {Row[]} */
function rowsOf(Papa, text, separator) {
  const { data } = Papa.parse(text.replace(/^\ufeff/, ''), { delimiter: separator, skipEmptyLines: false });
  /** @type {Row[]} */
  const rows = [];
  let line = 1;
  for (const cells of data) {
    const comment = cells[0].startsWith('#');
    if (!comment && cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells });
    line += 1;
    for (const cell of cells) line += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  }
  return rows;
}

/**
 * The separator with which most rows have equally many cells, at least two, and most cells are numbers.
 * @param {typeof import('papaparse').default} Papa
 * @param {string} text
 * @returns {Separator}
 */
function guessSeparator(Papa, text) {
  const head = text.slice(0, SAMPLE_CHARACTERS);
  let [best, found] = [0, /** @type {Separator} */ (',')];
  for (const separator of GUESSES) {
    const rows = rowsOf(Papa, head, separator).slice(0, SAMPLE);
    const score = scoreOf(rows, separator);
    if (score > best) [best, found] = [score, separator];
  }
  return found;
}

/** @param {Row[]} rows @param {Separator} separator */
function scoreOf(rows, separator) {
  /** @type {Map<number, number>} */
  const widths = new Map();
  for (const { cells } of rows) if (cells.length > 1) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  if (widths.size === 0) return 0;
  const cells = rows.flatMap((row) => row.cells);
  const mark = guessMark(cells, separator === ',');
  const numbers = cells.filter((cell) => !Number.isNaN(parseNumber(cell, mark))).length;
  // A table of words alone is a table, too.
  return (Math.max(...widths.values()) / rows.length) * (0.1 + numbers / cells.length);
}

/** Whether the first row has words where numbers follow. @param {Row[]} rows @param {Mark} mark */
function hasHeader([first, ...others], mark) {
  if (!first || first.cells.some((cell) => !Number.isNaN(parseNumber(cell, mark)))) return false;
  return others.some(({ cells }) => cells.some((cell) => !Number.isNaN(parseNumber(cell, mark))));
}

/** @param {string} cell */
function nameOf(cell) {
  return cell.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);
}

/** @param {string[]} cells @param {Mark} mark */
function isNumeric(cells, mark) {
  const filled = cells.filter((cell) => cell.trim() !== '');
  const numbers = filled.filter((cell) => !Number.isNaN(parseNumber(cell, mark)));
  return numbers.length > 0 && numbers.length >= MOSTLY * filled.length;
}
