/**
 * The chart's drawings, one still and one moving over it, and what stands still: grid, axes, the curve to find, the
 * samples and the numbers of the target's pieces.
 *
 * @import { Layout, Units } from '../../types.js'
 * @import { DrawnCurve } from '../../lib/label-places.js'
 * @import { Box } from '../../lib/raster.js'
 * @import { ChartView, Plot } from './view.js'
 */

import { axisBottom, axisLeft } from 'd3-axis';
import { select } from 'd3-selection';
import { attr, h, svg, text } from '../../lib/dom.js';
import { bestPlace, overlap } from '../../lib/label-places.js';
import { createThrottle } from '../../lib/throttle.js';
import { isPlain, shownScale, shownXAxis, tickFormat, toShownY, unitsOf } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { pixelGrid } from './paths.js';
import { diamonds, dots, pathOf, targetPoints, tickCounts, valueAt } from './view.js';

/** From this many samples on their marks get smaller. */
const MANY_SAMPLES = 300;
/** With less room for each sample, in pixels, those beside one another would touch. */
const ROOMY = 9;
const MOST_PIECES = 12;
const LOOK_EVERY = 400;
/** Where along its piece a number may stand, the middle first. */
const ALONG = [0.5, 0.35, 0.65, 0.2, 0.8];
/** How far above or below the curve a number's baseline is, in heights of the text, and the box of a digit. */
const OFF = [-1.4, 2.2];
const [WIDTH, HEIGHT] = [1.2, 1.3];
/** Groups of the moving drawing, bottom to top; the first three are cut off at the plot's edge. */
const SLOTS = /** @type {const} */ (['under', 'lines', 'top', 'marks', 'labels', 'hair']);
const CLIPPED = 3;

/** @typedef {'ground' | typeof SLOTS[number]} Slot where a layer is drawn; `ground` is below everything */

/** The elements of the chart. @param {HTMLElement} root @param {HTMLElement} heading */
export function createParts(root, heading) {
  const clip = svg('rect');
  const groups = SLOTS.map((name) => /** @type {const} */ ([name, svg('g')]));
  const all = groups.map(([, group]) => group);
  const ground = svg('g');
  const lines = svg('g', { 'clip-path': 'url(#fit-clip)' }, ...all.slice(0, CLIPPED));
  const still = svg('svg', { class: 'fit-still', 'aria-hidden': 'true' });
  const defs = svg('defs', {}, svg('clipPath', { id: 'fit-clip' }, clip));
  const moving = svg('svg', { class: 'fit-moving', 'aria-hidden': 'true' }, defs, lines, ...all.slice(CLIPPED));
  const box = h('div', { class: 'fit-box' }, still, moving);
  const rows = h('div', { class: 'fit-rows', hidden: true });
  const summary = h('p', { class: 'heard', id: 'fit-summary', 'aria-live': 'off' });
  /** @type {Map<string, Box[]>} what labels make room for, by what draws it */
  const occupied = new Map();
  root.append(heading, box, rows, summary);
  attr(root, 'aria-describedby', 'fit-summary');
  const slots = /** @type {Record<Slot, SVGGElement>} */ ({ ground, ...Object.fromEntries(groups) });
  return { clip, slots, still, moving, box, rows, summary, occupied };
}

/** @param {SVGRectElement} clip @param {Plot} plot */
export function setClip(clip, { left, right, top, bottom }) {
  attr(clip, 'x', left);
  attr(clip, 'y', top - 4);
  attr(clip, 'width', right - left + 4);
  attr(clip, 'height', Math.max(0, bottom - top + 4));
}

/** @param {ReturnType<typeof createParts>} parts @param {AbortSignal} [signal] ends it */
export function createBackground({ still, slots, occupied }, signal) {
  const grid = svg('g', { class: 'fit-grid' });
  const [xAxis, yAxis] = [svg('g', { class: 'fit-axis' }), svg('g', { class: 'fit-axis fit-axis-y' })];
  const xLabel = svg('text', { class: 'fit-axis-label', 'text-anchor': 'end' }, t('fit.x'));
  const yLabel = svg('text', { class: 'fit-axis-label' }, t('fit.y'));
  const data = createData();
  const pieces = svg('g', { class: 'fit-pieces' });
  const numbers = createNumbers(pieces, occupied, signal);
  still.append(svg('g', {}, slots.ground, grid), data.element, xAxis, yAxis, xLabel, yLabel, pieces);

  /** @param {Layout} layout @param {ChartView} view @param {number} textSize */
  function draw(layout, view, textSize) {
    const units = unitsOf(layout);
    drawAxes({ grid, xAxis, yAxis }, view, textSize, units);
    nameAxes(xLabel, yLabel, view.plot, textSize, units);
    data.draw(layout, view, textSize);
    numbers.arrange(layout, view, textSize);
  }

  return { draw, makeRoom: numbers.look, pieces };
}

