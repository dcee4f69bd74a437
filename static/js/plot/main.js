/**
 * The page that draws large plots: what it is to draw is posted to it by the page that frames it, and it posts back
 * what somebody points at and chooses. Pages of other origins are not listened to.
 *
 * @import { Drawing } from './figures.js'
 *
 * @typedef {{column: number, row: number}} Cell
 * @typedef {{type: 'ready', surfaces: boolean} | {type: 'drawn'} | {type: 'pointed', cell: Cell | null}
 *   | {type: 'clicked', cell: Cell}} PlotMessage what it posts
 */

import { cellAt, layoutOf, placeOf, tracesOf } from './figures.js';

const KEYS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
});
const { Plotly } = /** @type {any} */ (globalThis);
const plot = /** @type {HTMLElement} */ (document.getElementById('plot'));
const cursor = /** @type {HTMLElement} */ (document.getElementById('cursor'));
/** @type {Drawing | null} */
let drawing = null;
/** @type {Cell | null} */
let pointed = null;
let [busy, again] = [false, false];

/** @param {PlotMessage} message */
function post(message) {
  window.parent.postMessage(message, location.origin);
}

/** Plotly takes one drawing at a time: what comes meanwhile is drawn after it, the last one only. */
async function draw() {
  if (!drawing) return;
  if (busy) {
    again = true;
    return;
  }
  [busy, again] = [true, false];
  await drawOnce(drawing);
  busy = false;
  if (again) draw();
}

/** @param {Drawing} drawing */
async function drawOnce(drawing) {
  const flat = drawing.kind === 'contour';
  const size = { width: window.innerWidth, height: window.innerHeight };
  plot.setAttribute('aria-label', drawing.labels.whole);
  plot.setAttribute('role', flat ? 'application' : 'img');
  plot.dataset.kind = drawing.kind;
  point(null);
  await Plotly.react(plot, tracesOf(drawing), { ...layoutOf(drawing), ...size }, { staticPlot: flat, displayModeBar: false });
  post({ type: 'drawn' });
}

/** @param {Cell | null} cell */
function point(cell) {
  if (cell?.column === pointed?.column && cell?.row === pointed?.row) return;
  pointed = cell;
  cursor.hidden = cell === null;
  if (cell && drawing) {
    const [left, top] = placeOf(drawing, cell, { width: window.innerWidth, height: window.innerHeight });
    cursor.style.transform = `translate(${left}px, ${top}px)`;
  }
  post({ type: 'pointed', cell });
}

/** @param {PointerEvent | MouseEvent} event @returns {Cell | null} */
function cellUnder({ clientX, clientY }) {
  if (drawing?.kind !== 'contour') return null;
  return cellAt(drawing, { x: clientX, y: clientY, width: window.innerWidth, height: window.innerHeight });
}

/** @param {MouseEvent} event */
function onClick(event) {
  const cell = cellUnder(event);
  if (cell) post({ type: 'clicked', cell });
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (drawing?.kind !== 'contour') return;
  const last = { column: drawing.x.length - 1, row: drawing.y.length - 1 };
  const at = pointed ?? { column: Math.round(last.column / 2), row: Math.round(last.row / 2) };
  if (event.key in KEYS) {
    const [right, up] = KEYS[event.key];
    const within = (/** @type {number} */ value, /** @type {number} */ most) => Math.max(0, Math.min(most, value));
    point({ column: within(at.column + right, last.column), row: within(at.row + up, last.row) });
    event.preventDefault();
  } else if ((event.key === 'Enter' || event.key === ' ') && pointed) {
    post({ type: 'clicked', cell: pointed });
    event.preventDefault();
  }
}

/** @returns {boolean} whether this browser can draw in three dimensions */
function canDrawSurfaces() {
  const context = document.createElement('canvas').getContext('webgl');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

window.addEventListener('message', ({ origin, source, data }) => {
  if (origin !== location.origin || source !== window.parent || data?.type !== 'draw') return;
  drawing = data.drawing;
  draw();
});
window.addEventListener('resize', draw);
plot.addEventListener('pointermove', (event) => point(cellUnder(event)));
plot.addEventListener('pointerleave', () => point(null));
plot.addEventListener('blur', () => point(null));
plot.addEventListener('click', onClick);
plot.addEventListener('keydown', onKey);
post({ type: 'ready', surfaces: canDrawSurfaces() });
