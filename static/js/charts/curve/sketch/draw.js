/**
 * Drawing: a stroke by mouse, pen or finger becomes the curve to find; another stroke changes the part it passes.
 * A curve being drawn is one height for each of many columns, evenly spaced over the chart, NaN where nothing was drawn.
 *
 * @import { Range } from '../../../lib/axes.js'
 * @import { Desk, Points, Surface } from './desk.js'
 *
 * @typedef {{at: number, y: number}} StrokePoint `at` in columns, with fractions
 */

import { attr, svg } from '../../../lib/dom.js';
import { FEWEST, MOST } from '../../../lib/drawn-curve.js';
import { gridPath, pixelGrid, point } from '../paths.js';
import { isPalm, rounding } from './desk.js';

/** Of the chart's width. */
const SPECK = 0.02;
export const COLUMNS = 257;
/** Columns on each side over which a stroke is averaged: more than a hand trembles, less than it means. */
const REACH = 4;
const NEXT_TO = 0.05;

/** @param {Surface} surface @param {Desk} desk @param {(key: string) => void} say */
export function createDraw({ area, layer, view, place }, desk, say) {
  const curve = svg('path', { class: 'sketch-curve' });
  const ink = svg('path', { class: 'sketch-ink' });
  layer.append(curve, ink);
  let columns = nothingDrawn();
  /** @type {{id: number, type: string, points: StrokePoint[]} | null} */
  let stroke = null;
  const abort = new AbortController();

  /** Drawing begins anew over a curve that was not made of points. */
  function reload() {
    const sight = view();
    const points = desk.points();
    columns = sight && points.x.length > 1 ? columnsOf(points, [sight.from, sight.to]) : nothingDrawn();
    draw();
  }

  function draw() {
    const sight = view();
    if (!sight) return;
    const { from, to, x, y } = sight;
    attr(curve, 'd', gridPath(columns, pixelGrid(sight, COLUMNS)));
    const across = (/** @type {number} */ at) => x(from + (at / (COLUMNS - 1)) * (to - from));
    const points = stroke?.points ?? [];
    attr(ink, 'd', points.map(({ at, y: height }, i) => point(i === 0 ? 'M' : 'L', across(at), y(height))).join(''));
  }

  /** @param {PointerEvent} event */
  function extend(event) {
    const sight = view();
    if (!sight || stroke?.id !== event.pointerId) return;
    const { from, to } = sight;
    // All places the pointer has been since the last event, not only the last one.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length > 0 ? events : [event]) {
      const { x, y } = place(each, sight);
      stroke.points.push({ at: ((x - from) / (to - from)) * (COLUMNS - 1), y });
    }
    draw();
  }

  /** @param {PointerEvent} event */
  function start(event) {
    if (event.button !== 0 || (stroke && !isPalm(stroke.type, event))) return;
    event.preventDefault();
    area.setPointerCapture(event.pointerId);
    stroke = { id: event.pointerId, type: event.pointerType, points: [] };
    extend(event);
  }

  function drop() {
    stroke = null;
    draw();
  }

  /** @param {PointerEvent} event */
  function finish(event) {
    const sight = view();
    if (!sight || stroke?.id !== event.pointerId) return;
    const places = stroke.points.map(({ at }) => at);
    // A palm that the system takes back has left a speck, a finger or a pen a stroke.
    if (event.type === 'pointercancel' && Math.max(...places) - Math.min(...places) < SPECK * COLUMNS) return drop();
    columns = drawnOver(columns, smoothed(strokeColumns(stroke.points)));
    stroke = null;
    draw();
    const points = pointsOf(columns, [sight.from, sight.to]);
    if (points) desk.commit(points);
    say(points ? 'draw_again' : 'draw_hint');
  }

  area.addEventListener('pointerdown', start, { signal: abort.signal });
  area.addEventListener('pointermove', extend, { signal: abort.signal });
  area.addEventListener('pointerup', finish, { signal: abort.signal });
  // What has been drawn stays, whatever made the system take the pointer away.
  area.addEventListener('pointercancel', finish, { signal: abort.signal });
  reload();
  say(desk.points().x.length > 1 ? 'draw_again' : 'draw_hint');
  return {
    draw,
    reload,
    add() {},
    destroy() {
      abort.abort();
      curve.remove();
      ink.remove();
    },
  };
}

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

/** @param {number[]} columns @returns {[number, number]} the first and the last column drawn */
function drawnRange(columns) {
  return [columns.findIndex((height) => !Number.isNaN(height)), columns.findLastIndex((height) => !Number.isNaN(height))];
}

/** @param {number[]} columns @returns {number[]} */
function joined(columns) {
  const drawn = columns.map((y, at) => ({ at, y })).filter(({ y }) => !Number.isNaN(y));
  return strokeColumns(drawn);
}
