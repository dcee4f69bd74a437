/**
 * The x that is sent through the network, picked on the chart while that is shown; and, on the knots, where the next
 * update moves them.
 *
 * @import { State } from '../../types.js'
 * @import { Page, Part } from './layer.js'
 * @import { ChartView, Plot } from './view.js'
 */

import { clamp } from '../../lib/axes.js';
import { attr, h, svg, text } from '../../lib/dom.js';
import { neuronColor } from '../../lib/palette.js';
import { onKeys } from '../../lib/slider-keys.js';
import { toShownX, unitsOf, xText } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { roundedX, valueAt } from './view.js';

const USUAL = 0.5;
/** A key moves the marker by this part of what is shown. */
const STEPS = 100;
/** Pixels that the longest arrow should have, and between which it may vary before the factor changes. */
const LENGTH = 56;
const SHORTEST = 20;
const LONGEST = 96;
/** More arrows than this cannot be told apart; the longest ones stay. */
const MOST = 24;
/** From the knot's middle to where its arrow begins. */
const RING = 10;
const HEAD = 5;

/** @param {Page} page @returns {Part} */
export function mountMarker(page) {
  const { box, actions, get, signal } = page;
  const label = h('span', { class: 'pick-label', 'aria-hidden': 'true' });
  const marker = h('div', { class: 'pick', role: 'slider', tabindex: 0, 'aria-label': t('hand.pick'), hidden: true }, label);
  box.append(marker);
  const arrows = createArrows(box);
  /** @type {State | null} what was looked at last for an x to pick */
  let ensured = null;
  let size = 0;

  /** @returns {[number, number]} */
  function domain() {
    const [from, to] = page.view?.x.domain() ?? [0, 1];
    return [from, to];
  }

  /** @param {number} x */
  function pick(x) {
    actions.pickX(roundedX(clamp(x, domain()), domain()));
  }

  /** @param {State} state */
  function draw(state) {
    const { view } = page;
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
    draw(get());
  }

  /** Something must be picked as long as the pass through the network is shown. @param {State} state */
  function ensure({ pickedX, layout }) {
    const [from, to] = domain();
    if (!layout || !page.view || (pickedX !== null && pickedX >= from && pickedX <= to)) return;
    pick(pickedX ?? (USUAL >= from && USUAL <= to ? USUAL : (from + to) / 2));
  }

  /** @param {MouseEvent} event */
  function click({ clientX, clientY, target }) {
    const { view } = page;
    if (!view || !isOpen(get()) || !(target instanceof Element) || target.closest('.hand, .pick, button, a')) return;
    const { left, top } = box.getBoundingClientRect();
    const [x, y] = [clientX - left, clientY - top];
    const { plot } = view;
    if (x >= plot.left && x <= plot.right && y >= plot.top && y <= plot.bottom) pick(view.x.invert(x));
  }

  box.addEventListener('click', click, { signal });
  moveByHand(marker, page, pick);

  return {
    reads: ['view', 'layout', 'pickedX', 'frame', 'inspection', 'config'],
    update(state) {
      const same = ensured && state.view === ensured.view && state.layout === ensured.layout && state.pickedX === ensured.pickedX;
      ensured = state;
      if (isOpen(state) && !same) ensure(state);
      if (size === 0) arrange();
      else draw(get());
    },
    resize: arrange,
  };
}

/** By pointer and keys. @param {HTMLElement} marker @param {Page} page @param {(x: number) => void} pick */
function moveByHand(marker, page, pick) {
  /** @type {{id: number, offset: number} | null} */
  let drag = null;

  /** @param {PointerEvent} event */
  function start(event) {
    const { pickedX } = page.get();
    if (event.button !== 0 || !page.view || pickedX === null) return;
    event.preventDefault();
    marker.setPointerCapture(event.pointerId);
    marker.focus({ preventScroll: true });
    drag = { id: event.pointerId, offset: page.view.x(pickedX) - event.clientX };
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    if (drag?.id === event.pointerId && page.view) pick(page.view.x.invert(event.clientX + drag.offset));
  }

  /** @param {number} steps */
  function step(steps) {
    const { pickedX } = page.get();
    if (pickedX !== null && page.view) pick(pickedX + (steps * (page.view.to - page.view.from)) / STEPS);
  }

  marker.addEventListener('pointerdown', start);
  marker.addEventListener('pointermove', follow);
  marker.addEventListener('lostpointercapture', () => (drag = null));
  marker.addEventListener('keydown', onKeys(step));
}

