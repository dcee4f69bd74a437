/**
 * What stands still on the fit chart: grid, axes, the curve to find, the samples and the numbers of the pieces.
 *
 * @import { ScaleLinear } from 'd3-scale'
 * @import { Layout, Points, State } from '../../types.js'
 * @import { Range } from '../../lib/axes.js'
 * @import { Box } from '../../lib/raster.js'
 * @import { Units } from '../../types.js'
 *
 * @typedef {ScaleLinear<number, number>} Scale
 * @typedef {{left: number, right: number, top: number, bottom: number, axis: number}} Plot in pixels of the chart; `axis`
 *   is where the x axis is drawn, below `bottom` where the pieces' band lies between
 * @typedef {{plot: Plot, x: Scale, y: Scale, from: number, to: number}} ChartView where everything on the chart goes
 */

import { axisBottom, axisLeft } from 'd3-axis';
import { scaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { line } from 'd3-shape';
import { attr, svg, text } from '../../lib/dom.js';
import { drawnCurve } from '../../lib/drawn.js';
import { axisCharacters, followShown, isPlain, shownScale, shownXAxis, tickFormat, toShownY, unitsOf } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { createNumbers } from './numbers.js';
import { plotOf } from './parts.js';
import { rangeOf } from './paths.js';

/** From this many samples on their marks get smaller. */
const MANY_SAMPLES = 300;
/** With less room for each sample, in pixels, those beside one another would touch. */
const ROOMY = 9;
/** Keeps a runaway prediction inside what browsers can draw; the clip hides it anyway. */
const FARTHEST = 1e5;

/** @param {SVGSVGElement} root @param {Map<string, Box[]>} [occupied] what else is drawn where: numbers of pieces make room for it */
export function createChart(root, occupied = new Map()) {
  const grid = svg('g', { class: 'fit-grid' });
  const xAxis = svg('g', { class: 'fit-axis' });
  const yAxis = svg('g', { class: 'fit-axis' });
  const xLabel = svg('text', { class: 'fit-axis-label', 'text-anchor': 'end' }, t('fit.x'));
  const yLabel = svg('text', { class: 'fit-axis-label' }, t('fit.y'));
  const target = svg('path', { class: 'fit-target' });
  const halo = svg('path', { class: 'fit-train-halo' });
  const train = svg('path', { class: 'fit-train' });
  const validation = svg('path', { class: 'fit-validation' });
  const pieces = svg('g', { class: 'fit-pieces' });
  const numbers = createNumbers(pieces, occupied);
  const inside = svg('g', { 'clip-path': 'url(#fit-clip)' }, target, halo, train, validation);
  root.append(grid, inside, xAxis, yAxis, xLabel, yLabel, pieces);

  /**
   * @param {Layout} layout
   * @param {Plot} plot
   * @param {Scale} x
   * @param {Scale} y
   * @param {number} textSize
   */
  function draw(layout, plot, x, y, textSize) {
    const units = unitsOf(layout);
    drawAxes(plot, x, y, textSize, units);
    nameAxes(plot, textSize, units);
    const curve = targetPoints(layout);
    attr(target, 'd', pathOf(x, y)(curve) ?? '');
    const many = layout.data.train.x.length > MANY_SAMPLES;
    for (const marks of [halo, train, validation]) marks.classList.toggle('many', many);
    halo.classList.toggle('dense', (plot.right - plot.left) / layout.data.train.x.length < ROOMY * (textSize / 12));
    for (const marks of [halo, train]) attr(marks, 'd', dots(layout.data.train, x, y));
    attr(validation, 'd', diamonds(layout.data.validation, x, y, (many ? 3 : 4.4) * (textSize / 12)));
    const { from, to } = layout.grids.prediction;
    numbers.arrange(layout, { plot, x, y, from, to }, textSize, (at) => y(valueAt(layout.target.y ?? [], from, to, at)));
  }

  /** @param {Plot} plot @param {Scale} x @param {Scale} y @param {number} textSize @param {Units} units */
  function drawAxes(plot, x, y, textSize, units) {
    const [xTicks, yTicks] = tickCounts(plot, textSize);
    attr(xAxis, 'transform', `translate(0 ${plot.axis})`);
    attr(yAxis, 'transform', `translate(${plot.left} 0)`);
    const shownX = shownXAxis(units, x, xTicks);
    const shownY = shownScale(y, (value) => toShownY(units, value));
    const yFormat = tickFormat(units, shownY, yTicks);
    select(xAxis).call(axisBottom(shownX.scale).tickValues(shownX.values).tickFormat(shownX.format).tickSize(4).tickPadding(textSize * 0.4));
    select(yAxis).call(axisLeft(shownY).ticks(yTicks).tickFormat(yFormat).tickSize(0).tickPadding(textSize * 0.6));
    // An axis sets its own small type; the page's applies.
    for (const axis of [xAxis, yAxis]) for (const name of ['font-size', 'font-family']) axis.removeAttribute(name);
    const gridLine = (/** @type {number} */ height, /** @type {boolean} */ zero) => {
      const at = Math.round(height) + 0.5;
      return svg('line', { x1: plot.left, x2: plot.right, y1: at, y2: at, class: zero ? 'zero' : null });
    };
    const plain = isPlain(units);
    const lines = shownY.ticks(yTicks).map((value) => gridLine(shownY(value), plain && value === 0));
    // What a neuron adds is drawn from the trained 0, wherever that is among the data.
    if (!plain && y(0) > plot.top && y(0) < plot.bottom) lines.push(gridLine(y(0), true));
    grid.replaceChildren(...lines);
  }

  /** @param {Plot} plot @param {number} textSize @param {Units} units */
  function nameAxes(plot, textSize, { x_name, y_name }) {
    text(xLabel, x_name || t('fit.x'));
    text(yLabel, y_name || t('fit.y'));
    attr(xLabel, 'x', plot.right);
    attr(xLabel, 'y', plot.bottom - textSize * 0.5);
    attr(yLabel, 'x', plot.left + textSize * 0.5);
    attr(yLabel, 'y', plot.top + textSize * 0.9);
  }

  return { draw, makeRoom: numbers.look, destroy: numbers.destroy };
}

/** About how many ticks the axes have. @param {Plot} plot @param {number} textSize @returns {[number, number]} */
function tickCounts(plot, textSize) {
  return [
    Math.max(2, Math.floor((plot.right - plot.left) / (textSize * 8))),
    Math.max(2, Math.floor((plot.bottom - plot.top) / (textSize * 3))),
  ];
}

/** @param {readonly number[]} values @param {(value: number) => string} format @returns {number} characters of the longest */
function longestOf(values, format) {
  return Math.max(0, ...values.map((value) => format(value).length));
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
