/**
 * The gap between curve and prediction, drawn as what the chosen loss measures: a bar from each sample to the prediction
 * where it grows with the gap, which on a curve known without noise is the area between both; the square on each bar
 * where it grows with its square; both, by the gap's size, where the loss changes from one to the other.
 *
 * @import { Layout, Points, State } from '../../../types.js'
 * @import { Layer } from '../layer.js'
 * @import { ChartView } from '../view.js'
 *
 * @typedef {'area' | 'bars' | 'squares' | 'mixed'} GapShape
 */

import { attr, svg, text } from '../../../lib/dom.js';
import { entryOf } from '../../../lib/registries.js';
import { lossWords } from '../../../lib/format.js';
import { createThrottle } from '../../../lib/throttle.js';
import { firstOf, t } from '../../../i18n.js';
import { legendItem } from '../layer.js';
import { gridPath, pixelGrid, point } from '../paths.js';
import { targetPoints, valueAt } from '../view.js';

/** More bars than this would run into one another. */
const MOST_BARS = 400;
const MOST_SQUARES = 24;
const NUMBERS_EVERY = 250;
/** The class and the path of a picture of each shape. */
const GAP_PICTURES = {
  area: ['fit-area', 'M1 1h24v8h-24z'],
  bars: ['fit-bars', 'M6 1v8M13 3v6M20 1v8'],
  squares: ['fit-squares', 'M3 1h8v8h-8zM16 3h6v6h-6z'],
  mixed: ['fit-squares', 'M3 1h8v8h-8zM20 1v8'],
};

/** @type {Layer} */
export const gap = {
  id: 'gap',
  reads: ['frame', 'layout', 'config', 'view'],
  slot: 'under',
  race: 'never',
  create: ({ group }) => createGap(group),
  legend(state) {
    const [kind, path] = GAP_PICTURES[gapShape(state)];
    return state.view.gap ? [legendItem(kind, gapWords(state), path)] : [];
  },
};

/** @param {Pick<State, 'config' | 'layout'>} state @returns {GapShape} */
export function gapShape({ config, layout }) {
  const marks = new Set(piecesOf(config.training.loss).map(({ drawn }) => drawn));
  if (marks.has('square')) return marks.has('bar') ? 'mixed' : 'squares';
  const exact = layout !== null && layout.target.y !== null && layout.config.data.noise === 0;
  return exact ? 'area' : 'bars';
}

/** What the gap of a sample is drawn as, by its size. @param {string} loss */
function piecesOf(loss) {
  return entryOf('losses', loss)?.pieces ?? [];
}

/** Every how many training samples one is drawn. @param {GapShape} shape @param {Layout} layout @returns {number} */
export function gapEvery(shape, { data: { train } }) {
  return shape === 'area' ? 1 : Math.ceil(train.x.length / (shape === 'bars' ? MOST_BARS : MOST_SQUARES));
}

/** @param {SVGGElement} layer */
export function createGap(layer) {
  const area = svg('path', { class: 'fit-area' });
  const squares = svg('path', { class: 'fit-squares' });
  const bars = svg('path', { class: 'fit-bars' });
  layer.append(area, squares, bars);
  /** The way back along the curve to find, which stands still. */
  let back = '';

  return {
    /** @param {Layout} layout @param {ChartView} view */
    arrange(layout, { x, y }) {
      back = targetPoints(layout).reverse().map(([at, height]) => point('L', x(at), y(height))).join('');
    },
    /** @param {State} state @param {ChartView} view */
    draw(state, view) {
      const { layout, frame, view: { gap } } = state;
      attr(layer, 'display', gap ? null : 'none');
      const prediction = frame?.sections.prediction;
      if (!gap || !layout || !prediction) return;
      const shape = gapShape(state);
      const marks = shape === 'area' ? { bars: '', squares: '' } : marksOf(state, layout, prediction, view);
      attr(area, 'd', shape === 'area' ? `${gridPath(prediction, pixelGrid(view, prediction.length))}${back}Z` : '');
      attr(bars, 'd', marks.bars);
      attr(squares, 'd', marks.squares);
    },
  };
}

