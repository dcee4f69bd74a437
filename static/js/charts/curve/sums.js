/**
 * The sums one by one, a small chart each: the output bias, then each neuron added to those before it, until the last
 * row is the prediction. All share the x axis and one scale of heights: what is added can be seen to add up.
 *
 * @import { Actions, Layout, NeuronPlace, State } from '../../types.js'
 * @import { Range } from '../../lib/axes.js'
 * @import { Page, Part } from './layer.js'
 * @import { Term } from './terms.js'
 * @import { Scale } from './view.js'
 *
 * @typedef {{x: Scale, from: number, to: number, top: number, height: number, textSize: number, layout: Layout}} RowPlace
 * @typedef {{own: Float32Array, sum: Float32Array, heights: Range}} RowCurves `heights`: those of all rows, one scale for all
 * @typedef {Object} RowShape
 * @property {SVGGElement} element
 * @property {NeuronPlace | null} place
 * @property {(place: RowPlace) => void} arrange
 * @property {(curves: RowCurves | null) => void} draw null: the row has yet to come
 */

import { axisBottom } from 'd3-axis';
import { scaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { tickText } from '../../lib/axes.js';
import { attr, h, svg, text } from '../../lib/dom.js';
import { MOST_CONTRIBUTIONS, samePlace } from '../../lib/parameters.js';
import { followShown, shownXAxis, toShownY, unitsOf } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { gridPath, pixelGrid, rangeOf } from './paths.js';
import { contributionsOf, outputBiasOf, termsOf } from './terms.js';
import { dots, pathOf, targetPoints } from './view.js';

const EVERY = 600;
const MOST_IN_SIGHT = 8;
const LEAST_HEIGHT = 36;
/** In a row, above and below its curves. */
const PADDING = 5;

/**
 * Shows the sums in the chart's place while that is chosen.
 * @param {{box: HTMLElement, rows: HTMLElement}} parts
 * @param {HTMLButtonElement} replay
 * @param {Pick<Page, 'actions' | 'get' | 'signal'>} page
 * @returns {Part}
 */
export function mountSums(parts, replay, page) {
  const rows = createRows(parts.rows, page);
  let chosen = false;
  replay.addEventListener('click', rows.play);
  return {
    reads: ['frame', 'layout', 'hover', 'selection', 'view'],
    update(state) {
      if (state.view.rows === chosen) return void (chosen && rows.draw(state));
      chosen = state.view.rows;
      parts.rows.hidden = !chosen;
      parts.box.hidden = chosen;
      return chosen ? rows.play() : rows.stop();
    },
  };
}

/**
 * @param {HTMLElement} root
 * @param {{actions: Actions, get: () => State, signal: AbortSignal}} context
 */
export function createRows(root, { actions, get, signal }) {
  const drawing = svg('svg', { 'aria-hidden': 'true' });
  const scroller = h('div', { class: 'fit-rows-scroll', tabindex: 0, role: 'group', 'aria-label': t('fit.rows_region') }, drawing);
  const axis = svg('g', { class: 'fit-axis' });
  const axisDrawing = svg('svg', { class: 'fit-rows-axis', 'aria-hidden': 'true' }, axis);
  const note = h('p', { class: 'fit-rows-note', 'aria-live': 'polite' });
  root.append(scroller, axisDrawing, note);
  /** @type {RowShape[]} */
  let rows = [];
  /** @type {Layout | null} the layout the rows were made for */
  let layout = null;
  /** @type {Range | null} of all rows */
  let heights = null;
  let come = 0;
  let timer = 0;
  let height = LEAST_HEIGHT;

  /** Rows come in one after the other, or all at once for whom motion is too much. */
  function play() {
    clearTimeout(timer);
    come = matchMedia('(prefers-reduced-motion: reduce)').matches ? Infinity : 0;
    next();
  }

  function next() {
    come += 1;
    draw(get());
    if (come < rows.length) timer = setTimeout(next, EVERY);
  }

  /** @param {Layout} wanted */
  function build(wanted) {
    const terms = termsOf(wanted);
    const grew = rows.length > 0 && come >= rows.length;
    rows = [null, ...terms].map((term, i) => createRow(term, i === terms.length));
    drawing.replaceChildren(...rows.map(({ element }) => element));
    layout = wanted;
    heights = null;
    // Who has seen the rows come in need not wait for a neuron added since.
    if (grew) come = rows.length;
    arrange();
  }

  function arrange() {
    const { clientWidth: width, clientHeight: room } = scroller;
    if (!layout || width < 40) return;
    const textSize = Number.parseFloat(getComputedStyle(root).fontSize);
    const fitting = Math.max(1, Math.min(MOST_IN_SIGHT, Math.floor(room / LEAST_HEIGHT)));
    height = Math.max(LEAST_HEIGHT, room / Math.min(rows.length, fitting));
    const [left, right] = [textSize * 9, width - textSize];
    const { from, to } = layout.grids.prediction;
    const x = scaleLinear([from, to], [left, right]);
    attr(drawing, 'width', width);
    attr(drawing, 'height', height * rows.length);
    rows.forEach((row, i) => row.arrange({ x, from, to, top: i * height, height, textSize, layout: /** @type {Layout} */ (layout) }));
    const ticks = Math.max(2, Math.floor((right - left) / (textSize * 8)));
    const shown = shownXAxis(unitsOf(layout), x, ticks);
    select(axis).call(axisBottom(shown.scale).tickValues(shown.values).tickFormat(shown.format).tickSize(4));
    for (const name of ['font-size', 'font-family']) axis.removeAttribute(name);
    text(note, rows.length > fitting ? t('fit.rows_scroll', { count: rows.length }) : '');
    draw(get());
  }

  /** @param {State} state */
  function draw(state) {
    const curves = contributionsOf(state);
    const bias = outputBiasOf(state);
    const shown = curves !== null && bias !== null && state.layout !== null;
    scroller.hidden = axisDrawing.toggleAttribute('hidden', !shown);
    if (!shown) return text(note, isTooMuch(state) ? t('fit.rows_too_many', { most: MOST_CONTRIBUTIONS }) : '');
    if (state.layout !== layout) return build(/** @type {Layout} */ (state.layout));
    const sums = sumsOf(bias, curves);
    const { target, data } = /** @type {Layout} */ (state.layout);
    const needed = rangeOf(...curves, ...sums, target.y ?? data.train.y);
    heights = followShown(unitsOf(/** @type {Layout} */ (layout)), heights, needed, needed);
    for (const [i, row] of rows.entries()) row.draw(i < come ? { own: i === 0 ? sums[0] : curves[i - 1], sum: sums[i], heights } : null);
    return mark(state);
  }

  /** @param {State} state */
  function mark({ hover, selection }) {
    for (const { element, place } of rows) {
      element.classList.toggle('lit', samePlace(place, hover));
      element.classList.toggle('chosen', samePlace(place, selection));
    }
  }

  /** @param {PointerEvent} event */
  function point({ clientY, pointerType }) {
    if (pointerType === 'touch') return;
    const i = Math.floor((clientY - drawing.getBoundingClientRect().top) / height);
    const place = rows[i]?.place ?? null;
    if (place !== get().hover && !samePlace(place, get().hover)) actions.hover(place);
  }

  scroller.addEventListener('pointermove', point);
  scroller.addEventListener('pointerleave', () => actions.hover(null));
  const observer = new ResizeObserver(arrange);
  observer.observe(scroller);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    observer.disconnect();
  });
  return { play, draw, stop: () => clearTimeout(timer) };
}

