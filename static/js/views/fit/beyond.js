/**
 * Beyond the data: where the chart shows more of the x axis than the samples come from, that part is shaded, and the
 * domain's ends can be dragged.
 *
 * @import { State, View, ViewContext } from '../../types.js'
 * @import { ChartView } from './chart.js'
 * @import { Ground } from './handles.js'
 */

import { attr, h, svg, text } from '../../lib/dom.js';
import { onKeys } from '../../lib/steps.js';
import { tidy, toShownX, unitsOf, xText } from '../../lib/units.js';
import { createWishes } from '../../lib/wishes.js';
import { t } from '../../i18n.js';
import { roundedX } from './pick/rounding.js';

/** The least width of a domain, as a part of what is shown. */
const LEAST = 0.05;
/** A key moves an end by this part of what is shown. */
const STEPS = 100;
const ENDS = /** @type {const} */ (['low', 'high']);

/**
 * @param {HTMLElement} box
 * @param {ViewContext} context
 * @param {Ground & {view: ChartView | null}} ground
 * @returns {View}
 */
export function mountBeyond(box, { store, actions }, ground) {
  const shades = ENDS.map(() => svg('rect', { class: 'beyond-shade' }));
  const edges = ENDS.map(() => svg('line', { class: 'beyond-edge' }));
  const labels = ENDS.map(() => svg('text', { class: 'beyond-label', 'text-anchor': 'middle' }));
  const picture = svg('svg', { class: 'beyond', 'aria-hidden': 'true' }, ...shades, ...edges, ...labels);
  const handles = ENDS.map((end) => h('div', { class: `beyond-handle ${end}`, role: 'slider', tabindex: 0, 'aria-label': t(`curve.domain_${end}`) }));
  box.prepend(picture);
  box.append(...handles);
  for (const label of labels) text(label, t('curve.beyond'));
  const wishes = createWishes(draw);
  /** @type {[number, number] | null} what was asked for and is not answered yet */
  let wanted = null;
  /** @type {{id: number, end: number, offset: number} | null} */
  let drag = null;

  /** @returns {[number, number]} */
  function domain() {
    return (wishes.open && wanted) || store.get().config.data.domain;
  }

  function draw() {
    const { config, view: { sketch, rows } } = store.get();
    const { view } = ground;
    const ends = domain();
    const open = view !== null && config.data.shown !== null && (view.from < ends[0] || view.to > ends[1] || drag !== null);
    attr(picture, 'display', open ? null : 'none');
    for (const handle of handles) handle.hidden = !open || sketch !== null || rows;
    if (open) ENDS.forEach((_, i) => drawEnd(i, ends, view));
  }

  /** @param {number} i @param {[number, number]} ends @param {ChartView} view */
  function drawEnd(i, ends, { plot: { left, right, top, bottom, axis }, x, from, to }) {
    const at = Math.max(left, Math.min(right, x(ends[i])));
    const [start, end] = i === 0 ? [left, at] : [at, right];
    const box = { x: start, y: top - 4, width: end - start, height: bottom - top + 4 };
    for (const [name, value] of Object.entries(box)) attr(shades[i], name, value);
    for (const [name, value] of Object.entries({ x1: at, x2: at, y1: top - 4, y2: axis })) attr(edges[i], name, value);
    attr(labels[i], 'x', (start + end) / 2);
    attr(labels[i], 'y', top + 16);
    attr(labels[i], 'display', end - start > 96 ? null : 'none');
    handles[i].style.transform = `translate(${at.toFixed(1)}px, ${axis.toFixed(1)}px) translate(-50%, -50%)`;
    const units = unitsOf(store.get());
    const [min, max] = i === 0 ? [from, ends[1]] : [ends[0], to];
    for (const [name, value] of Object.entries({ min, max, now: ends[i] })) attr(handles[i], `aria-value${name}`, tidy(toShownX(units, value), units.x_scale));
    attr(handles[i], 'aria-valuetext', `x = ${xText(units, ends[i])}`);
  }

  /** @param {number} end @param {number} x */
  function moveTo(end, x) {
    const { view } = ground;
    if (!view) return;
    const { from, to } = view;
    const ends = domain();
    const least = LEAST * (to - from);
    const [low, high] = end === 0 ? [from, Math.max(from, ends[1] - least)] : [Math.min(to, ends[0] + least), to];
    const at = roundedX(Math.max(low, Math.min(high, x)), [from, to]);
    if (at === ends[end]) return;
    wanted = end === 0 ? [at, ends[1]] : [ends[0], at];
    wishes.wait(actions.patch({ 'data.domain': wanted }));
    draw();
  }

  /** @param {PointerEvent} event @param {number} end */
  function start(event, end) {
    const { view } = ground;
    if (event.button !== 0 || drag || !view) return;
    event.preventDefault();
    handles[end].setPointerCapture(event.pointerId);
    handles[end].focus({ preventScroll: true });
    drag = { id: event.pointerId, end, offset: view.x(domain()[end]) - event.clientX };
    ground.held = true;
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    if (drag?.id === event.pointerId && ground.view) moveTo(drag.end, ground.view.x.invert(event.clientX + drag.offset));
  }

  function release() {
    if (!drag) return;
    drag = null;
    ground.held = false;
    ground.settle();
    draw();
  }

  /** @param {number} steps @param {number} end */
  function step(steps, end) {
    if (!ground.view) return;
    const { from, to } = ground.view;
    moveTo(end, domain()[end] + (steps * (to - from)) / STEPS);
  }

  handles.forEach((handle, end) => {
    handle.addEventListener('pointerdown', (event) => start(event, end));
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('lostpointercapture', release);
    handle.addEventListener('keydown', onKeys((steps) => step(steps, end)));
  });

  function arrange() {
    attr(picture, 'viewBox', `0 0 ${box.clientWidth} ${box.clientHeight}`);
    draw();
  }

  return {
    /** @param {State} _state @param {ReadonlySet<keyof State>} changed */
    update(_state, changed) {
      if (changed.has('config') || changed.has('layout') || changed.has('view')) arrange();
    },
    resize: arrange,
    destroy() {
      for (const element of [picture, ...handles]) element.remove();
    },
  };
}
