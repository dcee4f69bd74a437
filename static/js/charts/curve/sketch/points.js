/**
 * Points: clicked to be there, dragged, and taken away again; each change is learned at once.
 *
 * @import { Desk, Surface } from './desk.js'
 */

import { clamp } from '../../../lib/axes.js';
import { attr, h } from '../../../lib/dom.js';
import { xText, yText } from '../../../lib/units.js';
import { t } from '../../../i18n.js';
import { valueAt } from '../view.js';
import { isPalm, MOST_POINTS, rounding } from './desk.js';

/** How near to a point, in pixels, means that point. */
const NEAR = { mouse: 13, touch: 24 };
const LONG_PRESS = 600;
const DOUBLE_PRESS = 400;
/** A finger at rest moves as far as this. */
const STILL = 6;
/** A key moves a point by this part of the chart. */
const STEPS = 100;
const LARGE = 10;
/** @type {Record<string, [number, number]>} to the right and up */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @typedef {{x: number, y: number, handle: HTMLButtonElement}} Spot */

/** @param {Surface} surface @param {Desk} desk @param {(key: string, params?: Record<string, number>) => void} say */
export function createPoints({ area, handles, view, units, place }, desk, say) {
  /** @type {Spot[]} */
  let spots = [];
  /** @type {{id: number, spot: Spot, dx: number, dy: number, from: [number, number], timer: number, type: string, added: boolean, moved: boolean} | null} */
  let drag = null;
  /** @type {{spot: Spot | null, time: number}} */
  let lastPress = { spot: null, time: -Infinity };
  const abort = new AbortController();

  /** @param {number} x @param {number} y @returns {Spot} */
  function createSpot(x, y) {
    const handle = h('button', { type: 'button', class: 'sketch-point', 'aria-describedby': 'sketch-point-help' });
    const spot = { x, y, handle };
    handle.addEventListener('keydown', (event) => press(event, spot));
    return spot;
  }

  function reload() {
    const { x, y } = desk.points();
    end();
    spots = x.map((at, i) => createSpot(at, y[i]));
    handles.replaceChildren(...spots.map(({ handle }) => handle));
    draw();
    tell();
  }

  function draw() {
    for (const spot of spots) drawSpot(spot);
  }

  /** @param {Spot} spot */
  function drawSpot({ x, y, handle }) {
    const sight = view();
    if (!sight) return;
    handle.style.transform = `translate(${sight.x(x).toFixed(1)}px, ${sight.y(y).toFixed(1)}px) translate(-50%, -50%)`;
    attr(handle, 'aria-label', t('sources.point', { x: xText(units(), x), y: yText(units(), y) }));
  }

  function tell() {
    if (spots.length < 2) say('points_few', { count: 2 - spots.length });
    else if (spots.length >= MOST_POINTS) say('points_full', { most: MOST_POINTS });
    else say(matchMedia('(pointer: coarse)').matches ? 'points_hint_touch' : 'points_hint');
  }

  function commit() {
    const inOrder = [...spots].sort((a, b) => a.x - b.x);
    if (inOrder.length > 1) desk.commit({ x: inOrder.map(({ x }) => x), y: inOrder.map(({ y }) => y) });
    tell();
  }

  /** @param {number} x @param {number} y @returns {Spot | null} */
  function insert(x, y) {
    if (spots.length >= MOST_POINTS) return null;
    const spot = createSpot(x, y);
    spots.push(spot);
    handles.append(spot.handle);
    moveTo(spot, x, y);
    return spot;
  }

  /** @param {Spot} spot @param {number} x @param {number} y */
  function moveTo(spot, x, y) {
    const sight = view();
    if (!sight) return;
    const [low, high] = sight.y.domain();
    spot.x = rounding(sight.to - sight.from)(clamp(x, [sight.from, sight.to]));
    spot.y = rounding(high - low)(clamp(y, [low, high]));
    drawSpot(spot);
    commit();
  }

  /** @param {Spot} spot */
  function remove(spot) {
    end();
    const index = spots.indexOf(spot);
    spots = spots.filter((other) => other !== spot);
    if (document.activeElement === spot.handle) spots[Math.min(index, spots.length - 1)]?.handle.focus();
    spot.handle.remove();
    commit();
  }

  /** @param {PointerEvent} event @returns {Spot | null} */
  function nearest({ clientX, clientY, pointerType }) {
    let [found, least] = [/** @type {Spot | null} */ (null), pointerType === 'touch' ? NEAR.touch : NEAR.mouse];
    for (const spot of spots) {
      const { left, top, width, height } = spot.handle.getBoundingClientRect();
      const distance = Math.hypot(left + width / 2 - clientX, top + height / 2 - clientY);
      if (distance <= least) [found, least] = [spot, distance];
    }
    return found;
  }

  /** @param {PointerEvent} event */
  function start(event) {
    const sight = view();
    if (event.button !== 0 || !sight || (drag && !isPalm(drag.type, event))) return;
    event.preventDefault();
    if (drag) takeBack();
    const old = nearest(event);
    const again = old !== null && lastPress.spot === old && event.timeStamp - lastPress.time < DOUBLE_PRESS;
    lastPress = { spot: old, time: event.timeStamp };
    if (again) return remove(old);
    const at = place(event, sight);
    const spot = old ?? insert(at.x, at.y);
    if (!spot) return;
    area.setPointerCapture(event.pointerId);
    spot.handle.focus({ preventScroll: true });
    spot.handle.classList.add('held');
    const timer = old && event.pointerType !== 'mouse' ? setTimeout(() => remove(old), LONG_PRESS) : 0;
    drag = { id: event.pointerId, spot, dx: spot.x - at.x, dy: spot.y - at.y, from: [event.clientX, event.clientY], timer, type: event.pointerType, added: old === null, moved: false };
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    const sight = view();
    if (drag?.id !== event.pointerId || !sight) return;
    if (Math.hypot(event.clientX - drag.from[0], event.clientY - drag.from[1]) < STILL && drag.timer) return;
    clearTimeout(drag.timer);
    drag.timer = 0;
    drag.moved = true;
    const { x, y } = place(event, sight);
    moveTo(drag.spot, x + drag.dx, y + drag.dy);
  }

  function end() {
    clearTimeout(drag?.timer);
    drag?.spot.handle.classList.remove('held');
    drag = null;
  }

  /** A palm has added its point, or only held one. */
  function takeBack() {
    const { spot, added } = drag ?? {};
    if (spot && added) remove(spot);
    else end();
  }

  /** @param {PointerEvent} event */
  function letGo(event) {
    if (drag?.id !== event.pointerId) return;
    // A tap that the system took back, as it does with a palm's, was none.
    if (event.type === 'pointercancel' && drag.added && drag.type === 'touch' && !drag.moved) takeBack();
    else end();
  }

  /** @param {KeyboardEvent} event @param {Spot} spot */
  function press(event, spot) {
    const sight = view();
    if (!sight || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = KEYS[event.key];
    if (way) {
      const [low, high] = sight.y.domain();
      const steps = (event.shiftKey ? LARGE : 1) / STEPS;
      moveTo(spot, spot.x + way[0] * steps * (sight.to - sight.from), spot.y + way[1] * steps * (high - low));
    } else if (event.key === 'Delete' || event.key === 'Backspace') remove(spot);
    else return;
    event.preventDefault();
  }

  /** A point in the middle of the widest gap, for those who do not use a pointer. */
  function add() {
    const sight = view();
    if (!sight) return;
    const ends = [sight.from, ...spots.map(({ x }) => x).sort((a, b) => a - b), sight.to];
    const gaps = ends.slice(1).map((x, i) => x - ends[i]);
    const widest = gaps.indexOf(Math.max(...gaps));
    const x = (ends[widest] + ends[widest + 1]) / 2;
    insert(x, sight.prediction ? valueAt(sight.prediction, sight.from, sight.to, x) : 0)?.handle.focus();
  }

  area.addEventListener('pointerdown', start, { signal: abort.signal });
  area.addEventListener('pointermove', follow, { signal: abort.signal });
  for (const type of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    area.addEventListener(type, letGo, { signal: abort.signal });
  }
  reload();
  return {
    draw, reload, add,
    destroy() {
      end();
      abort.abort();
      handles.replaceChildren();
    },
  };
}
