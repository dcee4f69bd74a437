/**
 * The fit as the page shows it at this moment, by the page's own drawing, without what is only there to be dragged.
 *
 * @import { State } from '../../types.js'
 * @import { ChartView } from '../fit/chart.js'
 * @import { Figure } from './pictures.js'
 */

import { t } from '../../i18n.js';
import { attr, h, svg, text } from '../../lib/dom.js';
import { runColor, runDash } from '../../lib/racing.js';
import { unitsOf } from '../../lib/units.js';
import { createBest } from '../fit/best.js';
import { createChart, dataHeightsOf, heightsFor, viewIn } from '../fit/chart.js';
import { createContributions } from '../fit/contributions.js';
import { createGap } from '../fit/gap.js';
import { createKnots } from '../fit/knots.js';
import { BAND_HEIGHT, createParts, hasBand, setClip } from '../fit/parts.js';
import { gridPath, pixelGrid, spread } from '../fit/paths.js';
import { fitLegend } from './fit-legend.js';

const HEIGHT = 520;
const TEXT = 14;
/** Narrower than this a piece has no number. */
const NARROWEST = 16;

/** @param {State} shown @param {HTMLElement} place @param {number} width @returns {Figure} */
export function drawFit(shown, place, width) {
  const { layout } = shown;
  if (!layout || !shown.frame) throw new Error(t('export.nothing_yet'));
  /** @type {State} with nothing pointed at, and the chart itself where the page has the sums one by one */
  const state = { ...shown, hover: null, selection: null, view: { ...shown.view, rows: false, present: false } };
  const band = hasBand(state);
  const view = viewIn(layout, heightsFor(state, null, dataHeightsOf(layout)), { width, height: HEIGHT, textSize: TEXT, band: band ? BAND_HEIGHT : 0 });
  const parts = createParts(place, h('div'));
  parts.box.classList.toggle('without-validation', !state.view.validation);
  setClip(parts.clip, view.plot);
  createChart(parts.still).draw(layout, view.plot, view.x, view.y, TEXT);
  drawLines(parts, state, view);
  const still = svg('g', { class: parts.box.className }, ...parts.still.childNodes);
  const moving = svg('g', {}, ...parts.moving.childNodes);
  const drawing = [shadeBeyond(state, view), still, ...(band ? [drawBand(state, view)] : []), moving];
  return { drawing, height: HEIGHT, legend: fitLegend(state) };
}

/** @param {ReturnType<typeof import('../fit/parts.js').createParts>} parts @param {State} state @param {ChartView} view */
function drawLines(parts, state, view) {
  const { layout, frame, pinned } = state;
  const { prediction, predictions } = frame?.sections ?? {};
  const curve = (/** @type {ArrayLike<number>} */ y, own = view) => gridPath(y, pixelGrid(own, y.length));
  const dash = (/** @type {number} */ i) => runDash(i).join(' ') || null;
  parts.pinned.append(...pinned.map(({ y, from, to }, i) => svg('path', { class: 'pinned-line', 'stroke-dasharray': dash(i), d: curve(y, { ...view, from, to }) })));
  if (layout?.race) {
    const runs = (predictions ?? []).map((y, i) => svg('path', { class: 'fit-run', 'stroke-dasharray': dash(i), style: { stroke: runColor(i) }, d: curve(y) }));
    parts.runs.append(...runs);
    return;
  }
  if (prediction) attr(parts.prediction, 'd', curve(prediction));
  const gap = createGap(parts.gap);
  if (layout) gap.arrange(layout, view);
  const contributions = createContributions(parts.curves, parts.labels);
  for (const part of [gap, createBest(parts.best), contributions, createKnots(parts.knots)]) part.draw(state, view);
  contributions.destroy();
}

/** The numbered pieces. @param {State} state @param {ChartView} view */
function drawBand({ pieces, layout }, { plot, x }) {
  const edges = spread([...(pieces ?? []).map(({ from }) => x(from)), plot.right], 1);
  const boxes = (pieces ?? []).flatMap((_, i) => {
    const [left, right] = [edges[i], edges[i + 1]];
    const box = { x: left + 1, y: plot.bottom + 2, width: Math.max(0, right - left - 2), height: plot.axis - plot.bottom - 4, rx: 5 };
    const number = svg('text', { x: (left + right) / 2, y: (plot.bottom + plot.axis) / 2 + TEXT * 0.33 });
    text(number, right - left < NARROWEST ? '' : String(i + 1));
    return [svg('rect', box), number];
  });
  const caption = svg('text', { class: 'picture-band-name', x: plot.left - 8, y: (plot.bottom + plot.axis) / 2 + TEXT * 0.33 });
  text(caption, unitsOf(layout ?? {}).y_name ? '' : 'Y′');
  return svg('g', { class: 'picture-band' }, ...boxes, caption);
}

/** Where the chart shows more of the x axis than the samples come from. @param {State} state @param {ChartView} view */
function shadeBeyond({ layout }, { plot, x, from, to }) {
  const [low, high] = layout?.config.data.domain ?? [from, to];
  const parts = [[from, Math.max(from, low)], [Math.min(to, high), to]].filter(([start, end]) => end > start);
  const shades = parts.map(([start, end]) =>
    svg('rect', { class: 'beyond-shade', x: x(start), y: plot.top - 4, width: x(end) - x(start), height: plot.bottom - plot.top + 4 }),
  );
  return svg('g', {}, ...shades);
}
