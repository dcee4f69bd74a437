/**
 * Dates and times as people and programs write them. A column has one format: the one that reads most of its cells.
 * Pure; d3 reads the dates, `Intl` knows the months' names.
 *
 * @typedef {{parse: (text: string) => Date | null, format: (date: Date) => string, order: 'day' | 'month' | null, timed: boolean}} Format
 *   order: which comes first where both orders are in use
 * @typedef {{format: Format, clock: boolean}} Dating how the dates of a column are read; `clock`: they are times of a day
 * @typedef {{dating: Dating | null, other: Dating | null, read: number}} Found `other`: reads every cell as well, but differently
 */

import { utcFormat, utcParse } from 'd3-time-format';
import { plainText } from './numbers.js';

const COMMON = [
  '%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d', '%Y-%m', '%Y/%m', '%m/%Y', '%Y%m%d', '%d.%m.%Y', '%d.%m.%y', '%d. %B %Y', '%Y年%m月%d日', '%Y年%m月', '%Y年%m月%d',
  '%B %Y', '%B-%Y', '%B-%y', '%B %d, %Y', '%B %d %Y', '%d %B %Y', '%d-%B-%Y', '%d-%B-%y', '%d %B %y', '%Y %B', '%Y-%B-%d',
  '%Y-Q%q', '%Y Q%q', '%YQ%q', '%Y/Q%q', 'Q%q %Y', 'Q%q-%Y', 'Q%q/%Y', '%Y年%q季度', '%Y年第%q季度', '%G-W%V',
];
/** Where a day above 12 does not tell, both read the same cells. */
const EITHER_ORDER = ['/%Y', '/%y', '-%Y', '-%y', ' %Y'].flatMap((year) => [`%d${year[0]}%m${year}`, `%m${year[0]}%d${year}`]);
/** @type {Format[]} */
const FORMATS = [...COMMON, ...EITHER_ORDER].map((specifier) => ({
  parse: utcParse(specifier), format: utcFormat(specifier), timed: false,
  order: EITHER_ORDER.includes(specifier) ? (specifier.startsWith('%d') ? 'day' : 'month') : null,
}));
/** For cells that are times alone. @type {Format} */
const NO_DATE = { parse: (text) => (text === '' ? new Date(0) : null), format: () => '', order: null, timed: true };
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'];
const LOOKS_LIKE_ONE = /\d[-/.: 年]|\p{L}{3}|Q\d|^\d{8}$/iu;
const TIME = /^(.*?)(?:^|[T,]? ?)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?: ?([ap])\.? ?m\.?)?(?: ?(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?))?$/i;
const SAMPLE = 60;
/** A format is worth a look if it reads so many of a column's first cells. */
const MOSTLY = 0.5;
const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
const [LEAST_YEAR, MOST_YEAR] = [1000, 2999];

/** @param {string[]} cells those of a column that are not missing @returns {Found} */
export function findDates(cells) {
  const none = { dating: null, other: null, read: 0 };
  const sample = cells.slice(0, SAMPLE).filter((cell) => LOOKS_LIKE_ONE.test(plainText(cell)));
  if (sample.length < MOSTLY * Math.min(cells.length, SAMPLE) || sample.length === 0) return none;
  const likely = [...FORMATS, NO_DATE].filter((format) => countRead(sample, format) >= MOSTLY * sample.length);
  const counted = likely.map((format) => ({ format, read: countRead(cells, format) })).sort((a, b) => b.read - a.read);
  if (counted.length === 0) return none;
  const [best, ...rest] = counted;
  const rival = rest.find(({ format, read }) => read === best.read && format.order && best.format.order && differ(cells, best.format, format));
  return { dating: datingOf(best.format), other: rival ? datingOf(rival.format) : null, read: best.read };
}

/** @param {Format} format @returns {Dating} */
function datingOf(format) {
  return { format, clock: format === NO_DATE };
}

/** @param {string[]} cells @param {Format} format */
function countRead(cells, format) {
  return cells.reduce((count, cell) => count + (Number.isNaN(readDate(cell, format)) ? 0 : 1), 0);
}

/** @param {string[]} cells @param {Format} one @param {Format} other */
function differ(cells, one, other) {
  return cells.some((cell) => readDate(cell, one) !== readDate(cell, other));
}

/** @param {string} cell @param {Format} format @returns {number} milliseconds since 1970 in UTC, NaN for what is no date */
export function readDate(cell, format) {
  const text = plainText(cell);
  const [, day, ...time] = (text.includes(':') && TIME.exec(text)) || ['', text];
  const clock = time.length > 0 ? timeOf(time) : 0;
  if (format.timed !== (day === '') || (format.timed && time.length === 0)) return NaN;
  const named = format.timed ? '' : inEnglish(day);
  const date = format.parse(named);
  if (!date || !isTheSame(named, format.format(date))) return NaN;
  const year = date.getUTCFullYear();
  return year < LEAST_YEAR || year > MOST_YEAR ? NaN : date.getTime() + clock;
}

/** @param {(string | undefined)[]} parts @returns {number} milliseconds since midnight in UTC */
function timeOf([hours, minutes, seconds = '0', fraction = '0', half, zone]) {
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number(hours);
  if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60 || (half && Number(hours) > 12)) return NaN;
  const clock = hour * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND + Number(`0.${fraction}`) * SECOND;
  const [, sign, zoneHours = '0', zoneMinutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '') ?? [];
  const east = (Number(zoneHours) * HOUR + Number(zoneMinutes) * MINUTE) * (sign === '-' ? -1 : 1);
  return clock - east;
}

/** Parsers let 31 February be 2 March; written again, such a date has other numbers. @param {string} text @param {string} again */
function isTheSame(text, again) {
  const numbers = (/** @type {string} */ of) => of.match(/\d+/g)?.map(Number).join() ?? '';
  return numbers(text) === numbers(again);
}

/** With English names of months, in full. @param {string} text */
function inEnglish(text) {
  if (!/\p{L}{3}/u.test(text)) return text;
  return text.replace(/\p{L}{3,}\.?/gu, (word) => monthNames().get(key(word)) ?? word);
}

/** @type {Map<string, string> | null} */
let names = null;
function monthNames() {
  names ??= new Map(LANGUAGES.flatMap((language) => ['long', 'short'].flatMap((length) => {
    const style = /** @type {'long' | 'short'} */ (length);
    const write = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' });
    const english = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });
    return Array.from({ length: 12 }, (_, month) => {
      const date = new Date(Date.UTC(2020, month, 1));
      return /** @type {[string, string]} */ ([key(write.format(date)), english.format(date)]);
    });
  })));
  return names;
}

/** @param {string} name */
function key(name) {
  const plain = name.toLowerCase().replace('.', '');
  return plain === 'sept' ? 'sep' : plain;
}
