/**
 * Numbers as people and spreadsheets write them: grouped digits of all countries, currencies, units, minus signs and
 * accounting's parentheses. Whether a comma or a point stands before the decimals is decided for a whole column. Pure.
 *
 * @typedef {'.' | ','} Mark what stands before the decimals
 * @typedef {{negative: boolean, body: string, power: string, unit: string}} Written a number's parts; `body` has its
 *   digits and marks, `power` its power of ten, `unit` a currency or what stands after it
 *
 * @typedef {Object} Evidence what the cells of a column say about the decimal mark
 * @property {number} points cells that only a decimal point explains
 * @property {number} commas
 * @property {string[]} either bodies such as 1.000, a thousand or one
 * @property {number} hundreds whole numbers of three digits, as they are next to grouped thousands
 * @property {number} thousands whole numbers of more digits, which are not grouped
 */

const MARKS = /** @type {Mark[]} */ (['.', ',']);
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;
const SPACES = /[\u00a0\u2000-\u200a\u202f\u205f\u3000\s]+/g;
const MINUSES = /[\u2010-\u2015\u2212\ufe63]/g;
/** Written for ASCII on keyboards for Chinese and Japanese. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const MISSING = /^(|-+|\.+|…|\?+|n\.?\/?a\.?|#?n\/a|-?nan|null|none|nil|missing|k\. ?a\.|#(ref|div\/0|value|num|null)!|#name\?|无|缺失|暂无|空)$/i;
const PLAIN = /^-?(?:0|[1-9]\d{0,14})$/;

const CODES = 'USD EUR GBP CHF JPY CNY RMB INR KRW RUB BRL CAD AUD NZD SEK NOK DKK PLN CZK HUF TRY ZAR MXN SGD HKD TWD THB'.replaceAll(' ', '|');
const CURRENCY = String.raw`\p{L}{0,3}\p{Sc}|${CODES}|Rs\.?|kr\.?|Fr\.?`;
const UNIT = String.raw`\p{Sc}|[°µμΩ\p{L}%‰][°µμΩ\p{L}%‰/·.*²³^-]{0,11}[23]?|[″′"']`;
const NUMBER = new RegExp(
  String.raw`^(\()?([+-])?(?:(${CURRENCY}) ?)?([+-])?(\d[\d.,'’ ]*|[.,]\d+)(?:[eE]([+-]?\d+)|(?: ?[×x*·] ?10\^?)([+-]?\d+))? ?(-(?=\)?$))?(${UNIT})? ?(\))?$`,
  'u',
);
const WESTERN = /^[1-9]\d{0,2}([ '’.,])\d{3}(?:\1\d{3})*$/;
/** 1,25,000: only the last group has three digits. */
const INDIAN = /^[1-9]\d?([ '’.,])\d{2}(?:\1\d{2})*\1\d{3}$/;

/** @param {string} cell @returns {string} with ASCII digits, spaces and minus signs */
export function plainText(cell) {
  return cell
    .replace(INVISIBLE, '')
    .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(MINUSES, '-')
    .replace(SPACES, ' ')
    .trim();
}

/** Whether a cell says that there is no value. @param {string} cell */
export function isMissing(cell) {
  return MISSING.test(plainText(cell));
}

/** @param {string} cell @returns {Written | null} null: no number */
export function takeApart(cell) {
  const text = plainText(cell);
  if (PLAIN.test(text)) return { negative: text[0] === '-', body: text.replace('-', ''), power: '', unit: '' };
  const [, opened, sign, currency, inner, body, power, tens, after, unit, closed] = NUMBER.exec(text) ?? [];
  if (body === undefined || Boolean(opened) !== Boolean(closed)) return null;
  const signs = [sign, inner, after].filter(Boolean);
  if (signs.length > 1 || (opened && signs.length > 0) || (currency && unit)) return null;
  const written = { negative: Boolean(opened) || signs[0] === '-', body: body.trim(), power: power ?? tens ?? '', unit: currency ?? unit ?? '' };
  return MARKS.every((mark) => Number.isNaN(valueOf(written, mark))) ? null : written;
}

/**
 * @param {Written} written
 * @param {Mark} mark
 * @returns {number} NaN where it cannot be read with this mark; a percentage is the number before its sign
 */
export function valueOf({ negative, body, power }, mark) {
  const [whole, decimals = '', ...more] = body.split(mark);
  if (more.length > 0 || !/^\d*$/.test(decimals)) return NaN;
  const digits = /^\d*$/.test(whole) ? whole : WESTERN.test(whole) || INDIAN.test(whole) ? whole.replace(/\D/g, '') : null;
  if (digits === null || digits + decimals === '') return NaN;
  const value = Number(`${digits || '0'}.${decimals || '0'}e${power || '0'}`);
  return Number.isFinite(value) ? (negative ? 0 - value : value) : NaN;
}

/** @param {string} cell @param {Mark} mark @returns {number} */
export function parseNumber(cell, mark) {
  const written = takeApart(cell);
  return written ? valueOf(written, mark) : NaN;
}

/** @param {Written[]} column @returns {Evidence} */
export function evidenceOf(column) {
  /** @type {Evidence} */
  const evidence = { points: 0, commas: 0, either: [], hundreds: 0, thousands: 0 };
  for (const written of column) {
    const { body } = written;
    if (/^\d+$/.test(body)) {
      if (body.length > 3) evidence.thousands += 1;
      else if (body.length === 3) evidence.hundreds += 1;
      continue;
    }
    const [withPoint, withComma] = [valueOf(written, '.'), valueOf(written, ',')];
    if (Number.isNaN(withComma) && !Number.isNaN(withPoint)) evidence.points += 1;
    else if (Number.isNaN(withPoint) && !Number.isNaN(withComma)) evidence.commas += 1;
    else if (withPoint !== withComma) evidence.either.push(body);
  }
  return evidence;
}

/**
 * The decimal mark of a column by its own cells.
 * @param {Evidence} evidence
 * @returns {Mark | 'either' | null} null: it has no marks at all
 */
export function markOf({ points, commas, either, hundreds, thousands }) {
  if (points !== commas) return points > commas ? '.' : ',';
  if (points > 0) return '.';
  if (either.length === 0) return null;
  const used = /** @type {Mark} */ (either[0].includes('.') ? '.' : ',');
  if (thousands > 0) return used;
  if (hundreds > 0) return used === '.' ? ',' : '.';
  return 'either';
}