/** @param {State} state @param {Layout} layout @param {Float32Array} prediction @param {ChartView} view */
function marksOf(state, layout, prediction, view) {
  const [shape, pieces] = [gapShape(state), piecesOf(state.config.training.loss)];
  const { x, y, plot } = view;
  const { train } = layout.data;
  const residuals = residualsOf(train, prediction, view);
  const marks = { bars: '', squares: '' };
  for (let i = 0; i < residuals.length; i += gapEvery(shape, layout)) {
    if (Number.isNaN(residuals[i])) continue;
    const [at, sample, predicted] = [x(train.x[i]), y(train.y[i]), y(train.y[i] - residuals[i])];
    const piece = pieces.find(({ up_to: most }) => most === null || Math.abs(residuals[i]) <= most);
    if (piece?.drawn === 'bar') marks.bars += point('M', at, sample) + point('L', at, predicted);
    else marks.squares += squareOn(at, sample, predicted, plot.right);
  }
  return marks;
}

/**
 * The residuals y − Y′.
 * @param {Points} points
 * @param {ArrayLike<number>} prediction on an even grid from `from` to `to`
 * @param {{from: number, to: number}} grid
 * @returns {number[]} NaN for a sample beside the grid
 */
export function residualsOf({ x, y }, prediction, { from, to }) {
  return x.map((at, i) => (at < from || at > to ? NaN : y[i] - valueAt(prediction, from, to, at)));
}

/**
 * The square on a bar: to its right, or to its left where there is no room.
 * @param {number} x
 * @param {number} y0
 * @param {number} y1
 * @param {number} right where the plot ends
 */
export function squareOn(x, y0, y1, right) {
  const side = Math.abs(y1 - y0);
  const left = x + side > right ? x - side : x;
  const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)];
  // All the same way round: where two of them overlap, neither takes the other's ink away.
  return point('M', left, top) + point('L', left + side, top) + point('L', left + side, bottom) + point('L', left, bottom) + 'Z';
}

/** What the gap is drawn as, and the loss it shows, in words. @param {State} state */
function gapWords(state) {
  const { loss } = state.config.training;
  const bend = piecesOf(loss).find(({ up_to: most }) => most !== null)?.up_to;
  return t(`fit.gap_${gapShape(state)}`, { loss: firstOf([`losses.${loss}`], loss), value: lossWords(gapLoss(state)), bend: String(bend ?? '') });
}

/**
 * The loss that the drawn gap shows: over the whole curve where its area is drawn, else over the training samples.
 * @param {State} state
 * @returns {number} NaN where there is none
 */
export function gapLoss(state) {
  const { layout, frame } = state;
  const prediction = frame?.sections.prediction;
  if (!layout || !frame || !prediction) return NaN;
  const target = layout.target.y;
  if (gapShape(state) !== 'area' || target === null) return frame.trainingLoss;
  const gaps = target.map((height, i) => Math.abs(height - prediction[i])).filter(Number.isFinite);
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

/**
 * The gap's entry in the page's legend: its shape, and the loss it comes to.
 * @param {{item: HTMLElement, label: HTMLElement, shape: SVGElement}} entry
 * @param {() => State} get
 * @param {AbortSignal} [signal]
 */
export function mountGapName({ item, label, shape: picture }, get, signal) {
  const numbers = createThrottle(NUMBERS_EVERY, write, signal);
  /** @type {State['frame']} */
  let shown = null;

  function write() {
    const state = get();
    const shape = gapShape(state);
    text(label, gapWords(state));
    attr(picture, 'class', GAP_PICTURES[shape][0]);
    attr(picture, 'd', GAP_PICTURES[shape][1]);
    const every = state.layout ? gapEvery(shape, state.layout) : 1;
    const count = state.layout?.data.train.x.length ?? 0;
    attr(item, 'title', every > 1 ? t('fit.gap_every', { every, count }) : null);
  }

  return {
    reads: gap.reads,
    /** @param {State} state */
    update({ view, frame }) {
      if (!view.gap) return;
      if (frame === shown) numbers.now();
      else numbers.request();
      shown = frame;
    },
  };
}
