/**
 * The fit as a chart to explore: curves, samples and knots in the data's own units, in the page's colors.
 *
 * @import { ChartSeries } from '../../plot/charts.js'
 * @import { Knot, Layout, State } from '../../types.js'
 * @import { Chart, Samples } from './charts.js'
 *
 * @typedef {{x: (trained: number) => number, y: (trained: number) => number}} Shown to the data's own units
 */

import { t } from '../../i18n.js';
import { hasDates, toDate } from '../../lib/dates.js';
import { runColor } from '../../lib/racing.js';
import { toShownX, toShownY, unitsOf } from '../../lib/units.js';
import { dataHeightsOf, heightsFor, targetPoints, valueAt } from '../fit/chart.js';
import { contributionsOf, outputBiasOf, termsOf } from '../fit/terms.js';
import { hex, plotDash } from './ink.js';

const [THIN, MIDDLE, THICK, BROAD] = [1.5, 2, 2.5, 7];

/** @param {State} state @returns {Chart} */
export function fitChart(state) {
  const layout = /** @type {Layout} */ (state.layout);
  const units = unitsOf(layout);
  const dates = hasDates(units);
  /** @type {Shown} */
  const shown = { x: (x) => (dates ? toDate(units, toShownX(units, x)).getTime() : toShownX(units, x)), y: (y) => toShownY(units, y) };
  const { from, to } = layout.grids.prediction;
  const kinds = /** @type {const} */ (['train', 'validation']).filter((kind) => layout.data[kind].x.length > 0);
  const samples = kinds.map((kind) => samplesOf(state, layout, kind, shown));
  const series = [
    ...pinnedSeries(state, shown),
    ...targetSeries(layout, shown),
    ...(layout.race ? runSeries(state, layout, shown) : networkSeries(state, layout, shown)),
    ...samples.map((each, i) => sampleSeries(each, kinds[i] === 'train')),
    ...(layout.race ? [] : knotSeries(state.knots ?? [], shown)),
  ];
  const [low, high] = heightsFor(state, null, dataHeightsOf(layout)).map(shown.y);
  return {
    samples,
    lines: [],
    figure: {
      kind: 'chart',
      series,
      x: { title: units.x_name || t('fit.x'), range: [shown.x(from), shown.x(to)], ...(dates ? { dates: /** @type {'dates' | 'times'} */ (units.x_since ? 'dates' : 'times') } : {}) },
      y: { title: units.y_name || t('fit.y'), log: false, range: [low, high] },
      marks: [],
      across: false,
      accent: hex('var(--accent)'),
      labels: { whole: t('explore.fit_label') },
    },
  };
}

/** @param {State} state @param {Layout} layout @param {'train' | 'validation'} kind @param {Shown} shown @returns {Samples} */
function samplesOf({ frame }, layout, kind, shown) {
  const { x, y } = layout.data[kind];
  const { from, to } = layout.grids.prediction;
  const prediction = frame?.sections.prediction;
  const gapAt = (/** @type {number} */ i) => (prediction ? Math.abs(shown.y(y[i]) - shown.y(valueAt(prediction, from, to, x[i]))) : NaN);
  return { name: t(`fit.${kind}`), points: { x: x.map(shown.x), y: y.map(shown.y) }, gaps: x.map((_, i) => gapAt(i)) };
}

/** A curve on an even grid. @param {ArrayLike<number>} y @param {{from: number, to: number}} ends @param {Shown} shown */
function curve(y, { from, to }, shown) {
  const heights = Array.from(y, (height) => (Number.isFinite(height) ? shown.y(height) : null));
  return { kind: /** @type {const} */ ('line'), x: heights.map((_, i) => shown.x(from + ((to - from) * i) / (heights.length - 1))), y: heights };
}

/** @param {State} state @param {Shown} shown @returns {ChartSeries[]} */
function pinnedSeries({ pinned }, shown) {
  return pinned.map((pin, i) => ({ name: pin.name, ...curve(pin.y, pin, shown), color: hex('var(--line-strong)'), size: THIN, dash: plotDash(i) }));
}

/** @param {Layout} layout @param {Shown} shown @returns {ChartSeries[]} */
function targetSeries(layout, shown) {
  const points = targetPoints(layout);
  if (points.length === 0) return [];
  const y = points.map(([, height]) => (Number.isFinite(height) ? shown.y(height) : null));
  return [{ name: t('fit.target'), kind: 'line', x: points.map(([x]) => shown.x(x)), y, color: hex('var(--target)'), size: BROAD }];
}

/** @param {State} state @param {Layout} layout @param {Shown} shown @returns {ChartSeries[]} */
function runSeries({ frame }, { race, grids }, shown) {
  const curves = frame?.sections.predictions ?? [];
  return (race ?? []).map(({ label }, i) => ({ name: label, ...curve(curves[i] ?? [], grids.prediction, shown), color: hex(runColor(i)), size: MIDDLE, dash: plotDash(i) }));
}

/** What the prediction is made of, and the prediction over it. @param {State} state @param {Layout} layout @param {Shown} shown @returns {ChartSeries[]} */
function networkSeries(state, layout, shown) {
  const { frame, muted } = state;
  const ends = layout.grids.prediction;
  const contributions = contributionsOf(state);
  const bias = outputBiasOf(state);
  const prediction = frame?.sections.prediction;
  const terms = termsOf(layout).map((term, i) => ({ ...term, y: contributions?.[i] }));
  /** @type {ChartSeries[]} */
  const series = [];
  if (contributions && bias !== null) series.push({ name: t('fit.bias'), ...curve(new Float32Array(ends.count).fill(bias), ends, shown), color: hex('var(--output-line)'), size: THIN, dash: 'dash' });
  for (const { id, name, color, y } of terms) {
    if (y && !muted.has(id ?? -1)) series.push({ name, ...curve(y, ends, shown), color: hex(color), size: THIN });
  }
  if (prediction) series.push({ name: t('fit.prediction'), ...curve(prediction, ends, shown), color: hex('var(--prediction)'), size: THICK });
  return series;
}

/** @param {Samples} samples @param {boolean} isTraining @returns {ChartSeries} */
function sampleSeries({ name, points }, isTraining) {
  const looks = isTraining ? { color: hex('var(--soft)'), size: 5 } : { color: hex('var(--accent)'), size: 8, symbol: 'diamond-open' };
  return { name, ...points, kind: 'points', ...looks };
}

/** @param {Knot[]} knots @param {Shown} shown @returns {ChartSeries[]} */
function knotSeries(knots, shown) {
  const [x, y] = [knots.map((knot) => shown.x(knot.x)), knots.map((knot) => shown.y(knot.y))];
  return knots.length === 0 ? [] : [{ name: t('explore.knots'), kind: 'points', x, y, color: hex('var(--prediction)'), size: 10, symbol: 'circle-open' }];
}
