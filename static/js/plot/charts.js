/**
 * Charts of lines and points to explore: what Plotly is given for one, its traces and its layout. Pure.
 *
 * @import { PlotTheme } from './maps.js'
 *
 * @typedef {[number, number]} Range
 * @typedef {{x: Range, y: Range | null}} Selection `y` null: whatever the height
 *
 * @typedef {Object} ChartSeries
 * @property {string} name
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number | null>} y
 * @property {'line' | 'points'} kind
 * @property {string} color #rrggbb
 * @property {number} size of a line's width, or a point's diameter
 * @property {string} [dash] of a line, as Plotly writes it
 * @property {string} [symbol] of points, as Plotly names it
 * @property {number} [opacity]
 *
 * @typedef {Object} ChartDrawing
 * @property {'chart'} kind
 * @property {ChartSeries[]} series
 * @property {{title: string, range: Range, dates?: 'dates' | 'times'}} x dates, and times of a day, in milliseconds since 1970
 * @property {{title: string, log: boolean, range: Range}} y
 * @property {{x: number, label: string}[]} marks vertical lines with names
 * @property {'zoom' | 'select'} tool what dragging does
 * @property {boolean} across whether a selection is of all heights
 * @property {Selection | null} selection
 * @property {number} choice another one puts the selection in the place of what was dragged
 * @property {number} revision another one shows the whole chart again
 * @property {PlotTheme} theme
 * @property {string} accent
 * @property {{whole: string}} labels
 */

const MARGIN = { l: 58, r: 18, t: 14, b: 44 };
/** Names of marks stand in so many rows. */
const ROWS = 4;
const DIGITS = '.4~g';
/** Beyond this ratio a logarithmic axis has powers of ten only. */
const MANY_TICKS = 300;

/** @param {ChartDrawing} drawing @returns {object[]} */
export function tracesOf({ series, theme }) {
  return series.map(({ name, x, y, kind, color, size, dash = 'solid', symbol = 'circle', opacity = 1 }) => ({
    type: 'scatter',
    name: escaped(name),
    x: Array.from(x),
    y: Array.from(y),
    opacity,
    hovertemplate: '%{y}',
    ...(kind === 'line'
      ? { mode: 'lines', line: { color, width: size, dash }, connectgaps: false }
      : { mode: 'markers', cliponaxis: false, marker: { color, size, symbol, line: { color: symbol.endsWith('open') ? color : theme.panel, width: symbol.endsWith('open') ? 2 : 0.5 } } }),
    selected: { marker: { opacity: 1 } },
    unselected: { marker: { opacity: 0.25 } },
  }));
}

/** @param {ChartDrawing} drawing @returns {object} */
export function layoutOf(drawing) {
  const { x, y, theme, tool, across, selection, revision, choice, accent } = drawing;
  const axis = { gridcolor: theme.line, zeroline: false, linecolor: theme.line, tickcolor: theme.line, automargin: true };
  const title = (/** @type {string} */ text) => ({ text: escaped(text), font: { color: theme.ink } });
  const rim = { line: { color: accent, width: 1.5, dash: 'solid' }, fillcolor: accent, opacity: 0.9 };
  return {
    paper_bgcolor: theme.panel,
    plot_bgcolor: theme.panel,
    font: { family: theme.font, size: theme.size, color: theme.soft },
    margin: MARGIN,
    separators: '.,',
    uirevision: revision,
    selectionrevision: choice,
    dragmode: tool,
    selectdirection: across ? 'h' : 'any',
    hovermode: 'x unified',
    hoverlabel: { bgcolor: theme.panel, bordercolor: theme.line, font: { family: theme.font, color: theme.ink } },
    legend: { orientation: 'h', x: 0, y: 1.01, yanchor: 'bottom', font: { color: theme.ink } },
    xaxis: { ...axis, title: title(x.title), range: x.range, showgrid: false, ticks: 'outside', ...kindOf(x) },
    yaxis: { ...axis, title: title(y.title), hoverformat: DIGITS, ...heightsOf(y) },
    newselection: { line: rim.line, mode: 'immediate' },
    activeselection: { fillcolor: accent, opacity: 0.08 },
    selections: selection ? [{ type: 'rect', xref: 'x', yref: 'y', ...boxOf(selection, y), line: rim.line, opacity: rim.opacity }] : [],
    ...marksOf(drawing),
  };
}

/** @param {ChartDrawing['x']} x */
function kindOf({ dates }) {
  if (!dates) return { hoverformat: DIGITS };
  return dates === 'times' ? { type: 'date', tickformat: '%H:%M', hoverformat: '%H:%M:%S' } : { type: 'date' };
}

/** @param {ChartDrawing['y']} y */
function heightsOf({ log, range }) {
  if (!log) return { type: 'linear', range };
  return { type: 'log', range: range.map(Math.log10), dtick: range[1] > MANY_TICKS * range[0] ? 1 : 'D2', tickformat: '.3~g' };
}

/** @param {Selection} selection @param {ChartDrawing['y']} y */
function boxOf({ x: [x0, x1], y: heights }, { range, log }) {
  // With room beyond what is shown: its ends would be read as the selection's.
  const [low, high] = range;
  const [y0, y1] = heights ?? (log ? [low / 10, high * 10] : [low - (high - low), high + (high - low)]);
  return { x0, x1, y0, y1 };
}

/** Vertical lines, their names in rows one below the other. @param {ChartDrawing} drawing */
function marksOf({ marks, accent, theme }) {
  return {
    shapes: marks.map(({ x }) => ({ type: 'line', x0: x, x1: x, yref: 'paper', y0: 0, y1: 1, line: { color: accent, width: 1 }, opacity: 0.55, layer: 'below' })),
    annotations: marks.map(({ x, label }, i) => ({
      x, yref: 'paper', y: 1 - 0.05 * (i % ROWS), text: escaped(label), showarrow: false, xanchor: 'left', yanchor: 'top', xshift: 2,
      font: { size: theme.size - 1, color: accent },
    })),
  };
}

/** Plotly reads tags in its texts, and names come from files and from other people. @param {string} text */
export function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @returns {object} */
export function configOf() {
  return { displayModeBar: false, doubleClick: 'reset', responsive: false, scrollZoom: true };
}

/** @returns {string} */
export function roleOf() {
  return 'application';
}