/** The curve to find and the samples. */
function createData() {
  const [target, halo, train, validation] = ['target', 'train-halo', 'train', 'validation'].map((kind) => svg('path', { class: `fit-${kind}` }));
  return {
    element: svg('g', { 'clip-path': 'url(#fit-clip)' }, target, halo, train, validation),
    /** @param {Layout} layout @param {ChartView} view @param {number} textSize */
    draw(layout, { plot, x, y }, textSize) {
      attr(target, 'd', pathOf(x, y)(targetPoints(layout)) ?? '');
      const many = layout.data.train.x.length > MANY_SAMPLES;
      for (const marks of [halo, train, validation]) marks.classList.toggle('many', many);
      halo.classList.toggle('dense', (plot.right - plot.left) / layout.data.train.x.length < ROOMY * (textSize / 12));
      for (const marks of [halo, train]) attr(marks, 'd', dots(layout.data.train, x, y));
      attr(validation, 'd', diamonds(layout.data.validation, x, y, (many ? 3 : 4.4) * (textSize / 12)));
    },
  };
}

/** @param {Record<'grid' | 'xAxis' | 'yAxis', SVGGElement>} groups @param {ChartView} view @param {number} textSize @param {Units} units */
function drawAxes({ grid, xAxis, yAxis }, { plot, x, y }, textSize, units) {
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

/** @param {SVGTextElement} xLabel @param {SVGTextElement} yLabel @param {Plot} plot @param {number} textSize @param {Units} units */
function nameAxes(xLabel, yLabel, plot, textSize, { x_name, y_name }) {
  text(xLabel, x_name || t('fit.x'));
  text(yLabel, y_name || t('fit.y'));
  attr(xLabel, 'x', plot.right);
  attr(xLabel, 'y', plot.bottom - textSize * 0.5);
  attr(yLabel, 'x', plot.left + textSize * 0.5);
  attr(yLabel, 'y', plot.top + textSize * 0.9);
}

/**
 * The numbers of the target's pieces: above the middle of each, or where handles, knots and names leave room.
 * @param {SVGGElement} group
 * @param {Map<string, Box[]>} occupied what is drawn where, by what draws it; the numbers are told there, too
 * @param {AbortSignal} [signal]
 */
function createNumbers(group, occupied, signal) {
  /** @type {{label: SVGTextElement, boxes: Box[], place: number}[]} */
  let numbers = [];
  /** @type {DrawnCurve[]} */
  let curves = [];
  const look = createThrottle(LOOK_EVERY, giveWay, signal);

  /** Only what is covered moves: numbers that wander are not read. */
  function giveWay() {
    const boxes = [...occupied].flatMap(([name, drawn]) => (name === 'numbers' ? [] : drawn));
    for (const number of numbers) {
      if (boxes.some((box) => overlap(box, number.boxes[number.place]))) number.place = bestPlace(number.boxes, { curves, boxes }, number.place);
      const { x, y, width, height } = number.boxes[number.place];
      attr(number.label, 'x', (x + width / 2).toFixed(1));
      attr(number.label, 'y', (y + height / WIDTH / HEIGHT).toFixed(1));
    }
    occupied.set('numbers', numbers.map(({ boxes: own, place }) => own[place]));
  }

  return {
    /** @param {Layout} layout @param {ChartView} view @param {number} textSize */
    arrange(layout, view, textSize) {
      const heights = layout.target.y ?? [];
      curves = heights.length > 0 ? [{ values: heights, ...pixelGrid(view, heights.length) }] : [];
      const yAt = (/** @type {number} */ at) => view.y(valueAt(heights, view.from, view.to, at));
      numbers = piecesOf(layout).map((piece, i) => {
        const label = numbers[i]?.label ?? svg('text');
        text(label, String(i + 1));
        return { label, boxes: boxesOf(piece, yAt, view, textSize), place: 0 };
      });
      group.replaceChildren(...numbers.map(({ label }) => label));
      giveWay();
    },
    look: look.request,
  };
}

/** @param {[number, number]} piece @param {(x: number) => number} yAt @param {ChartView} view @param {number} textSize @returns {Box[]} */
function boxesOf([start, end], yAt, { plot, x }, textSize) {
  const size = { width: WIDTH * textSize, height: HEIGHT * textSize };
  const boxes = ALONG.flatMap((part) => OFF.map((off) => {
    const at = start + part * (end - start);
    return { x: x(at) - size.width / 2, y: yAt(at) + (off - 1) * textSize, ...size };
  }));
  const inside = boxes.filter(({ y }) => y >= plot.top - 0.4 * textSize && y + size.height <= plot.bottom);
  return inside.length > 0 ? inside : boxes;
}

/** Beyond the domain there is nothing to find. @param {Layout} layout @returns {[number, number][]} */
function piecesOf({ config, target, grids }) {
  const [low, high] = config.data.domain;
  const [from, to] = [Math.max(grids.prediction.from, low), Math.min(grids.prediction.to, high)];
  const inner = target.knots.map(([x]) => x).filter((x) => x > from && x < to);
  if (!target.y || inner.length === 0 || inner.length + 1 > MOST_PIECES) return [];
  const ends = [from, ...inner, to];
  return inner.concat(to).map((end, i) => [ends[i], end]);
}
