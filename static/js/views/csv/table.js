/**
 * From text to a table of cells: which character separates them, which lines stand above the table, whether its first
 * row names the columns. What is guessed can be chosen otherwise. Pure but for the parser it is given.
 *
 * @typedef {',' | ';' | '\t' | '|' | ' '} Separator a space: any number of them
 * @typedef {{line: number, cells: string[]}} Row line: where it begins in the file, counted from 1
 * @typedef {{separator: Separator | null, header: boolean | null}} Dialect null: found out
 * @typedef {'numbers' | 'wide_comma'} Doubt what cannot be decided: numbers in the first row may be names, a comma typed
 *   on a Chinese keyboard may separate columns or decimals
 *
 * @typedef {Object} Table
 * @property {Separator} separator
 * @property {boolean} header whether the first row names the columns
 * @property {Doubt | null} doubt
 * @property {string[]} names one for each column, empty where it has none
 * @property {Row[]} rows without the header, and without empty rows
 * @property {Row[]} above lines above the table: titles and comments
 * @property {number} comments lines within it that begin with #
 */

import { isMissing, plainText, takeApart } from './numbers.js';

/** @type {Separator[]} */
export const SEPARATORS = [',', ';', '\t', '|', ' '];
/** In this order where several would do as well. @type {Separator[]} */
const GUESSES = ['\t', ';', '|', ',', ' '];
/** Rows that guesses go by. */
const SAMPLE = 60;
const SAMPLE_CHARACTERS = 20_000;
const LONGEST_NAME = 60;
/** More lines than this above a table are no titles. */
const MOST_TITLES = 20;
/** What Excel writes first, to say how it separates. */
const SAYS_SEPARATOR = /^\ufeff?"?sep=([,;\t| ])"?[ \t]*\r?\n/i;
/** @type {Record<string, string>} */
const WIDE = { '，': ',', '；': ';', '｜': '|' };
const [FIRST_YEAR, LAST_YEAR] = [1500, 2200];
const DATED = /^\d{1,4}[-/.:年]\d|^Q\d|^\d{4}.?Q\d|^(\d{1,2}\.? )?(jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\p{L}*\.?[ -]\d{2,4}/iu;
/** Nothing but pairs of whole numbers with a comma from a Chinese keyboard. */
const WIDE_PAIRS = /^(?:[-−]?\p{Nd}+，\p{Nd}+\s*)+$/u;
const GROUPED = /^ *[+-]?[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?$|^ *[+-]?\d{1,3}(?:[.,]\d+)?$/;

/** @typedef {typeof import('papaparse').default} Parser */

/** @param {Parser} Papa @param {string} given @param {Dialect} dialect @returns {Table} */
export function readTable(Papa, given, dialect) {
  const said = SAYS_SEPARATOR.exec(given);
  const lines = given.replace(/^\ufeff/, '');
  // The line stays, so that lines are counted as in the file.
  const text = said ? lines.replace(/^[^\n]*/, '') : lines;
  const { text: plain, separator } = layoutOf(Papa, text, dialect.separator ?? /** @type {Separator | undefined} */ (said?.[1]) ?? null);
  const all = rowsOf(Papa, plain, separator);
  const { head, above, body, doubt } = headOf(all, dialect.header);
  const comments = body.filter(isComment);
  const rows = body.filter((row) => !isComment(row));
  const width = rows.slice(0, SAMPLE).reduce((most, { cells }) => Math.max(most, cells.length), head?.cells.length ?? 0);
  const names = namesOf(head, rows, width);
  return { separator, header: head !== null, doubt: doubt ?? (WIDE_PAIRS.test(text.trim()) ? 'wide_comma' : null), names, rows, above, comments: comments.length };
}

/** @param {Row | null} head @param {Row[]} rows @param {number} width @returns {string[]} */
function namesOf(head, rows, width) {
  const cells = head ? head.cells.map(nameOf) : [];
  // R leaves the column of row names without a name.
  const usual = usualWidth(rows);
  const own = head && cells.length === usual - 1 ? ['', ...cells] : cells;
  return Array.from({ length: width }, (_, i) => own[i] ?? '');
}

/** @param {Row[]} rows @returns {number} how many cells most of the first rows have */
function usualWidth(rows) {
  /** @type {Map<number, number>} */
  const widths = new Map();
  for (const { cells } of rows.slice(0, SAMPLE)) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  return [...widths].sort(([a, one], [b, other]) => other - one || b - a)[0]?.[0] ?? 0;
}

/**
 * The separator, and the text with ASCII separators where those typed on a Chinese keyboard read better.
 * @param {Parser} Papa
 * @param {string} text
 * @param {Separator | null} chosen
 * @returns {{text: string, separator: Separator}}
 */
function layoutOf(Papa, text, chosen) {
  const narrow = text.replace(/[，；｜]/g, (sign) => WIDE[sign]);
  const texts = narrow === text ? [text] : [text, narrow];
  const separators = chosen ? [chosen] : GUESSES;
  let [best, found] = [0, { text, separator: chosen ?? /** @type {Separator} */ (',') }];
  for (const candidate of texts) {
    const head = candidate.slice(0, SAMPLE_CHARACTERS);
    for (const separator of separators) {
      const score = scoreOf(rowsOf(Papa, head, separator).slice(0, SAMPLE), separator, head);
      if (score > best) [best, found] = [score, { text: candidate, separator }];
    }
  }
  return found;
}

/**
 * Better where more rows have equally many cells, at least two, and more cells are numbers.
 * @param {Row[]} rows
 * @param {Separator} separator
 * @param {string} text
 */
function scoreOf(rows, separator, text) {
  /** @type {Map<number, number>} */
  const widths = new Map();
  for (const { cells } of rows) if (cells.length > 1) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  if (widths.size === 0 || (separator === ' ' && isOneColumn(text))) return 0;
  const cells = rows.flatMap((row) => row.cells);
  const numbers = cells.filter((cell) => takeApart(cell) !== null).length;
  const even = Math.max(...widths.values()) / rows.length;
  // A table of words alone is a table, too; words of a sentence are none.
  return even * ((separator === ' ' ? 0 : 0.1) + numbers / cells.length) * (separator === ' ' ? even * 0.9 : 1);
}

/** Numbers whose digits are grouped by spaces, in one column. @param {string} text */
function isOneColumn(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && /\d/.test(line));
  return lines.length > 0 && lines.every((line) => GROUPED.test(line.trimEnd())) && lines.some((line) => line.trim().includes(' '));
}

/** @param {Parser} Papa @param {string} text @param {Separator} separator @returns {Row[]} without empty ones */
function rowsOf(Papa, text, separator) {
  const data = separator === ' ' ? spacedRows(text) : Papa.parse(text, { delimiter: separator, skipEmptyLines: false }).data;
  /** @type {Row[]} */
  const rows = [];
  let line = 1;
  for (const cells of data) {
    if (cells.some((cell) => cell.trim() !== '') && !isRule(cells)) rows.push({ line, cells: separator === '|' ? unframed(cells) : cells });
    line += 1;
    for (const cell of cells) line += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  }
  return rows;
}

/** Two spaces separate where one stands within cells. @param {string} text @returns {string[][]} */
function spacedRows(text) {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/\u00a0/g, ' ').trim());
  const filled = lines.filter((line) => line !== '');
  const wide = filled.length > 0 && filled.every((line) => / {2,}|\t/.test(line));
  return lines.map((line) => line.match(wide ? /"[^"]*"|\S+(?: \S+)*/g : /"[^"]*"|\S+/g)?.map((cell) => cell.replace(/^"(.*)"$/, '$1')) ?? ['']);
}

