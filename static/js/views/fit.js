/**
 * The fit: the curve to find, the samples, and the prediction moving towards them. What stands still and what moves are
 * two drawings one over the other, so that a frame repaints only the line that moves.
 *
 * @import { Layout, State, View, ViewContext } from '../types.js'
 * @import { Plot } from './fit/chart.js'
 * @import { Range } from '../lib/axes.js'
 */

import { attr, h, svg, text } from '../lib/dom.js';
import { extent, follow } from '../lib/axes.js';
import { lossText } from '../lib/format.js';
import { mountWhenNeeded } from '../lib/lazy.js';
import { short } from '../lib/numbers.js';
import { createPace } from '../lib/pace.js';
import { whenIdle } from '../lib/promises.js';
import { t } from '../i18n.js';
import { createChart, pathOf, scalesOf } from './fit/chart.js';
import { createKnots } from './fit/knots.js';
import { createProbe } from './fit/probe.js';

const WORDS_EVERY = 1000;
/** Two of the marks that validation samples have, for the legend. */
const DIAMONDS = 'M7 1.4l3.6 3.6-3.6 3.6-3.6-3.6zM19 1.4l3.6 3.6-3.6 3.6-3.6-3.6z';

/**
 * @param {HTMLElement} root
 * @param {ViewContext} context
 * @returns {View}
 */
export function mountFit(root, context) {
  const { store } = context;
  const parts = createParts(root);
  const chart = createChart(parts.still);
  const knots = createKnots(parts.knots);
  const probe = createProbe(parts.box, parts.hair, drawMoving);
  const words = createPace(WORDS_EVERY, describe);

  /** @type {Range | null} */
  let heights = null;
  /** @type {Range} of everything that stands still */
  let dataHeights = [0, 1];
  /** @type {{plot: Plot, x: import('./fit/chart.js').Scale, y: import('./fit/chart.js').Scale} | null} */
  let view = null;
  const ground = {
    get view() {
      return view;
    },
    held: false,
    settle: () => followPrediction() && drawStill(),
  };
  const hands = [
    mountWhenNeeded(loadHandles, ({ frame }) => frame !== null),
    mountWhenNeeded(loadPick, ({ frame, view: { tab } }) => frame !== null && tab === 'trace'),
  ];

  async function loadHandles() {
    // The curve's first moves come first.
    await whenIdle();
    return (await import('./fit/handles.js')).mountHandles(parts.box, context, ground);
  }

  async function loadPick() {
    return (await import('./fit/pick.js')).mountPick(parts.box, context, ground);
  }

  /** Everything that depends on the data, the size and the domain. */
  function drawStill() {
    const { layout } = store.get();
    const { clientWidth: width, clientHeight: height } = parts.box;
    if (!layout || !heights || width < 40 || height < 40) return;
    const textSize = Number.parseFloat(getComputedStyle(parts.box).fontSize);
    const plot = plotOf(width, height, textSize);
    const { from, to } = layout.grids.prediction;
    view = { plot, ...scalesOf([from, to], heights, plot) };
    for (const layer of [parts.still, parts.moving]) attr(layer, 'viewBox', `0 0 ${width} ${height}`);
    setClip(parts.clip, plot);
    chart.draw(layout, plot, view.x, view.y, textSize);
    probe.arrange(from, to, plot, view.x, view.y);
    drawGhost();
    drawMoving();
    for (const hand of hands) hand.resize?.();
  }

  function drawMoving() {
    const state = store.get();
    if (!view || !state.layout) return;
    // Until the first frame of a new layout the old line stays: better than a blink.
    const prediction = state.frame?.layout === state.layout.layout ? state.frame.sections.prediction : undefined;
    if (prediction) attr(parts.prediction, 'd', curve(state.layout, prediction));
    knots.draw(state, view.plot, view.x, view.y);
    probe.draw(state);
  }

  function drawGhost() {
    const { ghost, layout } = store.get();
    parts.ghostItem.hidden = ghost === null;
    attr(parts.ghost, 'd', ghost && layout ? curve(layout, ghost.y) : '');
  }

  /** @param {Layout} layout @param {Float32Array} values @returns {string} */
  function curve({ grids }, values) {
    if (!view) return '';
    const { from, to, count } = grids.prediction;
    const points = Array.from({ length: count }, (_, i) => /** @type {[number, number]} */ ([from + ((to - from) * i) / (count - 1), values[i]]));
    return pathOf(view.x, view.y)(points) ?? '';
  }

  /** @returns {boolean} whether the y axis had to change */
  function followPrediction() {
    if (heights && ground.held) return false;
    const prediction = store.get().frame?.sections.prediction;
    const wanted = follow(heights, dataHeights, prediction ? extent(prediction) : dataHeights);
    const changes = wanted !== heights;
    heights = wanted;
    return changes;
  }

  /** @param {Layout} layout */
  function measure({ target, data }) {
    const all = [extent(target.y ?? []), extent(data.train.y), extent(data.validation.y)];
    const known = all.filter((_, i) => [target.y ?? [], data.train.y, data.validation.y][i].length > 0);
    dataHeights = extent(known.flat());
    heights = null;
  }

  function describe() {
    text(parts.summary, summary(store.get()));
  }

  const observer = new ResizeObserver(drawStill);
  observer.observe(parts.box);

  return {
    update(state, changed) {
      const { layout, frame } = state;
      if (!layout) return;
      if (changed.has('layout')) measure(layout);
      const moves = changed.has('frame') || changed.has('selection') || changed.has('hover') || changed.has('gains');
      if ((changed.has('layout') || changed.has('frame')) && followPrediction()) drawStill();
      else if (changed.has('layout')) drawStill();
      else if (moves) drawMoving();
      if (changed.has('ghost')) drawGhost();
      if (frame) words.request();
      for (const hand of hands) hand.update(state, changed);
    },
    destroy() {
      observer.disconnect();
      words.stop();
      for (const hand of hands) hand.destroy();
      root.replaceChildren();
    },
  };
}

