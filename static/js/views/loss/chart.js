/**
 * The loss chart itself, by uPlot: loaded when there is something to draw.
 *
 * @import { Mark, Stopping } from '../../types.js'
 * @import { Best, Drawing, Line, Watched } from './series.js'
 */

import uPlot from 'uplot';
import { logTicks, tickText } from '../../lib/axes.js';
import { resolveColors } from '../../lib/palette.js';
import { runColor, runDash } from '../../lib/racing.js';
import { heightsOf, stepText, valueAt } from './series.js';

const LINEAR = 1;
const LOGARITHMIC = 3;
/** How much of a line is left while another one is pointed at. */
const DIMMED = 0.2;
/** What is left of a line under its average. */
const PALE = 0.3;
/** Names of marks stand in up to this many rows; what finds no room keeps its line. */
const ROWS = 3;
/** The flag at the best step and the arrow back to it, in heights of the text. */
const POLE = 1.5;
const HEAD = 0.6;
const LIFT = 1.6;
const CLOTH = { width: 0.75, height: 0.6 };
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

/**
 * What was done to the network, as thin lines with their names.
 * @param {uPlot} chart
 * @param {Mark[]} marks
 * @param {Style} style
 */
function drawMarks(chart, marks, { inks, font, size }) {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const low = chart.scales.x.min ?? 0;
  const high = chart.scales.x.max ?? 0;
  /** Where the last name of each row ends. */
  const ends = new Array(ROWS).fill(-Infinity);
  ctx.save();
  ctx.font = font.replace(/^[\d.]+px/, `${size * 0.92 * ratio}px`);
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  for (const { step, label } of marks) {
    if (step < low || step > high) continue;
    const x = Math.round(chart.valToPos(step, 'x', true));
    ctx.fillStyle = inks.accent;
    ctx.globalAlpha = 0.55;
    ctx.fillRect(x, bbox.top, ratio, bbox.height);
    ctx.globalAlpha = 1;
    const width = ctx.measureText(label).width;
    const left = Math.min(x + 3 * ratio, bbox.left + bbox.width - width);
    const row = ends.findIndex((end) => left > end);
    if (row < 0) continue;
    ends[row] = left + width + 4 * ratio;
    ctx.fillText(label, left, bbox.top + row * size * 1.15 * ratio);
  }
  ctx.restore();
}

/**
 * The best step, as a little flag.
 * @param {uPlot} chart
 * @param {Best} best
 * @param {Style} style
 */
function drawFlag(chart, { step, loss }, { inks, size, stroke }) {
  const { ctx, bbox } = chart;
  const unit = size * devicePixelRatio;
  const x = chart.valToPos(step, 'x', true);
  const y = Math.max(bbox.top, Math.min(bbox.top + bbox.height, chart.valToPos(loss, 'y', true)));
  if (!Number.isFinite(x + y)) return;
  // Upward where there is room, for the other lines are mostly below.
  const up = y - POLE * unit < bbox.top ? -1 : 1;
  const left = x + CLOTH.width * unit > bbox.left + bbox.width ? -1 : 1;
  const tip = y - up * POLE * unit;
  ctx.save();
  ctx.strokeStyle = inks.accent;
  ctx.fillStyle = inks.accent;
  ctx.setLineDash([]);
  ctx.lineWidth = stroke * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x, tip);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x, tip);
  ctx.lineTo(x + left * CLOTH.width * unit, tip + (up * CLOTH.height * unit) / 2);
  ctx.lineTo(x, tip + up * CLOTH.height * unit);
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x, y, stroke * 1.6 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.restore();
}

/**
 * An arrow from the last step that early stopping saw back to the best one.
 *
 * @param {uPlot} chart
 * @param {Stopping} stopping
 * @param {Style} style
 */
function drawWayBack(chart, { best, last }, { inks, size, stroke }) {
  const { ctx, bbox } = chart;
  const unit = size * devicePixelRatio;
  const [from, to] = [last, best].map(({ step, loss }) => ({
    x: chart.valToPos(step, 'x', true),
    y: Math.max(bbox.top + unit, Math.min(bbox.top + bbox.height, chart.valToPos(loss, 'y', true))),
  }));
  if (!Number.isFinite(from.x + from.y + to.x + to.y) || Math.abs(from.x - to.x) < 1) return;
  const middle = { x: (from.x + to.x) / 2, y: Math.max(bbox.top, Math.min(from.y, to.y) - LIFT * unit) };
  const length = Math.hypot(to.x - middle.x, to.y - middle.y);
  const along = { x: (to.x - middle.x) / length, y: (to.y - middle.y) / length };
  const head = HEAD * unit;
  ctx.save();
  ctx.strokeStyle = inks.accent;
  ctx.fillStyle = inks.accent;
  ctx.setLineDash([]);
  ctx.lineWidth = stroke * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.quadraticCurveTo(middle.x, middle.y, to.x - along.x * head, to.y - along.y * head);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(to.x, to.y);
  for (const side of [-1, 1]) {
    ctx.lineTo(to.x - along.x * head + (side * along.y * head) / 2, to.y - along.y * head - (side * along.x * head) / 2);
  }
  ctx.fill();
  ctx.restore();
}
