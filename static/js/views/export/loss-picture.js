/**
 * The loss over time as vectors: the lines, marks and flag that the page's chart draws into pixels.
 *
 * @import { State } from '../../types.js'
 * @import { Figure, LegendItem } from '../../lib/picture.js'
 * @import { Drawing, Line, Watched } from '../loss/series.js'
 */

import { axisBottom, axisLeft } from 'd3-axis';
import { scaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { line as lineOf } from 'd3-shape';
import { exactCount, t } from '../../i18n.js';
import { logTicks, tickText } from '../../lib/axes.js';
import { svg, text } from '../../lib/dom.js';
import { lossWords } from '../../lib/format.js';
import { runColor, runDash } from '../../lib/racing.js';
import { drawingOf, heightsOf, stepText, watchedOf } from '../loss/series.js';

const HEIGHT = 340;
const TEXT = 14;
const POINTS = 2000;
const ROWS = 3;
const LEAST_STEPS = 10;
const LINE = 'M1 5h24';
const FLAG = 'M9 9.5V.5l8 2.5-8 2.5';

/**
 * @typedef {import('d3-scale').ScaleLinear<number, number>} Scale
 * @typedef {{x: Scale, heights: Scale, log: boolean, y: (loss: number) => number, left: number, right: number, top: number,
 *   bottom: number}} Place `heights` are losses or, with `log`, their logarithms; `y` is where a loss is
 */

/** @param {State} state @param {HTMLElement} place @param {number} width @returns {Figure} */
export function drawLoss(state, place, width) {
  const { logLoss: log } = state.view;
  const drawing = withWatched(drawingOf(state, { log, points: POINTS, smoothing: 'off' }), watchedOf(state, log));
  const plot = placeOf(drawing, log, state.raceLosses !== null, width);
  const lines = svg('g', { 'clip-path': 'url(#loss-clip)' }, ...pathsOf(drawing, plot));
  const { left, top, right, bottom } = plot;
  const clip = svg('clipPath', { id: 'loss-clip' }, svg('rect', { x: left, y: top - 2, width: right - left + 2, height: bottom - top + 4 }));
  const parts = [clip, ...axesOf(plot), drawMarks(state, plot, place), lines, ...(drawing.best ? [drawFlag(drawing.best, plot)] : [])];
  return { drawing: parts, height: HEIGHT, legend: legendOf(state, drawing) };
}

/** What early stopping saw, as one more line. @param {Drawing} drawing @param {Watched | null} watched @returns {Drawing} */
function withWatched({ lines, tables, best }, watched) {
  if (!watched) return { lines, tables, best };
  return { lines: [...lines, watched.line], tables: [...tables, watched.table], best: best ?? watched.story.best };
}

/** @param {Drawing} drawing @param {boolean} log @param {boolean} racing @param {number} width @returns {Place} */
function placeOf({ tables }, log, racing, width) {
  const place = { left: TEXT * 3.6, right: width - TEXT, top: TEXT, bottom: HEIGHT - TEXT * 2 };
  const steps = tables.map(([step]) => step).filter(({ length }) => length > 0);
  const [low, high] = [Math.min(...steps.map((step) => step[0]), Infinity), Math.max(...steps.map((step) => step[step.length - 1]), 0)];
  const first = Number.isFinite(low) ? low : 0;
  const range = heightsOf(tables.flatMap(([, ...values]) => values), log, racing);
  const heights = scaleLinear(log ? range.map(Math.log10) : range, [place.bottom, place.top]);
  const x = scaleLinear([first, Math.max(high, first + LEAST_STEPS)], [place.left, place.right]);
  return { ...place, x, heights, log, y: (loss) => heights(log ? Math.log10(loss) : loss) };
}

/** @param {Drawing} drawing @param {Place} place @returns {SVGPathElement[]} */
function pathsOf({ lines, tables }, { x, y }) {
  const series = tables.flatMap(([steps, ...columns]) => columns.map((values) => ({ steps, values })));
  return series.map(({ steps, values }, i) => {
    // Where runs diverged the line leaves the chart instead of breaking what reads it.
    const toPath = lineOf().defined(([, at]) => Number.isFinite(at)).digits(1);
    const points = Array.from(values, (value, j) => /** @type {[number, number]} */ ([x(steps[j]), value === null ? NaN : Math.max(-1e4, y(value))]));
    return svg('path', { ...inkOf(lines[i]), d: toPath(points) ?? '' });
  });
}

/** @param {Line} line */
function inkOf({ kind, number }) {
  if (kind === 'run') return { class: 'picture-loss', 'stroke-dasharray': runDash(number).join(' ') || null, style: { stroke: runColor(number) } };
  if (kind === 'pinned') return { class: 'picture-loss pinned-line', 'stroke-dasharray': runDash(number).join(' ') || null };
  return { class: `picture-loss loss-${kind}` };
}

/** @param {Place} place @returns {SVGElement[]} */
function axesOf({ x, heights, log, left, right, top, bottom }) {
  const most = Math.max(2, Math.floor((bottom - top) / (TEXT * 2.4)));
  const [low, high] = heights.domain();
  const ticks = log ? logTicks(10 ** low, 10 ** high, most).map(Math.log10) : heights.ticks(most);
  const across = svg('g', { class: 'picture-axis', transform: `translate(0 ${bottom})` });
  const up = svg('g', { class: 'picture-axis bare', transform: `translate(${left} 0)` });
  select(across).call(axisBottom(x).ticks(8).tickFormat((step) => stepText(Number(step))).tickSize(4).tickPadding(TEXT * 0.4));
  select(up).call(axisLeft(heights).tickValues(ticks).tickFormat((tick) => tickText(log ? 10 ** Number(tick) : Number(tick))).tickSize(0).tickPadding(TEXT * 0.5));
  // An axis sets its own small type; the picture's applies.
  for (const axis of [across, up]) for (const name of ['font-size', 'font-family']) axis.removeAttribute(name);
  const grid = ticks.map((tick) => svg('line', { x1: left, x2: right, y1: heights(tick), y2: heights(tick) }));
  const steps = svg('text', { class: 'picture-axis-name', x: right, y: bottom - TEXT * 0.5 });
  text(steps, t('loss.steps'));
  return [svg('g', { class: 'fit-grid' }, ...grid), across, up, steps];
}

/** What was done to the network, named in up to three rows. @param {State} state @param {Place} place @param {HTMLElement} host */
function drawMarks({ marks }, { x, left, right, top, bottom }, host) {
  const [low, high] = x.domain();
  const ends = new Array(ROWS).fill(-Infinity);
  const layer = svg('g', { class: 'picture-marks' });
  const measure = svg('svg', { class: 'picture' }, layer);
  host.append(measure);
  for (const { step, label } of marks.filter((mark) => mark.step >= low && mark.step <= high)) {
    const at = x(step);
    layer.append(svg('line', { x1: at, x2: at, y1: top, y2: bottom }));
    const words = svg('text');
    text(words, label);
    layer.append(words);
    const width = words.getComputedTextLength();
    const start = Math.max(left, Math.min(at + 4, right - width));
    const row = ends.findIndex((end) => start > end);
    if (row < 0) words.remove();
    else ends[row] = start + width + 6;
    for (const [name, value] of Object.entries({ x: start, y: top + TEXT * (0.85 + row * 1.15) })) words.setAttribute(name, String(value));
  }
  measure.remove();
  return layer;
}

/** @param {{step: number, loss: number}} best @param {Place} place */
function drawFlag({ step, loss }, { x, y, top, bottom, right }) {
  const [at, height] = [x(step), Math.max(top, Math.min(bottom, y(loss)))];
  const up = height - 1.5 * TEXT < top ? -1 : 1;
  const side = at + TEXT > right ? -1 : 1;
  const tip = height - up * 1.5 * TEXT;
  const pole = `M${at} ${height}V${tip}l${side * 0.75 * TEXT} ${up * 0.3 * TEXT}l${-side * 0.75 * TEXT} ${up * 0.3 * TEXT}`;
  return svg('g', { class: 'loss-flag' }, svg('path', { d: pole }), svg('circle', { cx: at, cy: height, r: 2.4 }));
}

/** @param {State} state @param {Drawing} drawing @returns {LegendItem[]} */
function legendOf({ layout, pinned }, { lines, best, tables }) {
  const swatch = (/** @type {Record<string, unknown>} */ ink, d = LINE) => svg('g', {}, svg('path', { ...ink, d }));
  const validated = tables[0]?.[2]?.some((value) => value !== null) ?? false;
  /** @type {Record<Line['kind'], (number: number) => string>} */
  const names = {
    train: () => t('loss.training'),
    validation: () => t('loss.validation'),
    run: (number) => layout?.race?.[number]?.label ?? '',
    pinned: (number) => pinned[number]?.name ?? '',
    watched: () => t('loss.watched'),
  };
  const items = lines.filter(({ kind }) => kind !== 'validation' || validated)
    .map((line) => ({ label: names[line.kind](line.number), swatch: swatch(inkOf(line)) }));
  if (best) items.push({ label: t('loss.best', { step: exactCount(best.step), loss: lossWords(best.loss) }), swatch: swatch({ class: 'loss-flag' }, FLAG) });
  return items;
}
