/**
 * Where things go on the chart of a curve: scales, the plot's box, and points of curves as paths. Pure.
 *
 * @import { ScaleLinear } from 'd3-scale'
 * @import { Layout, Points, State } from '../../types.js'
 * @import { Range } from '../../lib/axes.js'
 *
 * @typedef {ScaleLinear<number, number>} Scale
 * @typedef {{left: number, right: number, top: number, bottom: number, axis: number}} Plot in pixels of the chart; `axis`
 *   is where the x axis is drawn, below `bottom` where the pieces' band lies between
 * @typedef {{plot: Plot, x: Scale, y: Scale, from: number, to: number}} ChartView
 */

import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { drawnCurve } from '../../lib/drawn-curve.js';
import { axisCharacters, followShown, shownScale, shownXAxis, tickFormat, toShownY, unitsOf } from '../../lib/units.js';
import { rangeOf } from './paths.js';

/** Of the numbered pieces between plot and x axis, in pixels. */
export const BAND_HEIGHT = 26;
/** Keeps a runaway prediction inside what browsers can draw; the clip hides it anyway. */
const FARTHEST = 1e5;

/** @param {State} state @returns {boolean} whether the band of pieces takes room below the plot */
export function hasBand({ view, pieces, layout }) {
  return !layout?.race && view.contributions && !view.present && pieces !== null && pieces.length > 0;
}

/**
 * Where everything goes in a box of some size.
 * @param {Layout} layout
 * @param {Range} heights
 * @param {{width: number, height: number, textSize: number, band: number}} room `band` between plot and x axis
 * @returns {ChartView}
 */
export function viewIn(layout, heights, { width, height, textSize, band }) {
  const { from, to } = layout.grids.prediction;
  const units = unitsOf(layout);
  const roughly = plotOf(width, height, textSize, band, { x: 0, y: axisCharacters(units, heights) });
  const scales = scalesOf([from, to], heights, roughly);
  const [xTicks, yTicks] = tickCounts(roughly, textSize);
  const shownX = shownXAxis(units, scales.x, xTicks);
  const shownY = shownScale(scales.y, (value) => toShownY(units, value));
  const characters = {
    x: longestOf(shownX.values.slice(-1), shownX.format),
    y: Math.max(axisCharacters(units, heights), longestOf(shownY.ticks(yTicks), tickFormat(units, shownY, yTicks))),
  };
  const plot = plotOf(width, height, textSize, band, characters);
  return { plot, from, to, ...scalesOf([from, to], heights, plot) };
}

/** @param {number} width @param {number} height @param {number} textSize @param {number} band @param {{x: number, y: number}} characters of the longest numbers of the axes @returns {Plot} */
function plotOf(width, height, textSize, band, characters) {
  const axis = height - textSize * 2;
  const left = textSize * Math.max(2.8, characters.y * 0.6 + 1);
  // Where a number stands at the very end, half of it is beyond.
  const right = width - textSize * Math.max(1.5, characters.x * 0.3 + 0.3);
  return { left, right, top: textSize * 1.2, bottom: axis - band, axis };
}

/**
 * Two new scales, or the same ones over a new box.
 * @param {[number, number]} domain
 * @param {Range} heights
 * @param {Plot} plot
 * @returns {{x: Scale, y: Scale}}
 */
export function scalesOf(domain, heights, plot) {
  return {
    x: scaleLinear(domain, [plot.left, plot.right]),
    y: scaleLinear(heights, [plot.bottom, plot.top]),
  };
}

/** About how many ticks the axes have. @param {Plot} plot @param {number} textSize @returns {[number, number]} */
export function tickCounts(plot, textSize) {
  return [
    Math.max(2, Math.floor((plot.right - plot.left) / (textSize * 8))),
    Math.max(2, Math.floor((plot.bottom - plot.top) / (textSize * 3))),
  ];
}

/** @param {readonly number[]} values @param {(value: number) => string} format @returns {number} characters of the longest */
function longestOf(values, format) {
  return Math.max(0, ...values.map((value) => format(value).length));
}

/** The heights of all that stands still. @param {Layout} layout @returns {Range} */
export function dataHeightsOf({ target, data }) {
  return rangeOf(...[target.y ?? [], data.train.y, data.validation.y].filter((values) => values.length > 0));
}

/**
 * The heights that the y axis should have.
 * @param {State} state
 * @param {Range | null} current
 * @param {Range} dataHeights
 * @returns {Range} the current ones themselves where they still do
 */
export function heightsFor(state, current, dataHeights) {
  const predictions = state.frame?.sections.predictions;
  const reached = predictions ? rangeOf(...predictions) : dataHeights;
  return followShown(unitsOf(state.layout ?? state), current, dataHeights, reached);
}

/** The curve to find, its corners exact. @param {Layout} layout @returns {[number, number][]} */
export function targetPoints({ config, target, grids }) {
  const { from, to, count } = grids.prediction;
  if (!target.y) return drawnCurve(config?.data.source) ?? [];
  const points = target.y.map((y, i) => /** @type {[number, number]} */ ([from + ((to - from) * i) / (count - 1), y]));
  const corners = target.knots.filter(([x]) => x > from && x < to);
  return [...points, ...corners].sort(([a], [b]) => a - b);
}

/**
 * A curve given on an even grid, between its points.
 * @param {ArrayLike<number>} values
 * @param {number} from
 * @param {number} to
 * @param {number} x
 * @returns {number}
 */
export function valueAt(values, from, to, x) {
  const at = ((x - from) / (to - from)) * (values.length - 1);
  const i = Math.max(0, Math.min(values.length - 2, Math.floor(at)));
  return values[i] + (values[i + 1] - values[i]) * (at - i);
}

/**
 * A path through points, clamped to what can be drawn.
 * @param {Scale} x
 * @param {Scale} y
 */
export function pathOf(x, y) {
  return line()
    .defined(([, height]) => Number.isFinite(height))
    .x(([at]) => x(at))
    .y(([, height]) => Math.max(-FARTHEST, Math.min(FARTHEST, y(height))))
    .digits(1);
}

/** Dots as strokes of no length with round ends: one path for all. @param {Points} points @param {Scale} x @param {Scale} y */
export function dots(points, x, y) {
  return points.x.map((at, i) => `M${x(at).toFixed(1)} ${y(points.y[i]).toFixed(1)}h0`).join('');
}

/**
 * @param {Points} points
 * @param {(x: number) => number} x
 * @param {(y: number) => number} y
 * @param {number} radius
 */
export function diamonds(points, x, y, radius) {
  const r = radius.toFixed(1);
  const seen = points.x.map((_, i) => i).filter((i) => Number.isFinite(points.y[i]));
  return seen
    .map((i) => `M${x(points.x[i]).toFixed(1)} ${(y(points.y[i]) - radius).toFixed(1)}l${r} ${r} -${r} ${r} -${r} -${r}z`)
    .join('');
}

/**
 * An x that its two or three digits tell exactly, so that the arithmetic shown for it can be done again by hand.
 * @param {number} x
 * @param {[number, number]} domain
 * @returns {number} inside the domain
 */
export function roundedX(x, [from, to]) {
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10((to - from) / 200))));
  return Math.max(from, Math.min(to, Number(x.toFixed(digits))));
}
