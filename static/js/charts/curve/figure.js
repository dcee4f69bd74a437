/**
 * The fit as a chart to explore: curves, samples and knots in the data's own units, in the page's colors.
 *
 * @import { ChartSeries } from '../../plot/charts.js'
 * @import { Layout, Points, State } from '../../types.js'
 * @import { Slot } from './background.js'
 * @import { Series } from './layer.js'
 *
 * @typedef {{x: (trained: number) => number, y: (trained: number) => number}} Shown to the data's own units
 */

import { t } from '../../i18n.js';
import { hasDates, toDate } from '../../lib/dates.js';
import { hex, plotDash } from '../../lib/hex.js';
import { toShownX, toShownY, unitsOf } from '../../lib/units.js';
import { seriesOf } from './layer.js';
import { LAYERS } from './layers.js';
import { dataHeightsOf, heightsFor, targetPoints, valueAt } from './view.js';

const BROAD = 7;

/** @param {State} state with a layout */
export function fitChart(state) {
  const layout = /** @type {Layout} */ (state.layout);
  const units = unitsOf(layout);
  const dates = hasDates(units);
  /** @type {Shown} */
  const shown = { x: (x) => (dates ? toDate(units, toShownX(units, x)).getTime() : toShownX(units, x)), y: (y) => toShownY(units, y) };
  const { from, to } = layout.grids.prediction;
  const kinds = /** @type {const} */ (['train', 'validation']).filter((kind) => layout.data[kind].x.length > 0);
  const samples = kinds.map((kind) => samplesOf(state, layout, kind, shown));
  const layers = (/** @type {Slot[]} */ ...slots) => seriesOf(slots.flatMap((slot) => LAYERS.filter((layer) => layer.slot === slot)), state).map((each) => plotted(each, shown));
  const [low, high] = heightsFor(state, null, dataHeightsOf(layout)).map(shown.y);
  return {
    samples,
    lines: [],
    figure: {
      kind: /** @type {const} */ ('chart'),
      series: [
        ...layers('under'),
        ...targetSeries(layout, shown),
        ...layers('lines', 'top'),
        ...samples.map((each, i) => sampleSeries(each, kinds[i] === 'train')),
        ...layers('marks'),
      ],
      x: { title: units.x_name || t('fit.x'), range: rangeOf(from, to, shown.x), ...(dates ? { dates: /** @type {'dates' | 'times'} */ (units.x_since ? 'dates' : 'times') } : {}) },
      y: { title: units.y_name || t('fit.y'), log: false, range: rangeOf(low, high) },
      marks: [],
      across: false,
      accent: hex('var(--accent)'),
      labels: { whole: t('explore.fit_label') },
    },
  };
}

/** @param {number} from @param {number} to @param {(value: number) => number} [shown] @returns {[number, number]} */
function rangeOf(from, to, shown = (value) => value) {
  return [shown(from), shown(to)];
}

/** @param {State} state @param {Layout} layout @param {'train' | 'validation'} kind @param {Shown} shown */
function samplesOf({ frame }, layout, kind, shown) {
  const { x, y } = layout.data[kind];
  const { from, to } = layout.grids.prediction;
  const prediction = frame?.sections.prediction;
  const gapAt = (/** @type {number} */ i) => (prediction ? Math.abs(shown.y(y[i]) - shown.y(valueAt(prediction, from, to, x[i]))) : NaN);
  return { name: t(`fit.${kind}`), points: { x: x.map(shown.x), y: y.map(shown.y) }, gaps: x.map((_, i) => gapAt(i)) };
}

/** @param {Series} series @param {Shown} shown @returns {ChartSeries} */
function plotted({ name, x, y, from, to, color, size, dash, symbol }, shown) {
  const heights = Array.from(y, (height) => (Number.isFinite(height) ? shown.y(height) : null));
  const places = x ?? heights.map((_, i) => from + ((to - from) * i) / (heights.length - 1));
  return {
    name: name(), kind: x ? 'points' : 'line', x: places.map(shown.x), y: heights, color: hex(color), size,
    ...(dash && { dash: plotDash(dash) }), ...(symbol && { symbol }),
  };
}

/** @param {Layout} layout @param {Shown} shown @returns {ChartSeries[]} */
function targetSeries(layout, shown) {
  const points = targetPoints(layout);
  if (points.length === 0) return [];
  const y = points.map(([, height]) => (Number.isFinite(height) ? shown.y(height) : null));
  return [{ name: t('fit.target'), kind: 'line', x: points.map(([x]) => shown.x(x)), y, color: hex('var(--target)'), size: BROAD }];
}

/** @param {{name: string, points: Points}} samples @param {boolean} isTraining @returns {ChartSeries} */
function sampleSeries({ name, points }, isTraining) {
  const looks = isTraining ? { color: hex('var(--soft)'), size: 5 } : { color: hex('var(--accent)'), size: 8, symbol: 'diamond-open' };
  return { name, ...points, kind: 'points', ...looks };
}
