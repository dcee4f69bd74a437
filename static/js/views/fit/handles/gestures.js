/**
 * What mouse, pen, touch and keyboard do to handles.
 *
 * @import { Grip } from './grips.js'
 *
 * @typedef {{across: number, along: number}} Nudge in steps to the right and up
 *
 * @typedef {Object} Reactions
 * @property {(event: PointerEvent) => Grip | undefined} aimed the handle a pointer means
 * @property {(grip: Grip) => void} grab
 * @property {(grip: Grip, left: number, top: number) => void} drag to a place in pixels of the chart
 * @property {(grip: Grip, nudge: number) => void} nudge by steps, a negative number to the left or down
 * @property {(grip: Grip, end: -1 | 1) => void} end to the far end on one side
 * @property {() => void} release
 * @property {(grip: Grip | undefined) => void} point a mouse or the keyboard's focus is on this handle, or on none
 */

import { stepsOf } from '../../../lib/steps.js';

/**
 * @param {HTMLElement} layer holding the handles
 * @param {(target: EventTarget | null) => Grip | undefined} under the handle an event is about
 * @param {Reactions} react
 * @returns {() => void} stops listening
 */
export function listen(layer, under, react) {
  const abort = new AbortController();
  const options = { signal: abort.signal };
  /** @type {{grip: Grip, id: number, dx: number, dy: number} | null} */
  let drag = null;
  let pressing = false;

  /** @param {PointerEvent} event */
  function start(event) {
    const grip = react.aimed(event);
    if (event.button !== 0 || drag || !grip) return;
    event.preventDefault();
    const { left, top } = layer.getBoundingClientRect();
    grip.root.setPointerCapture(event.pointerId);
    grip.root.focus({ preventScroll: true });
    // The handle keeps its place under the finger instead of jumping to its tip.
    drag = { grip, id: event.pointerId, dx: grip.left - (event.clientX - left), dy: grip.top - (event.clientY - top) };
    react.grab(grip);
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    if (drag && event.pointerId === drag.id) {
      const { left, top } = layer.getBoundingClientRect();
      react.drag(drag.grip, event.clientX - left + drag.dx, event.clientY - top + drag.dy);
    } else if (!drag && event.pointerType === 'mouse') {
      react.point(react.aimed(event));
    }
  }

  /** @param {PointerEvent} event */
  function end(event) {
    if (!drag || event.pointerId !== drag.id) return;
    drag = null;
    react.release();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const grip = under(event.target);
    const steps = stepsOf(event);
    if (!grip || drag || steps === undefined) return;
    const isFar = !Number.isFinite(steps);
    if (isFar && grip.handle.kind !== 'knot') return;
    event.preventDefault();
    if (!pressing) react.grab(grip);
    pressing = true;
    if (isFar) react.end(grip, steps < 0 ? -1 : 1);
    else react.nudge(grip, steps);
  }

  function letGo() {
    if (!pressing) return;
    pressing = false;
    react.release();
  }

  layer.addEventListener('pointerdown', start, options);
  layer.addEventListener('pointermove', follow, options);
  // On the document, which also hears of a handle that was taken away in the middle of a drag.
  for (const type of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture'])) document.addEventListener(type, end, options);
  layer.addEventListener('pointerout', ({ relatedTarget, pointerType }) => {
    if (!drag && pointerType === 'mouse' && !under(relatedTarget)) react.point(undefined);
  }, options);
  layer.addEventListener('focusin', ({ target }) => {
    if (!drag && target instanceof Element && target.matches(':focus-visible')) react.point(under(target));
  }, options);
  layer.addEventListener('focusout', () => {
    letGo();
    if (!drag) react.point(undefined);
  }, options);
  layer.addEventListener('keydown', press, options);
  // Also where the handle is gone by then, and the focus with it.
  document.addEventListener('keyup', letGo, options);
  return () => abort.abort();
}
