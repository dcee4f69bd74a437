/**
 * Dates on the x axis: what is shown counts days, hours or minutes since a date, and is written as a date. Pure.
 *
 * @import { Units } from '../types.js'
 *
 * @typedef {Pick<Units, 'x_kind' | 'x_since'>} Kind
 */

/** How long each of them is. */
export const MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000 };
const { days: DAY, minutes: MINUTE } = MILLISECONDS;
const [MONTH, YEAR] = [30.44 * DAY, 365.25 * DAY];
/** Between two ticks: so many of a unit. @type {['minute' | 'day' | 'month' | 'year', number, number][]} */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((count) => step('minute', count, MINUTE)),
  ...[1, 2, 7, 14].map((count) => step('day', count, DAY)),
  ...[1, 3, 6].map((count) => step('month', count, MONTH)),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((count) => step('year', count, YEAR)),
];
/** Scaling and back rounds by less than this part of what matters. */
const ROUNDED = 1e-3;
/** Weeks begin on Mondays: 1970 began on a Thursday. */
const FIRST_MONDAY = 4 * DAY;

/** @param {'minute' | 'day' | 'month' | 'year'} unit @param {number} count @param {number} length @returns {['minute' | 'day' | 'month' | 'year', number, number]} */
function step(unit, count, length) {
  return [unit, count, count * length];
}

/** Whether x are dates or times. @param {Kind} units */
export function hasDates({ x_kind }) {
  return x_kind !== undefined && x_kind !== 'number';
}

/** @param {Kind} units @returns {number} milliseconds of one day, hour or minute */
function lengthOf({ x_kind }) {
  return MILLISECONDS[/** @type {keyof typeof MILLISECONDS} */ (x_kind)];
}

/** @param {Kind} units */
function beginning({ x_since }) {
  return x_since ? Date.parse(x_since.length > 10 ? `${x_since}Z` : x_since) : 0;
}

/** @param {Kind} units @param {number} shown @returns {Date} */
export function toDate(units, shown) {
  return new Date(Math.round(beginning(units) + shown * lengthOf(units)));
}

/**
 * A date as 2020-01-31, with the time of day where that matters; a time of a day as 12:30.
 * @param {Kind} units
 * @param {number} shown
 * @param {number} precision in the same units: nothing below it matters
 * @returns {string}
 */
export function dateText(units, shown, precision) {
  const length = precision * lengthOf(units);
  const unit = length >= DAY / 2 ? DAY : length >= MINUTE / 2 ? MINUTE : 1000;
  // A day is the one that it falls into, but for what scaling has rounded; a time is rounded.
  const at = beginning(units) + shown * lengthOf(units);
  const date = new Date(unit === DAY ? at + length * ROUNDED : Math.round(at / unit) * unit);
  if (Number.isNaN(date.getTime())) return '–';
  const [day, time] = date.toISOString().replace(/^\+0*/, '').split('T');
  const clock = time.slice(0, unit === 1000 ? 8 : 5);
  if (!units.x_since) return unit === DAY ? time.slice(0, 5) : clock;
  return unit === DAY ? day : `${day} ${clock}`;
}

/**
 * Round dates, about so many.
 * @param {Kind} units
 * @param {[number, number]} range as shown
 * @param {number} count
 * @returns {number[]} as shown
 */
export function dateTicks(units, [low, high], count) {
  const [from, to] = [toDate(units, low).getTime(), toDate(units, high).getTime()];
  if (!(to > from)) return [];
  const [unit, every] = stepFor((to - from) / count);
  const dates = unit === 'month' || unit === 'year' ? months(from, to, unit === 'year' ? every * 12 : every) : even(from, to, unit, every);
  return dates.map((date) => (date - beginning(units)) / lengthOf(units));
}

/** The step nearest to a length, in proportion. @param {number} length */
function stepFor(length) {
  const distance = (/** @type {number} */ i) => Math.abs(Math.log(STEPS[i][2] / length));
  return STEPS.reduce((best, each, i) => (distance(i) < distance(STEPS.indexOf(best)) ? each : best), STEPS[0]);
}

/** @param {number} from @param {number} to @param {'minute' | 'day' | 'month' | 'year'} unit @param {number} every */
function even(from, to, unit, every) {
  const length = every * (unit === 'day' ? DAY : MINUTE);
  const origin = unit === 'day' && every >= 7 ? FIRST_MONDAY : 0;
  const dates = [];
  for (let at = Math.ceil((from - origin) / length) * length + origin; at <= to; at += length) dates.push(at);
  return dates;
}

/** @param {number} from @param {number} to @param {number} every so many months */
function months(from, to, every) {
  const first = new Date(from);
  const dates = [];
  let month = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / every) * every;
  for (; ; month += every) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > to) return dates;
    if (at >= from) dates.push(at);
  }
}

/**
 * How ticks are written in a language: 2020, Mar 2020, Mar 15, 12:30. The first day of a year, and one tick of the axis,
 * has its year; the first time of a day, and one tick, has its day.
 * @param {Kind} units
 * @param {number[]} ticks as shown
 * @param {string} language
 * @param {number | undefined} whole the tick that is written whole
 * @returns {(shown: number) => string}
 */
export function dateTickFormat(units, ticks, language, whole = ticks[0]) {
  const length = ((ticks[1] ?? ticks[0] ?? 0) - (ticks[0] ?? 0)) * lengthOf(units) || DAY;
  const write = (/** @type {Intl.DateTimeFormatOptions} */ options) => new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options });
  const time = write({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = write({ month: 'short', day: 'numeric' });
  const dayOfYear = write({ year: 'numeric', month: 'short', day: 'numeric' });
  const month = write({ year: 'numeric', month: 'short' });
  return (shown) => {
    const date = toDate(units, shown);
    if (length >= 0.9 * YEAR) return String(date.getUTCFullYear());
    if (length >= 0.9 * MONTH) return month.format(date);
    const first = shown === whole;
    if (length < DAY && (!units.x_since || !first && date.getTime() % DAY !== 0)) return time.format(date);
    if (length < DAY && date.getTime() % DAY !== 0) return `${day.format(date)} ${time.format(date)}`;
    const before = toDate(units, shown - length / lengthOf(units));
    return (first || before.getUTCFullYear() !== date.getUTCFullYear() ? dayOfYear : day).format(date);
  };
}

/** A date or time as it is typed. @param {Kind} units @param {string} typed @returns {number} as shown; NaN where it is none */
export function readShownDate(units, typed) {
  const text = typed.normalize('NFKC').trim().replaceAll('/', '-');
  const [, day, clock] = /^(\d{4}-\d{2}(?:-\d{2})?)?(?:(?:^|[ T])(\d{1,2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? [];
  if (text === '' || (!day && !clock) || Boolean(units.x_since) !== Boolean(day)) return NaN;
  const whole = (day ?? '1970-01-01').padEnd(10, '-01');
  return (Date.parse(`${whole}T${(clock ?? '00:00').padStart(5, '0')}Z`) - beginning(units)) / lengthOf(units);
}