/** The line below the header of a table in Markdown. @param {string[]} cells */
function isRule(cells) {
  return cells.length > 1 && cells.every((cell) => /^\s*(:?-{2,}:?)?\s*$/.test(cell)) && cells.some((cell) => cell.includes('--'));
}

/** Bars at both ends of a line are a frame. @param {string[]} cells */
function unframed(cells) {
  const framed = cells.length > 2 && cells[0].trim() === '' && cells[cells.length - 1].trim() === '';
  return framed ? cells.slice(1, -1) : cells;
}

/** @param {Row} row */
function isComment({ cells }) {
  return cells[0].trimStart().startsWith('#') && !isMissing(cells[0]);
}

/**
 * Where the table begins: titles and comments stand above it, its first row may name the columns.
 * @param {Row[]} all
 * @param {boolean | null} chosen
 * @returns {{head: Row | null, above: Row[], body: Row[], doubt: Doubt | null}}
 */
function headOf(all, chosen) {
  const filled = all.filter((row) => !isComment(row));
  const first = filled[beginning(filled)];
  if (!first) return { head: null, above: [], body: [], doubt: null };
  const above = all.filter(({ line }) => line < first.line);
  const last = above[above.length - 1];
  const commented = chosen === null ? commentedNames(last, first, usualWidth(filled)) : null;
  if (commented) return { head: commented, above: above.slice(0, -1), body: after(all, last), doubt: null };
  const found = judged(first, filled.filter(({ line }) => line > first.line));
  const header = chosen ?? found.header;
  return { head: header ? first : null, above, body: after(all, header ? first : last), doubt: found.doubt };
}

