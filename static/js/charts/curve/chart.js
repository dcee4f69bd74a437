/**
 * The chart of a curve: the curve to find, the samples, and the prediction moving towards them, with what it is made of.
 * What stands still and what moves are two drawings one over the other, so that a frame repaints only the lines that move;
 * of these each layer is drawn anew only when something it reads has changed.
 *
 * @import { Layout, State, View, ViewContext } from '../../types.js'
 * @import { Drawn, Layer, Page, Part } from './layer.js'
 * @import { ChartView } from './view.js'
 * @import { Range } from '../../lib/axes.js'
 */

import { attr, svg, text } from '../../lib/dom.js';
import { extent } from '../../lib/axes.js';
import { lossWords } from '../../lib/format.js';
import { mountWhenNeeded } from '../../lib/lazy.js';
import { whenIdle } from '../../lib/promises.js';
import { createThrottle } from '../../lib/throttle.js';
import { touches } from '../../lib/touches.js';
import { unitsOf, xText, yText } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { createBackground, createParts, setClip } from './background.js';
import { isDrawn, watching } from './layer.js';
import { ghost, prediction } from './layers/curves.js';
import { createLegend } from './legend.js';
import { BAND_HEIGHT, dataHeightsOf, hasBand, heightsFor, viewIn } from './view.js';

const WORDS_EVERY = 1000;
/** Smaller than this there is nothing to see. */
const SMALLEST = 40;
/** Drawn from the start; the others are loaded when the curve already moves. */
const FIRST = [prediction, ghost];

/**
 * @param {HTMLElement} root
 * @param {ViewContext} context
 * @returns {View}
 */
export function mountCurve(root, context) {
  const { store, actions } = context;
  const abort = new AbortController();
  const { signal } = abort;
  const legend = createLegend({ actions, get: store.get }, signal);
  const parts = createParts(root, legend.element);
  /** @type {Page} */
  const page = {
    box: parts.box, actions, get: store.get, view: null, held: false, occupied: parts.occupied, signal,
    settle: () => followState() && drawAll(),
  };
  const background = createBackground(parts, signal);
  const layers = createLayers(parts, page);
  const words = createThrottle(WORDS_EVERY, () => text(parts.summary, summary(store.get())), signal);
  const axes = createHeights(page);
  const later = mountLater(parts, legend, context, page, layers, drawAll);
  layers.add(FIRST);

  /** Everything, where the data, the size or the domain are others. */
  function drawAll() {
    const { layout } = store.get();
    const { clientWidth: width, clientHeight: height } = parts.box;
    if (!layout || !axes.heights || Math.min(width, height) < SMALLEST) return;
    const textSize = Number.parseFloat(getComputedStyle(parts.box).fontSize);
    page.view = viewIn(layout, axes.heights, { width, height, textSize, band: axes.band ? BAND_HEIGHT : 0 });
    for (const drawing of [parts.still, parts.moving]) attr(drawing, 'viewBox', `0 0 ${width} ${height}`);
    setClip(parts.clip, page.view.plot);
    background.draw(layout, page.view, textSize);
    layers.drawAll(layout, page.view);
    for (const part of later) part.resize?.();
  }

  /** @returns {boolean} whether the y axis, or the room below it, had to change */
  function followState() {
    return axes.follow(store.get());
  }

  const observer = new ResizeObserver(drawAll);
  observer.observe(parts.box);
  signal.addEventListener('abort', () => observer.disconnect());

  return {
    update(state, changed) {
      const { layout, frame, view } = state;
      legend.update(state, changed);
      if (!layout) return;
      const anew = axes.measure(layout);
      parts.box.classList.toggle('without-validation', !view.validation);
      root.classList.toggle('racing', layout.race !== null);
      if (followState() || anew) drawAll();
      else if (page.view && layers.draw(state, page.view, changed)) background.makeRoom();
      if (frame) words.request();
      for (const part of later) part.update(state, changed);
    },
    destroy() {
      abort.abort();
      root.replaceChildren();
    },
  };
}

/** What the y axis reaches, and whether the band of pieces has room below it. @param {Page} page */
function createHeights(page) {
  /** @type {Layout | null} */
  let measured = null;
  /** @type {Range} of everything that stands still */
  let dataHeights = [0, 1];
  return {
    /** @type {Range | null} */
    heights: null,
    band: false,
    /** @param {Layout} layout @returns {boolean} whether it is another one than before */
    measure(layout) {
      if (layout === measured) return false;
      measured = layout;
      dataHeights = dataHeightsOf(layout);
      if (!page.held) this.heights = null;
      return true;
    },
    /** @param {State} state @returns {boolean} whether anything had to change */
    follow(state) {
      if (this.heights && page.held) return false;
      const before = [this.heights, this.band];
      this.heights = heightsFor(state, this.heights, dataHeights);
      this.band = hasBand(state);
      return before[0] !== this.heights || before[1] !== this.band;
    },
  };
}

