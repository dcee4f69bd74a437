/**
 * The x that is sent through the network, picked on the chart while that is shown; and, on the knots, where the next
 * update moves them.
 *
 * @import { State, View, ViewContext } from '../../types.js'
 * @import { Ground } from './handles.js'
 */

import { clamp } from '../../lib/axes.js';
import { attr, h, text } from '../../lib/dom.js';
import { onKeys } from '../../lib/steps.js';
import { toShownX, unitsOf, xText } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { createArrows } from './pick/arrows.js';
import { roundedX } from './pick/rounding.js';

const USUAL = 0.5;
/** A key moves the marker by this part of what is shown. */
const STEPS = 100;

/**
 * @param {HTMLElement} box
 * @param {ViewContext} context
 * @param {Ground} ground
 * @returns {View}
 */
export function mountPick(box, { store, actions }, ground) {
  const label = h('span', { class: 'pick-label', 'aria-hidden': 'true' });
  const marker = h('div', { class: 'pick', role: 'slider', tabindex: 0, 'aria-label': t('hand.pick'), hidden: true }, label);
  box.append(marker);
  const arrows = createArrows(box);
  /** @type {{id: number, offset: number} | null} */
  let drag = null;
  let size = 0;

  /** @returns {[number, number]} */
  function domain() {
    const [from, to] = ground.view?.x.domain() ?? [0, 1];
    return [from, to];
  }

  /** @param {number} x */
  function pick(x) {
    actions.pickX(roundedX(clamp(x, domain()), domain()));
  }

  /** @param {State} state */
  function draw(state) {
    const { view } = ground;
    const open = isOpen(state) && view !== null && state.pickedX !== null;
    marker.hidden = !open;
    arrows.draw(open ? state : null, view);
    if (!open || state.pickedX === null) return;
    const left = view.x(clamp(state.pickedX, domain()));
    marker.style.transform = `translate(${(left - size / 2).toFixed(1)}px, ${view.plot.top}px)`;
    marker.style.height = `${view.plot.bottom - view.plot.top}px`;
    marker.classList.toggle('flipped', left > (view.plot.left + view.plot.right) / 2);
    const units = unitsOf(state.layout ?? state);
    const [from, to] = domain();
    text(label, t('hand.pick_value', { x: xText(units, state.pickedX) }));
    for (const [name, x] of Object.entries({ min: from, max: to, now: state.pickedX })) attr(marker, `aria-value${name}`, toShownX(units, x));
    attr(marker, 'aria-valuetext', label.textContent);
  }

  function arrange() {
    size = Number.parseFloat(getComputedStyle(marker).getPropertyValue('--hand'));
    draw(store.get());
  }

  /** Something must be picked as long as the pass through the network is shown. @param {State} state */
  function ensure({ pickedX, layout }) {
    const [from, to] = domain();
    if (!layout || !ground.view || (pickedX !== null && pickedX >= from && pickedX <= to)) return;
    pick(pickedX ?? (USUAL >= from && USUAL <= to ? USUAL : (from + to) / 2));
  }

  /** @param {MouseEvent} event */
  function click({ clientX, clientY, target }) {
    const { view } = ground;
    if (!view || !isOpen(store.get()) || !(target instanceof Element) || target.closest('.hand, .pick, button, a')) return;
    const { left, top } = box.getBoundingClientRect();
    const [x, y] = [clientX - left, clientY - top];
    const { plot } = view;
    if (x >= plot.left && x <= plot.right && y >= plot.top && y <= plot.bottom) pick(view.x.invert(x));
  }

  /** @param {PointerEvent} event */
  function start(event) {
    const { pickedX } = store.get();
    if (event.button !== 0 || !ground.view || pickedX === null) return;
    event.preventDefault();
    marker.setPointerCapture(event.pointerId);
    marker.focus({ preventScroll: true });
    drag = { id: event.pointerId, offset: ground.view.x(pickedX) - event.clientX };
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    if (drag?.id === event.pointerId && ground.view) pick(ground.view.x.invert(event.clientX + drag.offset));
  }

  /** @param {number} steps */
  function step(steps) {
    const { pickedX } = store.get();
    const [from, to] = domain();
    if (pickedX !== null) pick(pickedX + (steps * (to - from)) / STEPS);
  }

  box.addEventListener('click', click);
  marker.addEventListener('pointerdown', start);
  marker.addEventListener('pointermove', follow);
  marker.addEventListener('lostpointercapture', () => (drag = null));
  marker.addEventListener('keydown', onKeys(step));

  return {
    update(state, changed) {
      if (isOpen(state) && (changed.has('view') || changed.has('layout') || changed.has('pickedX'))) ensure(state);
      if (size === 0) arrange();
      else if (isOpen(state) || changed.has('view') || changed.has('layout')) draw(store.get());
    },
    resize: arrange,
    destroy() {
      box.removeEventListener('click', click);
      marker.remove();
      arrows.destroy();
    },
  };
}

/** Whether one x is being sent through the network, on a chart that has room for it. @param {State} state */
function isOpen({ layout, view }) {
  return view.tab === 'trace' && !view.present && !view.rows && !view.sketch && layout?.sizes[0] === 1 && layout.sizes.at(-1) === 1;
}
