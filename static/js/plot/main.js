/**
 * The page that draws large plots: what it is to draw is posted to it by the page that frames it, and it posts back
 * what somebody points at and chooses. Pages of other origins are not listened to.
 *
 * @import { ChartDrawing, Selection } from './charts.js'
 * @import { MapDrawing } from './maps.js'
 * @import { Cell } from './pointing.js'
 *
 * @typedef {MapDrawing | ChartDrawing} Drawing
 * @typedef {{type: 'draw', drawing: Drawing} | {type: 'image', format: 'png' | 'svg'}} PlotWish what is posted to it
 * @typedef {{type: 'ready', surfaces: boolean} | {type: 'drawn'} | {type: 'pointed', cell: Cell | null}
 *   | {type: 'clicked', cell: Cell} | {type: 'selected', selection: Selection | null} | {type: 'escaped'}
 *   | {type: 'image', format: 'png' | 'svg', content: Blob} | {type: 'unsaved', format: 'png' | 'svg'}} PlotMessage what it posts
 */

import * as charts from './charts.js';
import { createExplorer } from './exploring.js';
import * as maps from './maps.js';
import { watchPointer } from './pointing.js';

/** Smaller than this the frame is not shown. */
const SMALLEST = 40;
const { Plotly } = /** @type {any} */ (globalThis);
const plot = /** @type {HTMLElement} */ (document.getElementById('plot'));
const cursor = /** @type {HTMLElement} */ (document.getElementById('cursor'));
/** @type {Drawing | null} */
let drawing = null;
let [busy, again] = [false, false];

/** @param {PlotMessage} message */
function post(message) {
  window.parent.postMessage(message, location.origin);
}

const pointer = watchPointer(plot, cursor, {
  drawing: () => (drawing?.kind === 'contour' ? drawing : null),
  pointed: (cell) => post({ type: 'pointed', cell }),
  clicked: (cell) => post({ type: 'clicked', cell }),
});
const explorer = createExplorer(plot, Plotly, {
  drawing: () => (drawing?.kind === 'chart' ? drawing : null),
  selected: (selection) => post({ type: 'selected', selection }),
  escaped: () => post({ type: 'escaped' }),
});

/** Plotly takes one drawing at a time: what comes meanwhile is drawn after it, the last one only. */
async function draw() {
  if (!drawing || window.innerWidth < SMALLEST || window.innerHeight < SMALLEST) return;
  if (busy) {
    again = true;
    return;
  }
  [busy, again] = [true, false];
  // One that fails must not keep the next one waiting.
  await drawOnce(drawing).catch(reportError);
  busy = false;
  if (again) draw();
}

/** @param {Drawing} drawing */
async function drawOnce(drawing) {
  const size = { width: window.innerWidth, height: window.innerHeight };
  const { traces, layout, config, role } = figureOf(drawing);
  plot.setAttribute('aria-label', drawing.labels.whole);
  plot.setAttribute('role', role);
  plot.dataset.kind = drawing.kind;
  pointer.point(null);
  await Plotly.react(plot, traces, { ...layout, ...size }, config);
  explorer.listen();
  post({ type: 'drawn' });
}

/** @param {Drawing} drawing */
function figureOf(drawing) {
  if (drawing.kind === 'chart') {
    return { traces: charts.tracesOf(drawing), layout: charts.layoutOf(drawing), config: charts.configOf(), role: charts.roleOf() };
  }
  return { traces: maps.tracesOf(drawing), layout: maps.layoutOf(drawing), config: maps.configOf(drawing), role: maps.roleOf(drawing) };
}

/** @param {'png' | 'svg'} format */
async function save(format) {
  try {
    post({ type: 'image', format, content: await explorer.image(format) });
  } catch (error) {
    reportError(error);
    post({ type: 'unsaved', format });
  }
}

/** @returns {boolean} whether this browser can draw in three dimensions */
function canDrawSurfaces() {
  const context = document.createElement('canvas').getContext('webgl');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

/** @param {MessageEvent<PlotWish>} event */
function onMessage({ origin, source, data }) {
  if (origin !== location.origin || source !== window.parent) return;
  if (data?.type === 'draw') {
    drawing = data.drawing;
    draw();
  }
  if (data?.type === 'image') save(data.format);
}

window.addEventListener('message', onMessage);
window.addEventListener('resize', draw);
post({ type: 'ready', surfaces: canDrawSurfaces() });
