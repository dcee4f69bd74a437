/**
 * The gap: the area between the curve to find and the prediction, which is what the mean absolute error measures. Where
 * only points are known, a bar from each to the prediction.
 *
 * @import { Layout, State } from '../../types.js'
 * @import { ChartView } from './chart.js'
 */

import { attr, svg } from '../../lib/dom.js';
import { targetPoints, valueAt } from './chart.js';
import { gridPath, pixelGrid, point } from './paths.js';

/** More bars than this would run into one another. */
const MOST_BARS = 400;

/** @param {SVGGElement} layer */
export function createGap(layer) {
  const area = svg('path', { class: 'fit-area' });
  const bars = svg('path', { class: 'fit-bars' });
  layer.append(area, bars);
  /** The way back along the curve to find, which stands still. */
  let back = '';

  return {
    /** @param {Layout} layout @param {ChartView} view */
    arrange(layout, { x, y }) {
      back = targetPoints(layout).reverse().map(([at, height]) => point('L', x(at), y(height))).join('');
    },
    /** @param {State} state @param {ChartView} view */
    draw({ layout, frame, view: { gap } }, view) {
      attr(layer, 'display', gap ? null : 'none');
      const prediction = frame?.sections.prediction;
      if (!gap || !layout || !prediction) return;
      attr(area, 'd', back ? `${gridPath(prediction, pixelGrid(view, prediction.length))}${back}Z` : '');
      attr(bars, 'd', back ? '' : barsOf(layout, prediction, view));
    },
  };
}

/** @param {Layout} layout @param {Float32Array} prediction @param {ChartView} view */
function barsOf({ data: { train } }, prediction, { x, y, from, to }) {
  const every = Math.ceil(train.x.length / MOST_BARS);
  let path = '';
  for (let i = 0; i < train.x.length; i += every) {
    const at = x(train.x[i]);
    path += point('M', at, y(train.y[i])) + point('L', at, y(valueAt(prediction, from, to, train.x[i])));
  }
  return path;
}

/**
 * The mean absolute error that the drawn gap shows.
 * @param {State} state
 * @returns {number} NaN where there is none
 */
export function meanGap({ layout, frame }) {
  const prediction = frame?.sections.prediction;
  if (!layout || !prediction) return NaN;
  const { from, to } = layout.grids.prediction;
  const target = layout.target.y;
  const { x, y } = layout.data.train;
  const gaps = target
    ? target.map((height, i) => Math.abs(height - prediction[i]))
    : y.map((height, i) => Math.abs(height - valueAt(prediction, from, to, x[i])));
  const known = gaps.filter((gap) => !Number.isNaN(gap));
  return known.reduce((sum, gap) => sum + gap, 0) / known.length;
}
