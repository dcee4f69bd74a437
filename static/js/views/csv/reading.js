/**
 * From what was given, a file's bytes or pasted text, and what was chosen to points that can be used. Pure but for the
 * parser it is given; what has not changed is not read again.
 *
 * @import { Choices } from './choices.js'
 * @import { Encoding } from './decode.js'
 * @import { Columns, Found, Problem } from './points.js'
 * @import { Table } from './table.js'
 *
 * @typedef {{name: string, bytes: Uint8Array} | {name: string, text: string}} Given name: empty for what is in the field
 *
 * @typedef {Object} Reading
 * @property {Encoding | null} encoding of a file
 * @property {Table} table
 * @property {Columns} columns
 * @property {Found} found
 * @property {boolean} scale
 * @property {boolean} mustScale
 */

import { decode, notText } from './decode.js';
import { findPoints, guessColumns, mustBeScaled, needsScaling } from './points.js';
import { readTable } from './table.js';

export const MOST_BYTES = 10 * 2 ** 20;
/** A table of numbers has hardly any of these. */
const UNREADABLE = /\0/;

/** @param {typeof import('papaparse').default} Papa */
export function createReader(Papa) {
  const decoded = remember((/** @type {Uint8Array} */ bytes, /** @type {Encoding | null} */ encoding) => decode(bytes, encoding));
  const tables = remember(
    (/** @type {string} */ text, /** @type {Table['separator'] | null} */ separator, /** @type {boolean | null} */ header, /** @type {Table['mark'] | null} */ mark) =>
      readTable(Papa, text, { separator, header, mark }),
  );
  const points = remember((/** @type {Table} */ table, /** @type {number} */ x, /** @type {number} */ y) => findPoints(table, { x, y }));

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
    const table = tables(text, choices.separator, choices.header, choices.mark);
    const columns = columnsOf(table, choices);
    const found = points(table, columns.x, columns.y);
    const mustScale = mustBeScaled(found);
    const scale = mustScale || (choices.scale ?? needsScaling(found));
    return { encoding, table, columns, found, scale, mustScale };
  };
}

/** @param {Uint8Array} bytes @returns {Problem | null} */
function unusableBytes(bytes) {
  if (bytes.length === 0) return { key: 'empty', params: {} };
  if (bytes.length > MOST_BYTES) return { key: 'too_large', params: {} };
  const kind = notText(bytes);
  return kind && { key: kind, params: {} };
}

/** A column that is not there any more gives way. @param {Table} table @param {Choices} choices @returns {Columns} */
function columnsOf(table, { x, y }) {
  const guess = guessColumns(table);
  const there = (/** @type {number | null} */ column) => column !== null && column < table.names.length;
  const chosenX = there(x) ? /** @type {number} */ (x) : guess.x;
  return { x: chosenX, y: there(y) ? /** @type {number} */ (y) : guess.y };
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
