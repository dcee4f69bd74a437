/**
 * The loss over time: training solid, validation dashed, marks where the network was changed.
 *
 * @import { State, View, ViewContext } from '../types.js'
 */

import { attr, h, loadStyle, svg, text } from '../lib/dom.js';
import { lossWords } from '../lib/format.js';
import { exactCount, has, t } from '../i18n.js';
import { mountWhenNeeded } from '../lib/lazy.js';
import { createThrottle, createReading } from '../lib/throttle.js';
import { watchTheme } from '../lib/palette.js';
import { once } from '../lib/promises.js';
import { touches } from '../lib/touches.js';
import { isPlain, unitsOf } from '../lib/units.js';
import { drawingOf, watchedOf } from './loss/series.js';

const DRAW_EVERY = 100;
const WORDS_EVERY = 1000;
/** A loss chart is at most this many points wide; each of many lines has fewer. */
const MOST_POINTS = 1200;
const MOST_RUN_POINTS = 400;
/** See loss/series.js. */
const SMOOTHINGS = ['off', 'little', 'lot'];
const loadChartStyle = once(() => loadStyle(new URL('../../vendor/uplot.css', import.meta.url).href));

/** @typedef {Awaited<ReturnType<typeof import('./loss/chart.js').createChart>>} Chart */

/**
 * @param {HTMLElement} root
 * @param {ViewContext} context
 * @returns {View}
 */
export function mountLoss(root, { store, actions }) {
  const abort = new AbortController();
  const { signal } = abort;
  const parts = createParts(root, () => actions.choose({ logLoss: !store.get().view.logLoss }));
  const watch = mountWhenNeeded(
    async () => (await import('./loss/stopping.js')).mountWatch(parts.legend, store.get, signal),
    ({ config }) => config.training.early_stopping !== null,
  );
  // Writing on its canvas has the page's styles brought up to date.
  const drawing = createReading(draw, signal);
  const draws = createThrottle(DRAW_EVERY, drawing.request, signal);
  const words = createThrottle(WORDS_EVERY, () => describe(parts.summary, store.get()), signal);
  /** @type {Chart | null} */
  let chart = null;

  /** The chart's library comes after the first picture of the network, which must not wait for it. */
  const library = mountWhenNeeded(async () => {
    const [{ createChart }] = await Promise.all([import('./loss/chart.js'), loadChartStyle()]);
    if (!signal.aborted) {
      chart = createChart(parts.box, { hovered });
      draws.now();
    }
    return { update() {}, destroy() {} };
  });

  function draw() {
    const state = store.get();
    const { logLoss } = state.view;
    const smoothing = /** @type {import('./loss/series.js').Smoothing} */ (parts.smoothing.value);
    const shown = drawingOf(state, { log: logLoss, points: state.raceLosses ? MOST_RUN_POINTS : MOST_POINTS, smoothing });
    if (!chart) return;
    const watched = watchedOf(state, logLoss);
    chart.draw(shown, state.marks, logLoss, watched);
    const best = shown.best ?? watched?.story.best ?? null;
    parts.best.hidden = best === null;
    if (best) text(parts.bestText, t('loss.best', { step: exactCount(best.step), loss: lossWords(best.loss) }));
    showLegend(state);
  }

  /** In a race each line is a run, and the race's own table says which. @param {State} state */
  function showLegend({ raceLosses, pinned }) {
    for (const item of parts.usual) item.hidden = raceLosses !== null;
    parts.race.hidden = raceLosses === null;
    parts.pinned.hidden = pinned.length === 0;
    if (has('race.each')) text(parts.raceLabel, t('race.each'));
    if (has('race.pinned')) text(parts.pinnedLabel, t('race.pinned'));
  }

  function redraw() {
    chart?.restyle();
    draws.now();
  }

  /** @param {{step: number, of: number[]} | null} values under the pointer */
  function hovered(values) {
    const { raceLosses } = store.get();
    text(parts.step, values ? `${t('loss.steps')} ${exactCount(values.step)}` : '');
    text(parts.leader, values && raceLosses ? leaderText(values.of.slice(0, raceLosses.length), store.get()) : '');
    text(parts.train, values ? lossWords(values.of[0]) : '');
    text(parts.validation, values ? lossWords(values.of[1]) : '');
  }

  const observer = new ResizeObserver(() => chart?.resize());
  observer.observe(parts.box);
  const unwatch = watchTheme(redraw);
  parts.smoothing.addEventListener('change', () => draws.now());
  signal.addEventListener('abort', () => {
    observer.disconnect();
    unwatch();
    chart?.destroy();
  });

  return {
    update(state, changed) {
      attr(parts.toggle, 'aria-checked', String(state.view.logLoss));
      library.update(state, changed);
      if (touches(changed, ['config'])) parts.scaled.hidden = isPlain(unitsOf(state));
      if (touches(changed, ['hoverRun'])) chart?.emphasize(state.hoverRun);
      if (touches(changed, ['view', 'pinned', 'raceLosses'])) draws.now();
      else if (touches(changed, ['status', 'losses', 'marks'])) draws.request();
      if (touches(changed, ['frame'])) words.request();
      watch.update(state, changed);
    },
    destroy() {
      abort.abort();
      root.replaceChildren();
    },
  };
}

