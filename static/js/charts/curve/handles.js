/**
 * Building by hand: handles on the fit that move a neuron's bend, the slope of its ramp, and the height of the curve.
 *
 * @import { ViewContext } from '../../types.js'
 * @import { Arrangement, Grip } from './handles/grips.js'
 * @import { Change, Handle, Point } from './handles/placing.js'
 * @import { Page, Part } from './layer.js'
 *
 * @typedef {{point: Point, frame: number}} Wish `frame`: the first one to show it, Infinity until that is known
 */

import { clamp } from '../../lib/axes.js';
import { h } from '../../lib/dom.js';
import { swallow } from '../../lib/promises.js';
import { createThrottle } from '../../lib/throttle.js';
import { t } from '../../i18n.js';
import { listen } from './handles/gestures.js';
import { createGrips } from './handles/grips.js';
import { changeOf, handlesOf } from './handles/placing.js';

const WORDS_EVERY = 200;
/** A key moves a handle by this part of the chart. */
const STEPS = 200;
/** Quick changes are one step of undo. A hand that rests in the middle of a drag says so at least this often. */
const REMIND_EVERY = 400;

/** @param {ViewContext} context @param {Page} page @returns {Part} */
export function mountHandles(context, page) {
  const { box, actions, get, signal } = page;
  const layer = h('div', { class: 'hand-layer', role: 'group', 'aria-label': t('hand.group') });
  box.append(layer);
  const grips = createGrips(layer);
  const hand = createHand(context, page, draw);
  const words = createThrottle(WORDS_EVERY, () => grips.write(), signal);
  /** @type {string | null} the handle under the mouse or with the keyboard's focus */
  let hot = null;
  let { layout } = get();
  /** @type {Arrangement | null} */
  let arrangement = null;

  function arrange() {
    const { clientWidth: width, clientHeight: height } = box;
    const size = Number.parseFloat(getComputedStyle(layer).getPropertyValue('--hand'));
    arrangement = page.view && { ...page.view, width, height, size };
    draw();
  }

  function draw() {
    const state = get();
    if (!arrangement) return;
    if (state.frame) hand.settle(state.frame.number);
    const [low, high] = arrangement.y.domain();
    const handles = handlesOf(state, [low, high], { of: hand.of, keeps });
    const others = grips.show(handles, arrangement);
    page.occupied.set('handles', grips.boxes());
    grips.mark({ held: hand.held, hot, neuron: state.hover?.layer === 0 ? state.hover.neuron : null });
    grips.tell(hand.held ?? hot, arrangement);
    // Nobody can read sixty names a second; what stands still is told as it is.
    if (others || state.status.state !== 'running') words.now();
    else words.request();
  }

  /** @param {string} key */
  function keeps(key) {
    return key === hand.held || grips.get(key)?.root === document.activeElement;
  }

  /** @param {PointerEvent} event */
  function aimed({ clientX, clientY, target }) {
    if (!grips.under(target)) return undefined;
    const { left, top } = layer.getBoundingClientRect();
    const focused = grips.under(document.activeElement)?.handle.key ?? null;
    return grips.nearest(clientX - left, clientY - top, focused);
  }

  /** @param {Grip} grip */
  function grab({ handle: { key, neuron } }) {
    hand.grab(key);
    if (neuron) actions.select({ layer: neuron.layer, neuron: neuron.index });
    draw();
  }

  /** @param {Grip} grip @param {number} x @param {number} y */
  function moveTo({ handle }, x, y) {
    if (!arrangement || !grips.get(handle.key)) return;
    const { x: across, y: along } = arrangement;
    const [[from, to], [low, high]] = [across.domain(), along.domain()];
    const sideways = handle.kind === 'knot';
    hand.move(handle, { x: sideways ? clamp(x, [from, to]) : handle.x, y: sideways ? handle.y : clamp(y, [low, high]) });
    draw();
    grips.write(handle.key);
  }

  /** @param {Grip} grip @param {number} left @param {number} top */
  function drag(grip, left, top) {
    if (arrangement) moveTo(grip, arrangement.x.invert(left), arrangement.y.invert(top));
  }

  /** @param {Grip} grip @param {number} steps */
  function nudge(grip, steps) {
    if (!arrangement) return;
    const [[from, to], [low, high]] = [arrangement.x.domain(), arrangement.y.domain()];
    const { x, y } = grip.handle;
    moveTo(grip, x + (steps * (to - from)) / STEPS, y + (steps * (high - low)) / STEPS);
  }

  function release() {
    hand.release();
    page.settle();
    draw();
  }

  /** @param {Grip | undefined} grip */
  function point(grip) {
    const key = grip?.handle.key ?? null;
    if (key === hot) return;
    hot = key;
    const neuron = grip?.handle.neuron;
    actions.hover(neuron ? { layer: neuron.layer, neuron: neuron.index } : null);
    draw();
  }

  listen(layer, grips.under, {
    aimed, grab, drag, nudge, release, point,
    end: (grip, side) => moveTo(grip, side * Infinity, grip.handle.y),
  }, signal);
  signal.addEventListener('abort', hand.release);

  return {
    reads: ['frame', 'layout', 'hover', 'selection', 'view', 'muted', 'status'],
    update(state) {
      if (state.layout !== layout) hand.forget();
      layout = state.layout;
      if (arrangement === null) arrange();
      else draw();
    },
    resize: arrange,
  };
}

/**
 * The hand on the network: what it asks for goes to the server, is shown at once, and is given up for what is when a
 * frame brings it. While the hand holds on, training rests.
 * @param {ViewContext} context
 * @param {{held: boolean}} ground
 * @param {() => void} changed called when there is something else to show
 */
function createHand({ store, actions }, ground, changed) {
  /** @type {Map<string, Wish>} by handle */
  const wishes = new Map();
  /** @type {string | null} */
  let held = null;
  let interrupted = false;
  /** @type {Change | null} */
  let last = null;
  /** @type {Promise<unknown>} */
  let answer = Promise.resolve();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let reminder;

  /** @param {Change} change */
  function send(change) {
    last = change;
    const sent = actions.setValues([change]);
    answer = sent.catch(() => {});
    return sent;
  }

  function remind() {
    if (last) swallow(send(last));
  }

  return {
    /** @param {string} key @returns {Point | undefined} */
    of: (key) => wishes.get(key)?.point,
    /** @returns {string | null} */
    get held() {
      return held;
    },
    /** @param {string} key */
    grab(key) {
      if (held !== null) return;
      held = key;
      ground.held = true;
      interrupted = store.get().status.state === 'running';
      if (interrupted) swallow(actions.pause());
      reminder = setInterval(remind, REMIND_EVERY);
    },
    /** @param {Handle} handle @param {Point} point */
    move(handle, point) {
      const change = changeOf(store.get(), handle, point);
      if (!change) return;
      const wish = { point, frame: Infinity };
      wishes.set(handle.key, wish);
      send(change).then(
        (ack) => (wish.frame = ack.frame),
        () => wishes.get(handle.key) === wish && wishes.delete(handle.key),
      ).then(changed);
    },
    release() {
      if (held === null) return;
      clearInterval(reminder);
      held = null;
      last = null;
      ground.held = false;
      // After the last change, which may still be waiting to be sent.
      if (interrupted) answer.then(() => swallow(actions.play()));
      interrupted = false;
    },
    /** Give up the wishes that this frame shows to be fulfilled. @param {number} frame */
    settle(frame) {
      for (const [key, wish] of wishes) if (key !== held && wish.frame <= frame) wishes.delete(key);
    },
    /** Forget what was meant for another network. */
    forget() {
      wishes.clear();
    },
  };
}
