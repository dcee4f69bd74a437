/**
 * Points from a table are scaled for training, and so are formulas far from 0 and 1. Whatever shows x or y of the data
 * shows them as they were, through this:
 * shown = trained · scale + offset. Pure.
 *
 * @import { Config, Units } from '../types.js'
 * @import { Range } from './axes.js'
 */

import { language, t } from '../i18n.js';
import { around, follow, followOpen, isFlat } from './axes.js';
import { dateText, dateTickFormat, dateTicks, hasDates, readShownDate } from './dates.js';
import { digitsText, minus, powers } from './format.js';
import { rounded, short, signed } from './numbers.js';
import { parseNumber } from './parse-number.js';

/** Of data that were not scaled. @type {Units} */
export const PLAIN = { x_kind: 'number', x_since: '', x_name: '', x_offset: 0, x_scale: 1, y_name: '', y_offset: 0, y_scale: 1 };

/** Scaled points reach about so far from 0. */
const TRAINED_SIZE = 3;
/** Scaled x and y are told to this. */
const X_STEP = 0.02;
const Y_STEP = 0.01;
/** Numbers of a formula: three digits, and more where the first ones only say how far from 0 the data are. */
const DIGITS = 3;
const MOST_DIGITS = 15;
/** From these on numbers are written with a power of ten. */
const LARGE = 1e6;
const SMALL = 1e-5;
/** Rounding must not take the last tick off an axis. */
const EXACT_DIGITS = 12;
/** So near to an end, in parts of the axis, a tick is at its edge. */
const EDGE = 0.06;
/** float64 has no more. */
const MOST_PRECISE = 17;

/** Of a state, or of a layout. @param {{config?: Config}} of @returns {Units} */
export function unitsOf({ config }) {
  const source = config?.data?.source;
  return (source && 'units' in source && source.units) || PLAIN;
}

/** @param {Units} units @returns {boolean} whether numbers are shown as they are trained on */
export function isPlain(units) {
  const { x_offset, x_scale, y_offset, y_scale } = units;
  return !hasDates(units) && x_offset === 0 && x_scale === 1 && y_offset === 0 && y_scale === 1;
}

/** @param {Units} units @param {number} x */
export function toShownX({ x_offset, x_scale }, x) {
  return x * x_scale + x_offset;
}

/** @param {Units} units @param {number} x */
export function toTrainedX({ x_offset, x_scale }, x) {
  return (x - x_offset) / x_scale;
}

/** @param {Units} units @param {number} y */
export function toShownY({ y_offset, y_scale }, y) {
  return y * y_scale + y_offset;
}

/** @param {Units} units @param {number} y */
export function toTrainedY({ y_offset, y_scale }, y) {
  return (y - y_offset) / y_scale;
}

/** A difference of two y. @param {Units} units @param {number} height */
export function toShownHeight({ y_scale }, height) {
  return height * y_scale;
}

/** @param {Units} units @param {number} slope */
export function toShownSlope({ x_scale, y_scale }, slope) {
  return (slope * y_scale) / x_scale;
}

/** An x as trained on, told as it was. @param {Units} units @param {number} x @returns {string} */
export function xText(units, x) {
  return shownXText(units, toShownX(units, x));
}

/** An x in its own units. @param {Units} units @param {number} x @returns {string} */
export function shownXText(units, x) {
  if (hasDates(units)) return dateText(units, x, units.x_scale * X_STEP);
  return isPlain(units) ? short(x) : placesText(x, units.x_scale * X_STEP);
}

/** What x count where dates are shown: `days since 2020-01-31`; empty for numbers. @param {Pick<Units, 'x_kind' | 'x_since'>} units */
export function sinceText(units) {
  if (!hasDates(units)) return '';
  return t(units.x_since ? `dates.${units.x_kind}` : `dates.${units.x_kind}_of_day`, { date: units.x_since ?? '' });
}

/** An x as a person typed it, in its own units. @param {Units} units @param {string} typed @returns {number} NaN where it is none */
export function readShownX(units, typed) {
  return hasDates(units) ? readShownDate(units, typed) : parseNumber(typed);
}

/** @param {Units} units @param {number} y @returns {string} */
export function yText(units, y) {
  return isPlain(units) ? short(y) : placesText(toShownY(units, y), units.y_scale * Y_STEP);
}

/** A height that a curve is moved to, which has a sign where 0 is in the middle. @param {Units} units @param {number} y @returns {string} */
export function levelText(units, y) {
  return isPlain(units) ? signed(y) : yText(units, y);
}

/** A difference of two y as trained on. @param {Units} units @param {number} height @returns {string} */
export function heightText(units, height) {
  return isPlain(units) ? short(height) : placesText(toShownHeight(units, height), units.y_scale * Y_STEP);
}

/** A slope in its own units. @param {Units} units @param {number} slope @returns {string} */
export function shownSlopeText(units, slope) {
  return isPlain(units) ? short(slope) : rounded(slope);
}

