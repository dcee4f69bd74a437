/**
 * Maps and surfaces: what Plotly is given for one, its traces and its layout. Pure.
 *
 * @typedef {[number, number, number | null]} Spot x, y and how high, null where that is not known
 * @typedef {{font: string, ink: string, soft: string, line: string, panel: string, size: number}} PlotTheme
 *
 * @typedef {Object} MapDrawing
 * @property {'contour' | 'surface'} kind
 * @property {number[]} x of the columns, rising evenly
 * @property {number[]} y of the rows
 * @property {(number | null)[][]} heights a row for each y
 * @property {{values: number[], texts: string[]} | null} ticks of the heights; null: as Plotly likes
 * @property {Spot[]} path
 * @property {Spot | null} present
 * @property {PlotTheme} theme
 * @property {{x: string, y: string, height: string, whole: string}} labels
 */

/** Valleys are deep water. Of lightness that rises all the way, so that nobody needs to tell the hues apart. */
const COLORS = [
  [0, '#0a2c6b'], [0.2, '#1f5bb5'], [0.45, '#6fa5df'], [0.7, '#c3d9ec'], [0.88, '#f0e7d3'], [1, '#f8f1e4'],
];
const LEVELS = 18;
const [WAY, HALO] = ['#1d2129', '#ffffff'];
/** Room for numbers and titles; what is left is the map itself, wherever its colorbar would push. */
export const MARGIN = { l: 62, r: 86, t: 12, b: 46 };

/** @param {MapDrawing} drawing @returns {object[]} */
export function tracesOf(drawing) {
  const common = { x: drawing.x, y: drawing.y, z: drawing.heights, colorscale: COLORS, colorbar: barOf(drawing), hoverinfo: 'skip' };
  if (drawing.kind === 'surface') return [{ ...common, type: 'surface', contours: { x: NO_LINES, y: NO_LINES, z: NO_LINES } }, ...wayOf(drawing)];
  const lines = { color: 'rgba(29, 33, 41, 0.28)', width: 0.7 };
  return [{ ...common, type: 'contour', autocontour: false, line: lines, contours: { coloring: 'heatmap', ...levelsOf(drawing) } }, ...wayOf(drawing)];
}

/** Plotly's own levels may lie outside of the heights, where it then fails. @param {Pick<MapDrawing, 'heights'>} drawing */
export function levelsOf({ heights }) {
  const finite = heights.flat().filter((height) => height !== null);
  if (finite.length === 0) return { start: 0, end: 0, size: 1 };
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const size = (high - low) / LEVELS || 1;
  return { start: low + size / 2, end: Math.max(high - size / 2, low + size / 2), size };
}

const NO_LINES = { highlight: false };

/** @param {MapDrawing} drawing */
function barOf({ ticks, theme, labels }) {
  const numbers = ticks ? { tickmode: 'array', tickvals: ticks.values, ticktext: ticks.texts } : { nticks: 6 };
  return {
    ...numbers, thickness: 10, outlinewidth: 0, len: 0.9, xpad: 8, ypad: 0, tickfont: { color: theme.soft },
    title: { text: labels.height, side: 'top', font: { color: theme.soft } },
  };
}

/** The way, where it began, and where it is now; told apart by their shapes. @param {MapDrawing} drawing @returns {object[]} */
function wayOf({ kind, heights, path, present }) {
  const flat = kind === 'contour';
  // What lay exactly in the surface would be half hidden in it.
  const lift = levelsOf({ heights }).size * 0.8;
  /** @param {Spot[]} spots @param {object} looks */
  const trace = (spots, looks) => ({
    type: flat ? 'scatter' : 'scatter3d', x: spots.map(([x]) => x), y: spots.map(([, y]) => y),
    ...(flat ? {} : { z: spots.map(([, , z]) => (z === null ? null : z + lift)) }), hoverinfo: 'skip', showlegend: false, ...looks,
  });
  /** @param {string} symbol @param {number} size */
  const marker = (symbol, size) => ({ mode: 'markers', marker: { symbol, size, color: HALO, line: { color: WAY, width: 3 } } });
  const lines = path.length < 2 ? [] : [
    ...(flat ? [trace(path, { mode: 'lines', line: { color: HALO, width: 5 } })] : []),
    trace(path, { mode: 'lines', line: { color: WAY, width: flat ? 2.2 : 5 } }),
    trace(path.slice(0, 1), marker('square', flat ? 10 : 5)),
  ];
  return present ? [...lines, trace([present], marker('circle', flat ? 13 : 7))] : lines;
}