/** The row that names the columns, or the first one with values where none does. @param {Row[]} rows @returns {number} */
function beginning(rows) {
  const width = usualWidth(rows);
  const start = rows.findIndex(({ cells }) => cells.some(isValue) && (width < 2 || cells.filter((cell) => cell.trim() !== '').length > 1));
  if (start < 1 || start > MOST_TITLES) return 0;
  const headings = rows.slice(0, start).flatMap((row, i) => (isHeading(row, width) ? [i] : []));
  // Below names there may be units; above a single column there is its name, and titles above that.
  return (width < 2 ? headings[headings.length - 1] : headings[0]) ?? start;
}

/** @param {Row[]} all @param {Row | undefined} row @returns {Row[]} */
function after(all, row) {
  return row ? all.filter(({ line }) => line > row.line) : all;
}

/**
 * Programs for science write the names as a comment.
 * @param {Row | undefined} comment
 * @param {Row} row the first of the table
 * @param {number} width
 * @returns {Row | null}
 */
function commentedNames(comment, row, width) {
  if (!comment || !isComment(comment) || !row.cells.some(isValue) || width < 2) return null;
  const cells = comment.cells.map((cell, i) => (i === 0 ? cell.replace(/^\s*#\s*/, '') : cell)).filter((cell, i) => i > 0 || cell !== '');
  return cells.length === width && !cells.some(isValue) ? { line: comment.line, cells } : null;
}

/** Whether a row can name the columns of a table so wide. @param {Row} row @param {number} width */
function isHeading({ cells }, width) {
  const named = cells.filter((cell) => !isMissing(cell)).length;
  const enough = named > 1 || (named > 0 && cells[0].trim() === '');
  return width < 2 ? named > 0 : enough && cells.length >= width - 1;
}

/** Numbers and dates. @param {string} cell */
function isValue(cell) {
  return takeApart(cell) !== null || DATED.test(plainText(cell));
}

/**
 * Whether the first row has words where numbers follow, or years above numbers that are none.
 * @param {Row} first
 * @param {Row[]} others
 * @returns {{header: boolean, doubt: Doubt | null}}
 */
function judged({ cells }, others) {
  const body = others.slice(0, SAMPLE);
  const columns = cells.map((cell, i) => ({ cell, below: body.map((row) => row.cells[i] ?? '').filter((each) => !isMissing(each)) }));
  const values = columns.filter(({ cell }) => isValue(cell));
  if (values.length === 0) return { header: cells.some((cell) => !isMissing(cell)) && body.some((row) => row.cells.some(isValue)), doubt: null };
  const labels = values.length > 1 && rise(values.map(({ cell }) => cell)) ? values : [];
  if (labels.length === 0 || !labels.every(({ cell }) => isLabel(cell))) return { header: false, doubt: null };
  const [corner] = columns;
  if (corner.cell.trim() === '' && corner.below.length > 0) return { header: true, doubt: null };
  const unlike = labels.every(({ cell, below }) => isYear(cell) && below.length > 0 && !below.some(isYear));
  return { header: unlike, doubt: unlike && labels.length === cells.length ? 'numbers' : null };
}

/** @param {string} cell */
function isYear(cell) {
  const value = /^\d{4}$/.test(plainText(cell)) ? Number(plainText(cell)) : 0;
  return value >= FIRST_YEAR && value <= LAST_YEAR;
}

/** What columns are numbered by: years, or 0, 1, 2. @param {string} cell */
function isLabel(cell) {
  return isYear(cell) || /^\d{1,2}$/.test(plainText(cell));
}

/** Each one more than the one before, or 5, 10 more. @param {string[]} cells */
function rise(cells) {
  const values = cells.map((cell) => Number(plainText(cell)));
  return values.length > 1 && values.every((value, i) => i === 0 || value > values[i - 1]);
}

/** @param {string} cell */
function nameOf(cell) {
  return cell.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);
}
