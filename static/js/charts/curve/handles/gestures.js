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

import { stepsOf } from '../../../lib/slider-keys.js';

/** A finger that rests on a handle for so long, in milliseconds, takes it; a shorter tap chooses it, and then it follows at once. */
const LONG_PRESS = 350;
/** A finger at rest moves as far as this; further, it scrolls the page. */
const STILL = 8;

/**
 * @param {HTMLElement} layer holding the handles
 * @param {(target: EventTarget | null) => Grip | undefined} under the handle an event is about
 * @param {Reactions} react
 * @param {AbortSignal} signal ends it
 */
export function listen(layer, under, react, signal) {
  const options = { signal };
  /** @type {{grip: Grip, id: number, dx: number, dy: number} | null} */
  let drag = null;
  let pressing = false;

  /** A handle that a finger is on, before it is known whether it means it. @type {{grip: Grip, event: PointerEvent, timer: number} | null} */
  let touched = null;
  /** The handle that a tap has chosen. @type {Grip | null} */
  let chosen = null;

  /** @param {PointerEvent} event */
  function start(event) {
    const grip = react.aimed(event);
    if (event.button !== 0 || drag || !grip) return;
    // A swipe over the chart scrolls the page, and whoever swipes must not change the network.
    if (event.pointerType === 'touch' && grip !== chosen) {
      touched = { grip, event, timer: setTimeout(() => touched && take(touched.event, touched.grip), LONG_PRESS) };
      return;
    }
    event.preventDefault();
    take(event, grip);
  }

  /** @param {PointerEvent} event @param {Grip} grip */
  function take(event, grip) {
    leaveTouched();
    if (event.pointerType === 'touch') choose(grip);
    const { left, top } = layer.getBoundingClientRect();
    grip.root.setPointerCapture(event.pointerId);
    grip.root.focus({ preventScroll: true });
    // The handle keeps its place under the finger instead of jumping to its tip.
    drag = { grip, id: event.pointerId, dx: grip.left - (event.clientX - left), dy: grip.top - (event.clientY - top) };
    react.grab(grip);
  }

  /** @param {Grip | null} grip */
  function choose(grip) {
    chosen?.root.classList.remove('chosen');
    chosen = grip;
    grip?.root.classList.add('chosen');
    react.point(grip ?? undefined);
  }

  function leaveTouched() {
    clearTimeout(touched?.timer);
    touched = null;
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    if (touched && event.pointerId === touched.event.pointerId) {
      const { clientX, clientY } = touched.event;
      if (Math.hypot(event.clientX - clientX, event.clientY - clientY) > STILL) leaveTouched();
    }
    if (drag && event.pointerId === drag.id) {
      const { left, top } = layer.getBoundingClientRect();
      react.drag(drag.grip, event.clientX - left + drag.dx, event.clientY - top + drag.dy);
    } else if (!drag && event.pointerType === 'mouse') {
      react.point(react.aimed(event));
    }
  }

  /** @param {PointerEvent} event */
  function end(event) {
    if (touched && event.pointerId === touched.event.pointerId) {
      const { grip } = touched;
      leaveTouched();
      if (event.type === 'pointerup') {
        choose(grip);
        grip.root.focus({ preventScroll: true });
      }
    }
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
  // What follows the finger must not scroll the page as well.
  layer.addEventListener('touchmove', (event) => drag && event.preventDefault(), { ...options, passive: false });
  layer.addEventListener('contextmenu', (event) => (touched || drag) && event.preventDefault(), options);
  document.addEventListener('pointerdown', (event) => {
    if (chosen && event.pointerType === 'touch' && !under(event.target)) choose(null);
  }, options);
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
  signal.addEventListener('abort', leaveTouched);
}
