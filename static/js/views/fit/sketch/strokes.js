/**
 * From a hand's strokes to a curve. A curve being drawn is one height for each of many columns, evenly spaced over the
 * chart, NaN where nothing was drawn: a later stroke simply replaces the columns it passes. Pure.
 *
 * @import { Range } from '../../../lib/axes.js'
 *
 * @typedef {{at: number, y: number}} StrokePoint `at` in columns, with fractions
 * @typedef {{x: number[], y: number[]}} Points
 */

import { FEWEST, MOST } from '../../../lib/drawn.js';

export const COLUMNS = 257;
/** Columns on each side over which a stroke is averaged: more than a hand trembles, less than it means. */
const REACH = 4;
const NEXT_TO = 0.05;
/** A part of the chart that nobody can see. */
const UNSEEN = 1e-4;

/** @returns {number[]} */
export function nothingDrawn() {
  return Array(COLUMNS).fill(NaN);
}

/**
 * Where a stroke passes; where it turns back, it is where it passed last.
 * @param {StrokePoint[]} stroke
 * @returns {number[]} columns
 */
export function strokeColumns(stroke) {
  const columns = nothingDrawn();
  for (let i = 1; i < stroke.length; i++) {
    const [low, high] = stroke[i - 1].at <= stroke[i].at ? [stroke[i - 1], stroke[i]] : [stroke[i], stroke[i - 1]];
    const last = Math.min(COLUMNS - 1, Math.floor(high.at));
    for (let column = Math.max(0, Math.ceil(low.at)); column <= last; column++) {
      const share = high.at === low.at ? 1 : (column - low.at) / (high.at - low.at);
      columns[column] = low.y + share * (high.y - low.y);
    }
  }
  return columns;
}

/**
 * A moving average that leaves straight lines and the ends as they are.
 * @param {number[]} columns drawn in one stroke
 * @returns {number[]}
 */
export function smoothed(columns) {
  const [first, last] = drawnRange(columns);
  return columns.map((height, i) => {
    const reach = Math.min(REACH, i - first, last - i);
    if (Number.isNaN(height) || reach <= 0) return height;
    let sum = 0;
    for (let j = i - reach; j <= i + reach; j++) sum += columns[j];
    return sum / (2 * reach + 1);
  });
}

/** What was drawn, and where it was drawn over, the later stroke. @param {number[]} columns @param {number[]} stroke */
export function drawnOver(columns, stroke) {
  return columns.map((height, i) => (Number.isNaN(stroke[i]) ? height : stroke[i]));
}

/**
 * The curve as evenly spaced points; gaps between strokes are closed by straight lines.
 * @param {number[]} columns
 * @param {Range} shown what the columns spread over
 * @returns {Points | null} null where there is no curve yet
 */
export function pointsOf(columns, [from, to]) {
  const [first, last] = drawnRange(columns);
  if (!(last > first)) return null;
  const filled = joined(columns);
  const count = Math.max(FEWEST, Math.min(MOST, last - first + 1));
  const x = [];
  const y = [];
  const heights = columns.filter((height) => !Number.isNaN(height));
  const tidy = [rounding(to - from), rounding(Math.max(...heights) - Math.min(...heights))];
  for (let i = 0; i < count; i++) {
    const at = first + ((last - first) * i) / (count - 1);
    const before = Math.min(Math.floor(at), last - 1);
    x.push(tidy[0](from + (at / (COLUMNS - 1)) * (to - from)));
    y.push(tidy[1](filled[before] + (filled[before + 1] - filled[before]) * (at - before)));
  }
  return { x, y };
}

/**
 * Given points as a curve to be drawn over.
 * @param {Points} points
 * @param {Range} shown
 * @returns {number[]} columns
 */
export function columnsOf({ x, y }, [from, to]) {
  const order = x.map((_, i) => i).sort((a, b) => x[a] - x[b]);
  const columnOf = (/** @type {number} */ value) => {
    const at = ((value - from) / (to - from)) * (COLUMNS - 1);
    // Rounding must not take away an end that is on a column.
    return Math.abs(at - Math.round(at)) < NEXT_TO ? Math.round(at) : at;
  };
  return strokeColumns(order.map((i) => ({ at: columnOf(x[i]), y: y[i] })));
}

/**
 * The domain that has room for points: widened as far as they need, never narrowed.
 * @param {Range} domain
 * @param {number[]} x
 * @returns {Range}
 */
export function domainFor([low, high], x) {
  return [Math.min(low, ...x), Math.max(high, ...x)];
}

/** @param {number} span @returns {(value: number) => number} to as many digits as can be seen in it */
export function rounding(span) {
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10((span || 1) * UNSEEN))));
  return (value) => Number(value.toFixed(digits));
}

/** @param {number[]} columns @returns {[number, number]} the first and the last column drawn */
function drawnRange(columns) {
  return [columns.findIndex((height) => !Number.isNaN(height)), columns.findLastIndex((height) => !Number.isNaN(height))];
}

/** @param {number[]} columns @returns {number[]} */
function joined(columns) {
  const drawn = columns.map((y, at) => ({ at, y })).filter(({ y }) => !Number.isNaN(y));
  return strokeColumns(drawn);
}