/** The last place that slopes are told to, a power of ten. @param {Units} units @returns {number} */
export function slopeStep(units) {
  return isPlain(units) ? 0.01 : 10 ** (Math.floor(Math.log10(units.y_scale / units.x_scale)) - 2);
}

/** A number to compute with, in its own units. @param {Units} units @returns {(value: number) => string} */
export function numberText(units) {
  if (isPlain(units)) return short;
  const far = Math.max(Math.abs(units.x_offset) / units.x_scale, Math.abs(units.y_offset) / units.y_scale) / TRAINED_SIZE;
  const digits = Math.min(MOST_DIGITS, DIGITS + (far > 1 ? Math.ceil(Math.log10(far)) : 0));
  return (value) => digitsText(value, digits);
}

/**
 * A number of which nothing below a step matters: 1978.4, 0.0123, 1.402×10⁹.
 * @param {number} value
 * @param {number} step
 * @returns {string}
 */
export function placesText(value, step) {
  if (!Number.isFinite(value)) return '–';
  const place = Math.floor(Math.log10(step) + 1e-9);
  const size = Math.abs(value);
  if (size < step / 2) return '0';
  if (size < LARGE && step >= SMALL) return withoutZeroSign(value.toFixed(Math.max(0, -place)));
  const digits = Math.max(1, Math.min(MOST_DIGITS, Math.floor(Math.log10(size)) - place));
  return powers(minus(value.toExponential(digits).replace(/\.?0+e/, 'e')));
}

/** @param {string} text */
function withoutZeroSign(text) {
  return /^-[0.]+$/.test(text) ? text.slice(1) : minus(text);
}

/**
 * The same scale for numbers as they were.
 * @template {{copy: () => T, domain: {(): number[], (domain: number[]): T}}} T
 * @param {T} scale of numbers as trained on
 * @param {(trained: number) => number} toShown
 * @returns {T}
 */
export function shownScale(scale, toShown) {
  const ends = scale.domain().map(toShown);
  return scale.copy().domain(ends.map((end) => tidy(end, Math.abs(ends[ends.length - 1] - ends[0]))));
}

/**
 * The x axis in the data's own units: a scale with ticks that are round there, and how they are written.
 * @param {Units} units
 * @param {import('d3-scale').ScaleLinear<number, number>} scale of x as trained on
 * @param {number} count about how many ticks
 */
export function shownXAxis(units, scale, count) {
  const shown = shownScale(scale, (x) => toShownX(units, x));
  if (!hasDates(units)) return { scale: shown, values: shown.ticks(count), format: tickFormat(units, shown, count) };
  const [from, to] = shown.domain();
  const values = dateTicks(units, [from, to], count);
  // A long text at the very edge would be cut.
  const whole = values[0] - from < EDGE * (to - from) ? values[1] : values[0];
  const write = dateTickFormat(units, values, language(), whole);
  return { scale: shown, values, format: (/** @type {number | {valueOf(): number}} */ value) => write(Number(value)) };
}

/** From these on d3 would write commas, which years do not have. */
const LONG = 1000;

/**
 * How an axis writes its ticks: as d3 does, but without commas.
 * @param {Units} units
 * @param {import('d3-scale').ScaleLinear<number, number>} scale of numbers as they were
 * @param {number} count about how many ticks
 * @returns {(value: number | {valueOf(): number}) => string}
 */
export function tickFormat(units, scale, count) {
  const [first = 1, second = first * 1.1] = scale.ticks(count);
  if (isPlain(units) && scale.domain().every((end) => Math.abs(end) < LONG)) return scale.tickFormat(count);
  return (value) => placesText(Number(value), Math.abs(second - first));
}

/** Without what rounding has added. @param {number} value @param {number} [among] the size of differences that matter */
export function tidy(value, among = Math.abs(value)) {
  const more = among > 0 && Math.abs(value) > among ? Math.ceil(Math.log10(Math.abs(value) / among)) : 0;
  return Number(value.toPrecision(Math.min(MOST_PRECISE, EXACT_DIGITS + more)));
}

/**
 * `follow` of lib/axes.js, ending on whole ticks in the data's own units. All ranges are as trained on.
 * @param {Units} units
 * @param {Range | null} current
 * @param {Range} data
 * @param {Range} prediction
 * @returns {Range} the current one itself where it still does
 */
export function followShown(units, current, data, prediction) {
  if (isPlain(units)) return follow(current, data, prediction);
  const shown = (/** @type {Range} */ range) => /** @type {Range} */ (range.map((end) => tidy(toShownY(units, end), units.y_scale)));
  const before = current && shown(current);
  const wanted = followOpen(before, isFlat(data) ? around(shown(data)) : shown(data), shown(prediction));
  return wanted === before && current ? current : [toTrainedY(units, wanted[0]), toTrainedY(units, wanted[1])];
}

/** How many characters the longest number of a y axis has, about. @param {Units} units @param {Range} heights as trained on @returns {number} */
export function axisCharacters(units, heights) {
  if (isPlain(units)) return 0;
  const step = ((heights[1] - heights[0]) * units.y_scale) / 8;
  return Math.max(...heights.map((end) => placesText(toShownY(units, end), step).length));
}
