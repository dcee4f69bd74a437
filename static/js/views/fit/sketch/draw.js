/**
 * Drawing: a stroke by mouse, pen or finger becomes the curve to find; another stroke changes the part it passes.
 *
 * @import { Surface } from '../sketch.js'
 * @import { Desk } from './desk.js'
 * @import { StrokePoint } from './strokes.js'
 */

import { attr, svg } from '../../../lib/dom.js';
import { gridPath, pixelGrid, point } from '../paths.js';
import { isPalm } from './desk.js';
import { COLUMNS, columnsOf, drawnOver, nothingDrawn, pointsOf, smoothed, strokeColumns } from './strokes.js';

/** Of the chart's width. */
const SPECK = 0.02;

/** @param {Surface} surface @param {Desk} desk @param {(key: string) => void} say */
export function createDraw({ area, layer, view, place }, desk, say) {
  const curve = svg('path', { class: 'sketch-curve' });
  const ink = svg('path', { class: 'sketch-ink' });
  layer.append(curve, ink);
  let columns = nothingDrawn();
  /** @type {{id: number, type: string, points: StrokePoint[]} | null} */
  let stroke = null;
  const abort = new AbortController();

  /** Drawing begins anew over a curve that was not made of points. */
  function reload() {
    const sight = view();
    const points = desk.points();
    columns = sight && points.x.length > 1 ? columnsOf(points, [sight.from, sight.to]) : nothingDrawn();
    draw();
  }

  function draw() {
    const sight = view();
    if (!sight) return;
    const { from, to, x, y } = sight;
    attr(curve, 'd', gridPath(columns, pixelGrid(sight, COLUMNS)));
    const across = (/** @type {number} */ at) => x(from + (at / (COLUMNS - 1)) * (to - from));
    const points = stroke?.points ?? [];
    attr(ink, 'd', points.map(({ at, y: height }, i) => point(i === 0 ? 'M' : 'L', across(at), y(height))).join(''));
  }

  /** @param {PointerEvent} event */
  function extend(event) {
    const sight = view();
    if (!sight || stroke?.id !== event.pointerId) return;
    const { from, to } = sight;
    // All places the pointer has been since the last event, not only the last one.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length > 0 ? events : [event]) {
      const { x, y } = place(each, sight);
      stroke.points.push({ at: ((x - from) / (to - from)) * (COLUMNS - 1), y });
    }
    draw();
  }

  /** @param {PointerEvent} event */
  function start(event) {
    if (event.button !== 0 || (stroke && !isPalm(stroke.type, event))) return;
    event.preventDefault();
    area.setPointerCapture(event.pointerId);
    stroke = { id: event.pointerId, type: event.pointerType, points: [] };
    extend(event);
  }

  function drop() {
    stroke = null;
    draw();
  }

  /** @param {PointerEvent} event */
  function finish(event) {
    const sight = view();
    if (!sight || stroke?.id !== event.pointerId) return;
    const places = stroke.points.map(({ at }) => at);
    // A palm that the system takes back has left a speck, a finger or a pen a stroke.
    if (event.type === 'pointercancel' && Math.max(...places) - Math.min(...places) < SPECK * COLUMNS) return drop();
    columns = drawnOver(columns, smoothed(strokeColumns(stroke.points)));
    stroke = null;
    draw();
    const points = pointsOf(columns, [sight.from, sight.to]);
    if (points) desk.commit(points);
    say(points ? 'draw_again' : 'draw_hint');
  }

  area.addEventListener('pointerdown', start, { signal: abort.signal });
  area.addEventListener('pointermove', extend, { signal: abort.signal });
  area.addEventListener('pointerup', finish, { signal: abort.signal });
  // What has been drawn stays, whatever made the system take the pointer away.
  area.addEventListener('pointercancel', finish, { signal: abort.signal });
  reload();
  say(desk.points().x.length > 1 ? 'draw_again' : 'draw_hint');
  return {
    draw,
    reload,
    add() {},
    destroy() {
      abort.abort();
      curve.remove();
      ink.remove();
    },
  };
}