/** @param {MapDrawing} drawing @returns {object} */
export function layoutOf({ kind, x, y, theme, labels }) {
  const common = {
    paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', font: { family: theme.font, size: theme.size, color: theme.soft },
    separators: '.,', uirevision: 'kept',
  };
  /** @param {string} title @param {number[]} range */
  const axis = (title, range) => ({
    title: { text: title, font: { color: theme.ink } }, range, gridcolor: theme.line, zeroline: false, nticks: 8,
    showline: false, ticks: '', fixedrange: true,
  });
  const [across, up] = [axis(labels.x, [x[0], x[x.length - 1]]), axis(labels.y, [y[0], y[y.length - 1]])];
  if (kind === 'contour') {
    return { ...common, margin: MARGIN, xaxis: { ...across, title: { ...across.title, standoff: 8 } }, yaxis: { ...up, title: { ...up.title, standoff: 6 } } };
  }
  const flying = { nticks: 5, backgroundcolor: theme.panel, showbackground: false };
  const [xaxis, yaxis] = [across, up].map((own) => ({ ...own, ...flying }));
  const zaxis = { title: { text: '' }, showticklabels: false, gridcolor: theme.line, zeroline: false, showbackground: false };
  const camera = { eye: { x: -0.75, y: -1.15, z: 1.25 }, center: { x: 0, y: 0, z: -0.22 } };
  return { ...common, margin: { l: 0, r: 70, t: 0, b: 0 }, scene: { xaxis, yaxis, zaxis, camera, aspectmode: 'manual', aspectratio: { x: 1, y: 1, z: 0.55 }, hovermode: false } };
}

/** @param {MapDrawing} drawing @returns {object} what Plotly itself may do: a flat map is pointed at without its help */
export function configOf({ kind }) {
  return { staticPlot: kind === 'contour', displayModeBar: false };
}

/** @param {MapDrawing} drawing @returns {string} the element's role */
export function roleOf({ kind }) {
  return kind === 'contour' ? 'application' : 'img';
}

/**
 * The column and row nearest to a place in a contour's picture; null outside of it.
 * @param {MapDrawing} drawing
 * @param {{x: number, y: number, width: number, height: number}} place in pixels
 * @returns {{column: number, row: number} | null}
 */
export function cellAt({ x, y }, { x: across, y: down, width, height }) {
  const right = (across - MARGIN.l) / (width - MARGIN.l - MARGIN.r);
  const up = 1 - (down - MARGIN.t) / (height - MARGIN.t - MARGIN.b);
  if (!(right >= 0 && right <= 1 && up >= 0 && up <= 1)) return null;
  return { column: Math.round(right * (x.length - 1)), row: Math.round(up * (y.length - 1)) };
}

/**
 * Where a column and row are in a contour's picture.
 * @param {MapDrawing} drawing
 * @param {{column: number, row: number}} cell
 * @param {{width: number, height: number}} size
 * @returns {[number, number]}
 */
export function placeOf({ x, y }, { column, row }, { width, height }) {
  const right = MARGIN.l + ((width - MARGIN.l - MARGIN.r) * column) / (x.length - 1);
  const up = MARGIN.t + (height - MARGIN.t - MARGIN.b) * (1 - row / (y.length - 1));
  return [right, up];
}
