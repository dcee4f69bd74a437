/**
 * Numbers as people and spreadsheets write them. Pure.
 *
 * @typedef {'.' | ','} Mark what stands before the decimals
 */

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Spaces of all widths and apostrophes between groups of three digits. */
const GAPS = /(?<=\d)[\s'’\u00a0\u2009\u202f](?=\d{3}(?!\d))/g;
const GROUPED = { '.': /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/, ',': /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?$/ };

/**
 * @param {string} cell
 * @param {Mark} mark
 * @returns {number} NaN for what is no number; a percentage is the number before its sign
 */
export function parseNumber(cell, mark) {
  let text = cell.normalize('NFKC').trim().replace(/^[−–](?=[\d.,])/, '-').replace(/\s*%$/, '').replace(GAPS, '');
  const other = mark === '.' ? ',' : '.';
  if (GROUPED[mark].test(text)) text = text.replaceAll(other, '');
  if (mark === ',') {
    if (text.includes('.')) return NaN;
    text = text.replace(',', '.');
  }
  return PLAIN.test(text) ? Number(text) : NaN;
}

/**
 * The decimal mark that most of some cells have; a point where there is nothing to go by.
 * @param {string[]} cells
 * @param {boolean} commaSeparates whether the comma separates cells: then one inside a quoted cell groups digits
 * @returns {Mark}
 */
export function guessMark(cells, commaSeparates) {
  let [points, commas, either] = [0, 0, 0];
  for (const cell of cells) {
    if (Number.isNaN(parseNumber(cell, ','))) points += cell.includes('.') && !Number.isNaN(parseNumber(cell, '.')) ? 1 : 0;
    else if (Number.isNaN(parseNumber(cell, '.'))) commas += 1;
    else if (/\d,\d{3}$/.test(cell)) either += 1;
  }
  if (commas !== points) return commas > points ? ',' : '.';
  return either > 0 && !commaSeparates ? ',' : '.';
}
