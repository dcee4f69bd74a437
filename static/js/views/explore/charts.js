/**
 * Fit and loss as charts to explore.
 *
 * @import { ChartDrawing, ChartSeries } from '../../plot/charts.js'
 * @import { Points, State } from '../../types.js'
 *
 * @typedef {'fit' | 'loss'} ChartName
 * @typedef {Omit<ChartDrawing, 'tool' | 'revision' | 'choice' | 'selection' | 'theme'>} Figure
 * @typedef {{name: string, points: Points, gaps: number[]}} Samples in the data's units; `gaps` are |y − Y′|
 * @typedef {{figure: Figure, samples: Samples[], lines: ChartSeries[]}} Chart `samples` of the fit and `lines` of the loss
 *   are what a selection tells of
 */

import { fitChart } from './fit-chart.js';
import { lossChart } from './loss-chart.js';

/** @param {ChartName} name @param {State} state with a frame @param {boolean} log of the loss @returns {Chart} */
export function chartOf(name, state, log) {
  return name === 'fit' ? fitChart(state) : lossChart(state, log);
}