/** @param {State} state @returns {boolean} whether there will be no contributions, however long one waits */
function isTooMuch({ layout }) {
  return layout !== null && layout.sizes[layout.sizes.length - 2] > MOST_CONTRIBUTIONS;
}

/** The sum before any curve is added, and after each. @param {number} bias @param {Float32Array[]} curves @returns {Float32Array[]} */
function sumsOf(bias, curves) {
  let sum = new Float32Array(curves[0]?.length ?? 0).fill(bias);
  return [sum, ...curves.map((curve) => (sum = sum.map((value, i) => value + curve[i])))];
}

/**
 * One row: the sum so far in black, what was added in its color, the curve to find pale behind.
 * @param {Term | null} term null: the output bias
 * @param {boolean} isLast
 * @returns {RowShape}
 */
function createRow(term, isLast) {
  const zero = svg('path', { class: 'fit-row-zero' });
  const target = svg('path', { class: 'fit-target' });
  const own = svg('path', { class: term ? 'fit-term' : 'fit-bias' });
  const sum = svg('path', { class: 'fit-prediction' });
  const name = svg('text', { class: 'fit-row-name' }, term ? `+ ${term.name}` : t('fit.bias_letter'));
  const total = svg('text', { class: term ? 'fit-row-total' : 'fit-row-note' }, noteOf(term, isLast));
  const ends = [svg('text', { class: 'fit-row-end' }), svg('text', { class: 'fit-row-end' })];
  const style = { '--neuron': term?.color ?? 'var(--output-line)' };
  const element = svg('g', { class: 'fit-row', display: 'none', style }, zero, target, own, sum, name, total, ...ends);
  /** @type {RowPlace | null} */
  let at = null;
  let drawn = '';

  /** What changes with the place and the scale only. @param {RowPlace} place @param {Range} range @param {Scale} y */
  function drawStill({ x, from, to, top, height, layout }, range, y) {
    const key = [...range, top, height, x(from), x(to), layout.layout].join(' ');
    if (key === drawn) return;
    drawn = key;
    const points = targetPoints(layout);
    const { train } = layout.data;
    target.classList.toggle('points', points.length === 0);
    attr(target, 'd', points.length > 0 ? pathOf(x, y)(points) : dots(train, x, y));
    attr(zero, 'd', range[0] <= 0 && range[1] >= 0 ? `M${x(from)} ${Math.round(y(0)) + 0.5}H${x(to)}` : '');
    ends.forEach((label, i) => {
      text(label, tickText(toShownY(unitsOf(layout), range[1 - i])));
      attr(label, 'y', i === 0 ? top + PADDING + 8 : top + height - PADDING);
    });
  }

  /** @param {RowPlace} place */
  function arrange(place) {
    const { x, from, top, height, textSize } = place;
    at = place;
    const middle = top + height / 2;
    attr(name, 'x', 2);
    attr(name, 'y', total.textContent ? middle - 1 : middle + textSize * 0.35);
    attr(total, 'x', 2);
    attr(total, 'y', middle + textSize * 1.1);
    for (const label of ends) attr(label, 'x', x(from) - 6);
  }

  return {
    element,
    place: term?.place ?? null,
    arrange,
    draw(curves) {
      attr(element, 'display', curves && at ? null : 'none');
      if (!curves || !at) return;
      const { x, from, to, top, height } = at;
      const { heights } = curves;
      const y = scaleLinear(heights, [top + height - PADDING, top + PADDING]);
      drawStill(at, heights, y);
      const grid = pixelGrid({ x, y, from, to }, curves.sum.length);
      attr(own, 'd', gridPath(curves.own, grid));
      attr(sum, 'd', term ? gridPath(curves.sum, grid) : '');
    },
  };
}

/** @param {Term | null} term @param {boolean} isLast @returns {string} what stands below the name */
function noteOf(term, isLast) {
  if (!term) return t('fit.bias');
  return isLast ? '= Y′' : '';
}