/** @param {HTMLElement} root */
function createParts(root) {
  const clip = svg('rect');
  const ghost = svg('path', { class: 'fit-ghost' });
  const prediction = svg('path', { class: 'fit-prediction' });
  const lines = svg('g', { 'clip-path': 'url(#fit-clip)' }, ghost, prediction);
  const knots = svg('g');
  const hair = svg('g');
  const still = svg('svg', { class: 'fit-still', 'aria-hidden': 'true' });
  const defs = svg('defs', {}, svg('clipPath', { id: 'fit-clip' }, clip));
  const moving = svg('svg', { class: 'fit-moving', 'aria-hidden': 'true' }, defs, lines, knots, hair);
  const box = h('div', { class: 'fit-box' }, still, moving);
  const summaryText = h('p', { class: 'fit-summary', id: 'fit-summary', 'aria-live': 'off' });
  const items = createLegend();
  root.append(h('p', { class: 'legend fit-legend' }, ...Object.values(items)), box, summaryText);
  attr(root, 'aria-describedby', 'fit-summary');
  return { clip, ghost, ghostItem: items.ghost, prediction, knots, hair, still, moving, box, summary: summaryText };
}

function createLegend() {
  const line = (/** @type {number} */ from) => svg('line', { x1: from, x2: 26 - from, y1: 5, y2: 5 });
  return {
    target: legendItem('target', line(3)),
    prediction: legendItem('prediction', line(1)),
    ghost: legendItem('ghost', line(1)),
    train: legendItem('train', svg('path', { d: 'M5 5h0M13 5h0M21 5h0' }), 'minor'),
    validation: legendItem('validation', svg('path', { d: DIAMONDS }), 'minor'),
  };
}

/** @param {string} kind @param {SVGElement} shape @param {string} [rank] minor ones give way on a phone */
function legendItem(kind, shape, rank = '') {
  attr(shape, 'class', `fit-${kind}`);
  const swatch = svg('svg', { class: 'swatch', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, shape);
  return h('span', { class: `legend-item ${rank}` }, swatch, t(`fit.${kind}`));
}

/** @param {number} width @param {number} height @param {number} textSize @returns {Plot} */
function plotOf(width, height, textSize) {
  return { left: textSize * 2.8, right: width - textSize, top: textSize * 1.2, bottom: height - textSize * 2 };
}

/** @param {SVGRectElement} clip @param {Plot} plot */
function setClip(clip, { left, right, top, bottom }) {
  attr(clip, 'x', left);
  attr(clip, 'y', top - 4);
  attr(clip, 'width', right - left + 4);
  attr(clip, 'height', bottom - top + 4);
}

/** The chart in words. @param {State} state */
function summary({ layout, frame }) {
  const prediction = frame?.sections.prediction;
  if (!layout || !frame || !prediction) return '';
  const [low, high] = extent(prediction).map(short);
  const [targetLow, targetHigh] = extent(layout.target.y ?? layout.data.train.y).map(short);
  const { from, to } = layout.grids.prediction;
  const loss = lossText(frame.trainingLoss);
  return t('fit.summary', { from: short(from), to: short(to), low, high, targetLow, targetHigh, loss });
}
