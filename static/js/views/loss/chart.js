/**
 * The loss chart itself, by uPlot: loaded when there is something to draw.
 *
 * @import { Mark, Stopping } from '../../types.js'
 * @import { Best } from './best.js'
 * @import { Drawing, Line, Watched } from './series.js'
 */

import uPlot from 'uplot';
import { logTicks, tickText } from '../../lib/axes.js';
import { resolveColors } from '../../lib/palette.js';
import { runColor, runDash } from '../../lib/racing.js';
import { heightsOf, stepText } from './axes.js';
import { drawFlag, drawWayBack } from './best.js';
import { drawMarks } from './marks.js';
import { valueAt } from './series.js';

const LINEAR = 1;
const LOGARITHMIC = 3;
/** How much of a line is left while another one is pointed at. */
const DIMMED = 0.2;
/** What is left of a line under its average. */
const PALE = 0.3;
const INKS = { ink: 'var(--ink)', soft: 'var(--soft)', faint: 'var(--line-strong)', line: 'var(--line)', accent: 'var(--accent)', panel: 'var(--panel)' };

/** @typedef {{[name in keyof typeof INKS]: string}} Inks */
/** @typedef {{inks: Inks, font: string, size: number, stroke: number}} Style */

/**
 * @param {HTMLElement} box
 * @param {{hovered: (values: {step: number, of: number[]} | null) => void}} hooks `of`: what each line says there
 */
export function createChart(box, { hovered }) {
  /** @type {Mark[]} */
  let marks = [];
  /** @type {Line[]} */
  let lines = [];
  /** @type {uPlot.AlignedData} */
  let data = [[]];
  let log = false;
  /** @type {number | null} */
  let lit = null;
  /** @type {Best | null} */
  let best = null;
  /** @type {Stopping | null} */
  let stopping = null;
  /** @type {uPlot | null} */
  let plot = null;

  function build() {
    plot?.destroy();
    const style = styleOf(box);
    const setCursor = (/** @type {uPlot} */ { cursor: { idx } }) => hovered(typeof idx === 'number' ? at(idx) : null);
    const draw = (/** @type {uPlot} */ chart) => drawMarks(chart, marks, style);
    const flag = (/** @type {uPlot} */ chart) => {
      if (stopping) drawWayBack(chart, stopping, style);
      if (best) drawFlag(chart, best, style);
    };
    const hooks = { setCursor: [setCursor], drawAxes: [draw], draw: [flag] };
    const options = { ...optionsOf(style, log, lines), ...sizeOf(box), hooks };
    plot = new uPlot(options, data, box);
    if (lit !== null) plot.setSeries(lit + 1, { focus: true });
  }

  /** @param {number} index */
  function at(index) {
    const [steps, ...values] = data;
    return { step: steps[index], of: values.map((each) => valueAt(each, index)) };
  }

  return {
    /** @param {Drawing} drawing @param {Mark[]} newMarks @param {boolean} newLog @param {Watched | null} watched */
    draw(drawing, newMarks, newLog, watched) {
      const newLines = watched ? [...drawing.lines, watched.line] : drawing.lines;
      const rebuild = !plot || log !== newLog || !sameLines(lines, newLines);
      const tables = /** @type {uPlot.AlignedData[]} */ (watched ? [...drawing.tables, watched.table] : drawing.tables);
      data = tables.length === 1 ? tables[0] : uPlot.join(tables);
      lines = newLines;
      stopping = watched?.story ?? null;
      best = drawing.best ?? stopping?.best ?? null;
      marks = newMarks;
      log = newLog;
      if (rebuild) build();
      else plot?.setData(data);
    },
    /** Let the others recede. @param {number | null} line */
    emphasize(line) {
      if (lit === line) return;
      lit = line;
      plot?.setSeries(line === null ? /** @type {any} */ (null) : line + 1, { focus: true });
    },
    restyle: () => plot && build(),
    resize: () => plot?.setSize(sizeOf(box)),
    destroy: () => plot?.destroy(),
  };
}

/** @param {Line[]} some @param {Line[]} others */
function sameLines(some, others) {
  return some.length === others.length && some.every(({ kind, pale }, i) => kind === others[i].kind && pale === others[i].pale);
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

/** @param {Style} style @param {boolean} log @param {Line[]} lines @returns {Omit<uPlot.Options, 'width' | 'height'>} */
function optionsOf(style, log, lines) {
  const { size } = style;
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    focus: { alpha: DIMMED },
    padding: [size * 0.6, size * 1.6, 0, 0],
    scales: {
      x: { time: false, range: (_, low, high) => [low ?? 0, Math.max(high ?? 0, (low ?? 0) + 10)] },
      y: { distr: log ? LOGARITHMIC : LINEAR, range: ({ data: [, ...values] }) => heightsOf(values, log, lines[0]?.kind === 'run') },
    },
    series: [{}, ...lines.map((line) => ({ ...strokeOf(line, style), alpha: line.pale ? PALE : 1, points: { show: false } }))],
    axes: [xAxis(style), yAxis(style, log)],
  };
}

/** @param {Line} line @param {Style} style @returns {uPlot.Series} */
function strokeOf({ kind, number }, { inks, stroke: width }) {
  if (kind === 'train') return { stroke: inks.ink, width };
  if (kind === 'validation') return { stroke: inks.soft, width, dash: [5, 4] };
  if (kind === 'watched') return { stroke: inks.accent, width, dash: [2, 3] };
  if (kind === 'pinned') return { stroke: inks.faint, width, dash: runDash(number) };
  return { stroke: resolveColors([runColor(number)])[0], width, dash: runDash(number) };
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
    size: size * 3.9,
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
