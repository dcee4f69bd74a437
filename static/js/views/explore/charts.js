/**
 * Fit and loss as charts to explore.
 *
 * @import { ChartDrawing, ChartSeries } from '../../plot/charts.js'
 * @import { Points, State } from '../../types.js'
 * @import { Line } from '../loss/series.js'
 *
 * @typedef {'fit' | 'loss'} ChartName
 * @typedef {Omit<ChartDrawing, 'tool' | 'revision' | 'choice' | 'selection' | 'theme'>} Figure
 * @typedef {{name: string, points: Points, gaps: number[]}} Samples in the data's units; `gaps` are |y − Y′|
 * @typedef {{figure: Figure, samples: Samples[], lines: ChartSeries[]}} Chart `samples` of the fit and `lines` of the loss
 *   are what a selection tells of
 */

import { exactCount, t } from '../../i18n.js';
import { fitChart } from '../../charts/curve/figure.js';
import { lossWords } from '../../lib/format.js';
import { hex, plotDash } from '../../lib/hex.js';
import { runColor, runDash } from '../../lib/racing.js';
import { drawingOf, heightsOf } from '../loss/series.js';

const MOST_POINTS = 8192;
const MOST_RUN_POINTS = 2000;
const LEAST_STEPS = 10;
const WIDTH = 2;
const THIN = 1.5;

/** @param {ChartName} name @param {State} state with a frame @param {boolean} log of the loss @returns {Chart} */
export function chartOf(name, state, log) {
  return name === 'fit' ? fitChart(state) : lossChart(state, log);
}

/** Every point the page has, what was done to the network, and the best step. @param {State} state @param {boolean} log @returns {Chart} */
function lossChart(state, log) {
  const racing = state.raceLosses !== null;
  const { lines, tables, best } = drawingOf(state, { log, points: racing ? MOST_RUN_POINTS : MOST_POINTS, smoothing: 'off' });
  const columns = tables.flatMap(([steps, ...values]) => values.map((y) => ({ x: Array.from(steps), y })));
  const drawn = lines.map((line, i) => ({ ...columns[i], kind: /** @type {const} */ ('line'), name: nameOf(line, state), ...inkOf(line) }));
  const series = drawn.filter(({ y }) => y.some((value) => value !== null));
  const ends = series.flatMap(({ x }) => [x[0], x[x.length - 1]]);
  const first = ends.length > 0 ? Math.min(...ends) : 0;
  /** @type {ChartSeries[]} */
  const flag = best ? [{ name: t('loss.best', { step: exactCount(best.step), loss: lossWords(best.loss) }), kind: 'points', x: [best.step], y: [best.loss], color: hex('var(--accent)'), size: 10, symbol: 'triangle-up' }] : [];
  return {
    samples: [],
    lines: series,
    figure: {
      kind: 'chart',
      series: [...series, ...flag],
      x: { title: t('loss.steps'), range: [first, Math.max(first + LEAST_STEPS, ...ends)] },
      y: { title: t('loss.title'), log, range: heightsOf(columns.map(({ y }) => y), log, racing) },
      marks: state.marks.map(({ step, label }) => ({ x: step, label })),
      across: true,
      accent: hex('var(--accent)'),
      labels: { whole: t('explore.loss_label') },
    },
  };
}

/** @param {Line} line @param {State} state @returns {string} */
function nameOf({ kind, number }, { layout, pinned }) {
  if (kind === 'run') return layout?.race?.[number]?.label ?? '';
  if (kind === 'pinned') return pinned[number]?.name ?? '';
  return t(kind === 'train' ? 'loss.training' : 'loss.validation');
}

/** @param {Line} line @returns {Pick<ChartSeries, 'color' | 'size' | 'dash'>} */
function inkOf({ kind, number }) {
  if (kind === 'run') return { color: hex(runColor(number)), size: WIDTH, dash: plotDash(runDash(number)) };
  if (kind === 'pinned') return { color: hex('var(--line-strong)'), size: THIN, dash: plotDash(runDash(number)) };
  return kind === 'train' ? { color: hex('var(--ink)'), size: WIDTH } : { color: hex('var(--soft)'), size: WIDTH, dash: 'dash' };
}
