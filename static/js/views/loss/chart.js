/**
 * The loss chart itself, by uPlot: loaded when there is something to draw.
 *
 * @import { LossColumns, Mark } from '../../types.js'
 * @import { Range } from '../../lib/axes.js'
 * @import { Best } from './best.js'
 * @import { Smoothing } from './smoothing.js'
 */

import uPlot from 'uplot';
import { extent, logRange, logTicks, nice, tickText } from '../../lib/axes.js';
import { resolveColors } from '../../lib/palette.js';
import { bestOf, drawFlag } from './best.js';
import { drawMarks } from './marks.js';
import { smoothed } from './smoothing.js';

const LINEAR = 1;
const LOGARITHMIC = 3;
/** What is left of a line under its average. */
const PALE = 0.3;
const INKS = { ink: 'var(--ink)', soft: 'var(--soft)', line: 'var(--line)', accent: 'var(--accent)', panel: 'var(--panel)' };

/** @typedef {{[name in keyof typeof INKS]: string}} Inks */
/** @typedef {{inks: Inks, font: string, size: number, stroke: number}} Style */

/**
 * @param {HTMLElement} box
 * @param {{hovered: (values: {step: number, train: number, validation: number} | null) => void}} hooks
 */
export function createChart(box, { hovered }) {
  /** @type {Mark[]} */
  let marks = [];
  /** @type {LossColumns} */
  let shown = { step: new Float64Array(), train: new Float64Array(), validation: new Float64Array() };
  let log = false;
  /** @type {Smoothing} */
  let smoothing = 'off';
  /** @type {Best | null} */
  let best = null;
  /** @type {uPlot | null} */
  let plot = null;

  function build() {
    plot?.destroy();
    const style = styleOf(box);
    const setCursor = (/** @type {uPlot} */ { cursor: { idx } }) => hovered(typeof idx === 'number' ? at(idx) : null);
    const draw = (/** @type {uPlot} */ chart) => drawMarks(chart, marks, style);
    const flag = (/** @type {uPlot} */ chart) => best && drawFlag(chart, best, style);
    const hooks = { setCursor: [setCursor], drawAxes: [draw], draw: [flag] };
    plot = new uPlot({ ...optionsOf(style, log, smoothing), ...sizeOf(box), hooks }, dataOf(shown, log, smoothing), box);
  }

  /** @param {number} index */
  function at(index) {
    return { step: shown.step[index], train: shown.train[index], validation: shown.validation[index] };
  }

  return {
    /**
     * @param {LossColumns} columns
     * @param {Mark[]} newMarks
     * @param {boolean} newLog
     * @param {Smoothing} newSmoothing
     * @returns {Best | null} the best step drawn
     */
    draw(columns, newMarks, newLog, newSmoothing) {
      const rebuild = !plot || log !== newLog || smoothing !== newSmoothing;
      shown = columns;
      marks = newMarks;
      log = newLog;
      smoothing = newSmoothing;
      best = bestOf(columns);
      if (rebuild) build();
      else plot?.setData(dataOf(shown, log, smoothing));
      return best;
    },
    restyle: () => plot && build(),
    resize: () => plot?.setSize(sizeOf(box)),
    destroy: () => plot?.destroy(),
  };
}

/**
 * uPlot leaves a gap at null; a logarithm has no place for what is not positive.
 * @param {LossColumns} columns
 * @param {boolean} log
 * @param {Smoothing} smoothing
 * @returns {uPlot.AlignedData} after the losses, their averages where they are smoothed
 */
function dataOf({ step, train, validation }, log, smoothing) {
  const drawable = (/** @type {number} */ value) => (Number.isFinite(value) && (!log || value > 0) ? value : null);
  const averages = smoothing === 'off' ? [] : [train, validation].map((loss) => smoothed(loss, smoothing));
  return [step, ...[train, validation, ...averages].map((loss) => Array.from(loss, drawable))];
}

/** @param {HTMLElement} box */
function sizeOf({ clientWidth, clientHeight }) {
  return { width: Math.max(80, clientWidth), height: Math.max(60, clientHeight) };
}

/** @param {HTMLElement} box @returns {Style} */
function styleOf(box) {
  const style = getComputedStyle(box);
  const names = /** @type {(keyof Inks)[]} */ (Object.keys(INKS));
  const colors = resolveColors(names.map((name) => INKS[name]));
  const inks = /** @type {Inks} */ (Object.fromEntries(names.map((name, i) => [name, colors[i]])));
  const size = Number.parseFloat(style.fontSize);
  const stroke = Number.parseFloat(style.getPropertyValue('--stroke-thin'));
  return { inks, size, font: `${size}px ${style.fontFamily}`, stroke };
}

/** @param {Style} style @param {boolean} log @param {Smoothing} smoothing @returns {Omit<uPlot.Options, 'width' | 'height'>} */
function optionsOf(style, log, smoothing) {
  const { inks, size, stroke } = style;
  const points = { show: false };
  const lines = [
    { stroke: inks.ink, width: stroke, points },
    { stroke: inks.soft, width: stroke, dash: [5, 4], points },
  ];
  const averages = smoothing === 'off' ? [] : lines;
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    padding: [size * 0.6, size, 0, 0],
    scales: {
      x: { time: false, range: (_, low, high) => [low ?? 0, Math.max(high ?? 0, (low ?? 0) + 10)] },
      y: { distr: log ? LOGARITHMIC : LINEAR, range: (chart) => heightsOf(chart, log) },
    },
    series: [{}, ...lines.map((line) => ({ ...line, alpha: averages.length > 0 ? PALE : 1 })), ...averages],
    axes: [xAxis(style), yAxis(style, log)],
  };
}

/** @param {uPlot} chart @param {boolean} log @returns {Range} */
function heightsOf({ data }, log) {
  const known = data.slice(1).flatMap((series) => {
    const range = extent(/** @type {Iterable<number>} */ (notNull(series)));
    return range[0] === 0 && range[1] === 0 ? [] : range;
  });
  const [low, high] = extent(known);
  return log ? logRange([low, high]) : [0, nice([0, high])[1]];
}

/** @param {ArrayLike<number | null | undefined>} series */
function* notNull(series) {
  for (let i = 0; i < series.length; i++) if (typeof series[i] === 'number') yield series[i];
}

/** @param {Style} style @returns {uPlot.Axis} */
function xAxis({ inks, font, size }) {
  return {
    font,
    stroke: inks.soft,
    size: size * 2,
    gap: size * 0.3,
    space: size * 6,
    grid: { show: false },
    ticks: { stroke: inks.line, size: 4, width: 1 },
    incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7],
    values: (_, ticks) => ticks.map(stepText),
  };
}

/** @param {Style} style @param {boolean} log @returns {uPlot.Axis} */
function yAxis({ inks, font, size }, log) {
  return {
    font,
    stroke: inks.soft,
    size: size * 3.6,
    gap: size * 0.4,
    space: size * 2,
    grid: { stroke: inks.line, width: 1 },
    ticks: { show: false },
    values: (_, ticks) => ticks.map(tickText),
    ...(log && {
      splits: (chart, _, low, high) => logTicks(low, high, Math.max(2, Math.floor(chart.height / (size * 2.6)))),
      filter: (_, ticks) => ticks,
    }),
  };
}

/** @param {number} step @returns {string} */
function stepText(step) {
  if (step >= 1e6) return `${step / 1e6}M`;
  return step >= 1e4 ? `${step / 1e3}k` : String(step);
}
