/**
 * Building by hand: handles on the fit that move a neuron's bend, the slope of its ramp, and the height of the curve.
 *
 * @import { State, View, ViewContext } from '../../types.js'
 * @import { Plot, Scale } from './chart.js'
 * @import { Box } from '../../lib/raster.js'
 * @import { Arrangement, Grip } from './handles/grips.js'
 *
 * @typedef {Object} Ground the chart that handles stand on
 * @property {{plot: Plot, x: Scale, y: Scale} | null} view null before it was drawn
 * @property {Map<string, Box[]>} [occupied] where handles are told, for labels to make room
 * @property {boolean} held whether a handle is being held: meanwhile the axes must stand still
 * @property {() => void} settle the axes may move again
 */

import { clamp } from '../../lib/axes.js';
import { h } from '../../lib/dom.js';
import { createPace } from '../../lib/pace.js';
import { t } from '../../i18n.js';
import { listen } from './handles/gestures.js';
import { createGrips } from './handles/grips.js';
import { createHand } from './handles/hand.js';
import { handlesOf } from './handles/placing.js';

const WORDS_EVERY = 200;
/** A key moves a handle by this part of the chart. */
const STEPS = 200;

/** @type {(keyof State)[]} what handles are drawn from */
const DRAWN_FROM = ['frame', 'layout', 'hover', 'selection', 'view', 'muted', 'status'];

/**
 * @param {HTMLElement} box
 * @param {ViewContext} context
 * @param {Ground} ground
 * @returns {View}
 */
export function mountHandles(box, context, ground) {
  const { store, actions } = context;
  const layer = h('div', { class: 'hand-layer', role: 'group', 'aria-label': t('hand.group') });
  box.append(layer);
  const grips = createGrips(layer);
  const hand = createHand(context, ground, draw);
  const words = createPace(WORDS_EVERY, () => grips.write());
  /** @type {string | null} the handle under the mouse or with the keyboard's focus */
  let hot = null;
  /** @type {Arrangement | null} */
  let arrangement = null;

  function arrange() {
    const { clientWidth: width, clientHeight: height } = box;
    const size = Number.parseFloat(getComputedStyle(layer).getPropertyValue('--hand'));
    arrangement = ground.view && { ...ground.view, width, height, size };
    draw();
  }

  function draw() {
    const state = store.get();
    if (!arrangement) return;
    if (state.frame) hand.settle(state.frame.number);
    const [low, high] = arrangement.y.domain();
    const handles = handlesOf(state, [low, high], { of: hand.of, keeps });
    const others = grips.show(handles, arrangement);
    ground.occupied?.set('handles', grips.boxes());
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
    ground.settle();
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

  const forget = listen(layer, grips.under, {
    aimed, grab, drag, nudge, release, point,
    end: (grip, side) => moveTo(grip, side * Infinity, grip.handle.y),
  });

  return {
    update(_state, changed) {
      if (changed.has('layout')) hand.forget();
      if (arrangement === null) arrange();
      else if (DRAWN_FROM.some((key) => changed.has(key))) draw();
    },
    resize: arrange,
    destroy() {
      hand.release();
      forget();
      words.stop();
      layer.remove();
    },
  };
}