/** The layers on the page. @param {ReturnType<typeof createParts>} parts @param {Page} page */
function createLayers({ slots, occupied }, page) {
  /** @type {{layer: Layer, group: SVGGElement, drawn: Drawn, off: boolean}[]} `off`: not drawn, in a race or outside of one */
  const shown = [];
  /** Whether there was something to draw while the chart was hidden. */
  let stale = false;

  /** @param {Layer} layer */
  function create(layer) {
    const group = svg('g', { class: layer.className });
    const drawn = layer.create({ group, labels: slots.labels, occupied, page, signal: page.signal });
    return { layer, group, drawn, off: false };
  }

  function place() {
    for (const { layer, group, off } of shown) {
      if (off) group.remove();
      else slots[layer.slot].append(group);
    }
  }

  return {
    /** @param {Layer[]} layers in order; those that are there already stay as they are */
    add(layers) {
      const wanted = layers.map((layer) => shown.find((each) => each.layer === layer) ?? create(layer));
      shown.splice(0, shown.length, ...wanted);
      place();
    },
    /** @param {Layout} layout @param {ChartView} view */
    drawAll(layout, view) {
      for (const { drawn } of shown) drawn.arrange?.(layout, view);
      stale = true;
      this.draw(page.get(), view, new Set());
    },
    /** @param {State} state @param {ChartView} view @param {ReadonlySet<keyof State>} changed @returns {boolean} whether anything was drawn */
    draw(state, view, changed) {
      const wanted = shown.filter(({ layer }) => stale || touches(changed, layer.reads));
      stale = state.view.rows && (stale || wanted.length > 0);
      if (state.view.rows) return false;
      const others = shown.filter((each) => each.off === isDrawn(each.layer, state.layout));
      for (const each of others) each.off = !each.off;
      if (others.length > 0) place();
      for (const { off, drawn } of wanted) if (!off) drawn.draw(state, view);
      return wanted.length > 0;
    },
  };
}

/**
 * What is loaded after the first picture, when it is needed.
 * @param {ReturnType<typeof createParts>} parts
 * @param {ReturnType<typeof createLegend>} legend
 * @param {ViewContext} context
 * @param {Page} page
 * @param {ReturnType<typeof createLayers>} layers
 * @param {() => void} drawAll
 * @returns {View[]}
 */
function mountLater(parts, legend, context, page, layers, drawAll) {
  /** @param {() => Promise<Part>} load @param {(state: State) => boolean} [isNeeded] */
  const mount = (load, isNeeded) => mountWhenNeeded(async () => watching(await load()), isNeeded);
  return [
    mount(async () => (await import('./sums.js')).mountSums(parts, legend.replay, page), ({ view }) => view.rows),
    mountWhenNeeded(async () => {
      layers.add((await import('./layers.js')).LAYERS);
      drawAll();
      return { update() {}, destroy() {} };
    }),
    mount(async () => (await import('./layers/runs.js')).mountRunNames(legend, context)),
    mount(async () => {
      // The curve's first moves come first.
      await whenIdle();
      return (await import('./handles.js')).mountHandles(context, page);
    }),
    mount(async () => (await import('./x-marker.js')).mountMarker(page), ({ view }) => view.tab === 'trace'),
    mount(async () => (await import('./sketch.js')).mountSketch(context, page), ({ preview, view }) => preview !== null || view.sketch !== null),
    mount(async () => (await import('./residuals.js')).mountResiduals(page), ({ view }) => view.residuals),
  ];
}

/** The chart in words. @param {State} state */
function summary({ layout, frame }) {
  const prediction = frame?.sections.prediction;
  if (!layout || !frame || !prediction) return '';
  const units = unitsOf(layout);
  const y = (/** @type {number} */ value) => yText(units, value);
  const [low, high] = extent(prediction).map(y);
  const [targetLow, targetHigh] = extent(layout.target.y ?? layout.data.train.y).map(y);
  const { from, to } = layout.grids.prediction;
  const loss = lossWords(frame.trainingLoss);
  return t('fit.summary', { from: xText(units, from), to: xText(units, to), low, high, targetLow, targetHigh, loss });
}
