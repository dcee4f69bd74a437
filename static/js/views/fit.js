/**
 * The fit: the curve to find, the samples, and the prediction moving towards them, with what it is made of. What stands
 * still and what moves are two drawings one over the other, so that a frame repaints only the lines that move.
 *
 * @import { Config, Layout, State, View, ViewContext } from '../types.js'
 * @import { ChartView } from './fit/chart.js'
 * @import { Range } from '../lib/axes.js'
 */

import { attr, text } from '../lib/dom.js';
import { extent } from '../lib/axes.js';
import { lossWords } from '../lib/format.js';
import { mountWhenNeeded } from '../lib/lazy.js';
import { createPace } from '../lib/pace.js';
import { whenIdle } from '../lib/promises.js';
import { unitsOf, xText, yText } from '../lib/units.js';
import { t } from '../i18n.js';
import { createChart, dataHeightsOf, heightsFor, viewIn } from './fit/chart.js';
import { createHeading } from './fit/heading.js';
import { BAND_HEIGHT, createParts, hasBand, setClip } from './fit/parts.js';
import { gridPath, pixelGrid } from './fit/paths.js';

const WORDS_EVERY = 1000;
/** What of the state the moving drawing shows. @type {(keyof State)[]} */
const MOVES = ['frame', 'config', 'selection', 'hover', 'gains', 'muted', 'knots', 'pieces', 'piece', 'hoverPiece', 'written', 'view'];

/**
 * @param {HTMLElement} root
 * @param {ViewContext} context
 * @returns {View}
 */
export function mountFit(root, context) {
  const { store, actions } = context;
  const own = { actions, get: store.get };
  const heading = createHeading(own);
  const parts = createParts(root, heading.element);
  const chart = createChart(parts.still, parts.occupied);
  const words = createPace(WORDS_EVERY, describe);

  /** @type {Range | null} */
  let heights = null;
  /** @type {Range} of everything that stands still */
  let dataHeights = [0, 1];
  /** @type {ChartView | null} */
  let view = null;
  let band = false;
  /** @type {ReturnType<typeof import('./fit/makeup.js').createMakeup> | null} */
  let makeup = null;
  const ground = {
    get view() {
      return view;
    },
    held: false,
    occupied: parts.occupied,
    settle: () => followState() && drawStill(),
  };
  const later = [
    mountWhenNeeded(loadRows, ({ view: { rows } }) => rows),
    mountWhenNeeded(loadMakeup),
    mountWhenNeeded(async () => (await import('./fit/runs.js')).mountRuns(parts, heading, context, ground)),
    mountWhenNeeded(loadHandles),
    mountWhenNeeded(loadPick, ({ view: { tab } }) => tab === 'trace'),
    mountWhenNeeded(loadBeyond, ({ config }) => isBeyond(config)),
    mountWhenNeeded(loadSketch, ({ preview, view: { sketch } }) => preview !== null || sketch !== null),
    mountWhenNeeded(loadResiduals, ({ view }) => view.residuals),
  ];

  async function loadRows() {
    return (await import('./fit/rows-when-chosen.js')).mountRows(parts, heading.replay, own);
  }

  async function loadMakeup() {
    const { createMakeup } = await import('./fit/makeup.js');
    const made = createMakeup(parts, { ...own, view: () => view, redraw: drawMoving });
    makeup = made;
    drawStill();
    return { update() {}, destroy: made.destroy };
  }

  async function loadHandles() {
    // The curve's first moves come first.
    await whenIdle();
    return (await import('./fit/handles.js')).mountHandles(parts.box, context, ground);
  }

  async function loadPick() {
    return (await import('./fit/pick.js')).mountPick(parts.box, context, ground);
  }

  async function loadBeyond() {
    return (await import('./fit/beyond.js')).mountBeyond(parts.box, context, ground);
  }

  async function loadSketch() {
    return (await import('./fit/sketch.js')).mountSketch(parts.box, context, ground);
  }

  async function loadResiduals() {
    return (await import('./fit/residuals.js')).mountResiduals(parts.box, context, ground);
  }

  /** Everything that depends on the data, the size and the domain. */
  function drawStill() {
    const { layout } = store.get();
    const { clientWidth: width, clientHeight: height } = parts.box;
    if (!layout || !heights || width < 40 || height < 40) return;
    const textSize = Number.parseFloat(getComputedStyle(parts.box).fontSize);
    view = viewIn(layout, heights, { width, height, textSize, band: band ? BAND_HEIGHT : 0 });
    for (const layer of [parts.still, parts.moving]) attr(layer, 'viewBox', `0 0 ${width} ${height}`);
    setClip(parts.clip, view.plot);
    chart.draw(layout, view.plot, view.x, view.y, textSize);
    makeup?.arrange(layout, view);
    drawGhost();
    drawMoving();
    for (const part of later) part.resize?.();
  }

  function drawMoving() {
    const state = store.get();
    if (!view || !state.layout || state.view.rows) return;
    // Until the first frame of a new layout the old line stays: better than a blink.
    const prediction = state.frame?.layout === state.layout.layout ? state.frame.sections.prediction : undefined;
    if (prediction) attr(parts.prediction, 'd', gridPath(prediction, pixelGrid(view, prediction.length)));
    makeup?.draw(state, view);
    chart.makeRoom();
  }

  function drawGhost() {
    const { ghost } = store.get();
    attr(parts.ghost, 'd', ghost && view ? gridPath(ghost.y, pixelGrid(view, ghost.y.length)) : '');
  }

  /** @returns {boolean} whether the y axis, or the room below it, had to change */
  function followState() {
    if (heights && ground.held) return false;
    const state = store.get();
    const wanted = heightsFor(state, heights, dataHeights);
    const changes = wanted !== heights || band !== hasBand(state);
    heights = wanted;
    band = hasBand(state);
    return changes;
  }

  /** @param {Layout} layout */
  function measure(layout) {
    dataHeights = dataHeightsOf(layout);
    if (!ground.held) heights = null;
  }

  function describe() {
    text(parts.summary, summary(store.get()));
  }

  const observer = new ResizeObserver(drawStill);
  observer.observe(parts.box);

  return {
    update(state, changed) {
      const { layout, frame } = state;
      heading.update(state, changed);
      if (!layout) return;
      if (changed.has('view')) parts.box.classList.toggle('without-validation', !state.view.validation);
      if (changed.has('layout')) {
        root.classList.toggle('racing', layout.race !== null);
        measure(layout);
      }
      if (followState() || changed.has('layout')) drawStill();
      else if (MOVES.some((key) => changed.has(key))) drawMoving();
      if (changed.has('ghost')) drawGhost();
      if (frame) words.request();
      for (const part of later) part.update(state, changed);
    },
    destroy() {
      observer.disconnect();
      heading.destroy();
      chart.destroy();
      words.stop();
      for (const part of later) part.destroy();
      root.replaceChildren();
    },
  };
}

/** Whether the chart shows more than the domain. @param {Config} config */
function isBeyond({ data: { shown, domain } }) {
  return shown !== null && (shown[0] < domain[0] || shown[1] > domain[1]);
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