/** Whether one x is being sent through the network, on a chart that has room for it. @param {State} state */
function isOpen({ layout, view }) {
  return view.tab === 'trace' && !view.present && !view.rows && !view.sketch && layout?.sizes[0] === 1 && layout.sizes.at(-1) === 1;
}

/** Arrows on the knots, all made longer by one common factor so that they can be seen. @param {HTMLElement} box */
function createArrows(box) {
  const picture = svg('svg', { class: 'pick-arrows', 'aria-hidden': 'true' });
  const legend = h('p', { class: 'pick-legend', hidden: true });
  box.append(picture, legend);
  let factor = 1;

  return {
    /** @param {State | null} state null: none @param {ChartView | null} view */
    draw(state, view) {
      const arrows = state && view ? arrowsOf(state, view) : [];
      legend.hidden = arrows.length === 0;
      attr(picture, 'display', arrows.length === 0 ? 'none' : null);
      if (!view || arrows.length === 0) return;
      factor = factorFor(Math.max(...arrows.map(({ length }) => Math.abs(length))), factor);
      const { plot } = view;
      picture.replaceChildren(...arrows.map((arrow) => drawn(arrow, factor, plot)));
      text(legend, t(factor === 1 ? 'hand.arrows_true' : 'hand.arrows', { factor: String(factor) }));
      legend.style.left = `${plot.left + 8}px`;
      legend.style.top = `${plot.bottom}px`;
    },
  };
}

/**
 * A round factor that makes the longest arrow long enough to be seen; the present one as long as that will do.
 * @param {number} longest in pixels
 * @param {number} present
 * @returns {number}
 */
export function factorFor(longest, present) {
  const now = longest * present;
  if (now >= SHORTEST && now <= LONGEST) return present;
  const wanted = Math.min(LENGTH / longest, 1e9);
  if (wanted <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return (/** @type {number} */ ([5, 2, 1].find((digit) => digit * power <= wanted * (1 + 1e-9)))) * power;
}

/**
 * @typedef {{left: number, top: number, length: number, color: string}} Arrow in pixels, its length true to scale
 */

/** @param {State} state @param {ChartView} view @returns {Arrow[]} */
function arrowsOf({ inspection, layout, frame }, { plot, x, y }) {
  const prediction = frame?.sections.prediction;
  if (!inspection || !layout || !prediction) return [];
  const { from, to } = layout.grids.prediction;
  return inspection.knots.flatMap(({ layer, neuron, before, after }) => {
    const identity = layout.neurons.find((each) => each.layer === layer && each.index === neuron);
    const length = x(after) - x(before);
    if (!identity || !Number.isFinite(length) || length === 0) return [];
    const top = Math.max(plot.top, Math.min(plot.bottom, y(valueAt(prediction, from, to, before))));
    return [{ left: x(before), top, length, color: neuronColor(identity.id) }];
  }).sort((a, b) => Math.abs(b.length) - Math.abs(a.length)).slice(0, MOST);
}

/** @param {Arrow} arrow @param {number} factor @param {Plot} plot */
function drawn({ left, top, length, color }, factor, plot) {
  const way = Math.sign(length);
  const start = left + way * RING;
  const end = Math.max(plot.left, Math.min(plot.right, start + length * factor));
  const head = `M${(end - way * HEAD).toFixed(1)} ${(top - HEAD).toFixed(1)}L${end.toFixed(1)} ${top.toFixed(1)}l${-way * HEAD} ${HEAD}`;
  const d = `M${start.toFixed(1)} ${top.toFixed(1)}H${end.toFixed(1)}${head}`;
  return svg('g', { style: { '--neuron': color } }, svg('path', { class: 'pick-arrow-rim', d }), svg('path', { class: 'pick-arrow', d }));
}