/** The chart in words. @param {Element} summary @param {State} state */
function describe(summary, { frame }) {
  if (!frame) return;
  const { step, trainingLoss, validationLoss } = frame;
  const key = Number.isNaN(validationLoss) ? 'loss.summary_train' : 'loss.summary';
  text(summary, t(key, { step: exactCount(step), train: lossWords(trainingLoss), validation: lossWords(validationLoss) }));
}

/** @param {number[]} losses of every run @param {State} state @returns {string} the run that is ahead there */
function leaderText(losses, { layout }) {
  const known = losses.filter((loss) => !Number.isNaN(loss));
  const best = losses.indexOf(Math.min(...known));
  const label = layout?.race?.[best]?.label;
  return label === undefined ? '' : t('race.ahead_with', { label, loss: lossWords(losses[best]) });
}

/** @param {HTMLElement} root @param {() => void} toggleLog */
function createParts(root, toggleLog) {
  const step = h('span', { class: 'loss-step' });
  const train = h('span', { class: 'value' });
  const validation = h('span', { class: 'value' });
  const toggle = h(
    'button',
    { class: 'loss-log', type: 'button', role: 'switch', 'aria-checked': 'false', on: { click: toggleLog } },
    h('span', { class: 'loss-knob', 'aria-hidden': 'true' }),
    t('loss.log'),
  );
  const smoothing = createSmoothing();
  const { best, bestText } = createBest();
  const leader = h('span', { class: 'value' });
  const [raceLabel, pinnedLabel] = [h('span', {}), h('span', {})];
  const usual = [
    h('span', { class: 'legend-item' }, swatch('loss-train'), t('loss.training'), train),
    h('span', { class: 'legend-item' }, swatch('loss-validation'), t('loss.validation'), validation),
  ];
  const scaled = h('span', { class: 'loss-scaled', title: t('loss.scaled_help'), hidden: true }, t('loss.scaled'));
  const race = h('span', { class: 'legend-item', hidden: true }, raceLabel, leader);
  const pinned = h('span', { class: 'legend-item', hidden: true }, swatch('pinned-line'), pinnedLabel);
  const legend = h('p', { class: 'legend' }, ...usual, best, race, pinned, scaled);
  const box = h('div', { class: 'loss-box' });
  const summary = h('p', { class: 'heard', id: 'loss-summary', 'aria-live': 'off' }, t('loss.empty'));
  root.append(step, smoothing, toggle, legend, box, summary);
  attr(root, 'aria-describedby', 'loss-summary');
  return {
    legend, step, train, validation, smoothing, best, bestText, leader, usual, race, raceLabel, pinned, pinnedLabel,
    scaled, toggle, box, summary,
  };
}

function createSmoothing() {
  const options = SMOOTHINGS.map((name) => h('option', { value: name }, t(`loss.smoothing_${name}`)));
  const help = t('loss.smoothing_help');
  return h('select', { class: 'loss-smoothing', 'aria-label': t('loss.smoothing'), title: help }, ...options);
}

function createBest() {
  const bestText = h('span', { class: 'value' });
  const flag = svg('path', { class: 'loss-flag', d: 'M9 9.5V.5l8 2.5-8 2.5' });
  const picture = svg('svg', { class: 'swatch', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, flag);
  return { bestText, best: h('span', { class: 'legend-item', hidden: true, title: t('loss.best_help') }, picture, bestText) };
}

/** @param {string} kind */
function swatch(kind) {
  const line = svg('line', { class: kind, x1: 1, x2: 25, y1: 5, y2: 5 });
  return svg('svg', { class: 'swatch', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, line);
}
