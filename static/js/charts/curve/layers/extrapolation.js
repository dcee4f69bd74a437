/**
 * Beyond the data: where the chart shows more of the x axis than the samples come from, that part is shaded, and the
 * domain's ends can be dragged.
 *
 * @import { Layer, Page } from '../layer.js'
 * @import { ChartView } from '../view.js'
 */

import { attr, h, svg, text } from '../../../lib/dom.js';
import { onKeys } from '../../../lib/slider-keys.js';
import { tidy, toShownX, unitsOf, xText } from '../../../lib/units.js';
import { createPendingEdits } from '../../../lib/pending-edits.js';
import { t } from '../../../i18n.js';
import { roundedX } from '../view.js';

/** The least width of a domain, as a part of what is shown. */
const LEAST = 0.05;
/** A key moves an end by this part of what is shown. */
const STEPS = 100;
/** With less room than this, in pixels, a shaded part has no name. */
const ROOMY = 96;
const ENDS = /** @type {const} */ (['low', 'high']);

/** @type {Layer} */
export const extrapolation = {
  id: 'extrapolation',
  reads: ['config', 'layout', 'view'],
  slot: 'ground',
  className: 'beyond',
  create: ({ group, page }) => createExtrapolation(/** @type {Page} */ (page), group),
  print: ({ config, layout }, view) => svg('g', {}, ...shadesOf((layout ?? { config }).config.data.domain, view).filter(({ width }) => width > 0)
    .map((shade) => svg('rect', { class: 'beyond-shade', ...shade }))),
};

/** @param {[number, number]} domain @param {ChartView} view */
function shadesOf([low, high], { plot: { left, right, top, bottom }, x }) {
  const [start, end] = [low, high].map((at) => Math.max(left, Math.min(right, x(at))));
  const box = { y: top - 4, height: bottom - top + 4 };
  return [{ x: left, width: start - left, ...box }, { x: end, width: right - end, ...box }];
}

/** @param {Page} page @param {SVGGElement} group */
export function createExtrapolation(page, group) {
  const { box, actions, get } = page;
  const parts = ENDS.map((_, i) => createShade(group, i));
  const pending = createPendingEdits(draw);
  /** @type {[number, number] | null} what was asked for and is not answered yet */
  let wanted = null;
  const handles = createHandles(page, domain, moveTo, draw);
  box.append(...handles.elements);

  /** @returns {[number, number]} */
  function domain() {
    return (pending.open && wanted) || get().config.data.domain;
  }

  function draw() {
    const { config, view: { sketch, rows } } = get();
    const { view } = page;
    const ends = domain();
    const open = view !== null && config.data.shown !== null && (view.from < ends[0] || view.to > ends[1] || handles.held);
    attr(group, 'display', open ? null : 'none');
    for (const handle of handles.elements) handle.hidden = !open || sketch !== null || rows;
    if (!open) return;
    shadesOf(ends, view).forEach((shade, i) => parts[i].draw(shade, view));
    handles.draw(ends, view);
  }

  /** @param {number} end @param {number} x */
  function moveTo(end, x) {
    const { view } = page;
    if (!view) return;
    const { from, to } = view;
    const ends = domain();
    const least = LEAST * (to - from);
    const [low, high] = end === 0 ? [from, Math.max(from, ends[1] - least)] : [Math.min(to, ends[0] + least), to];
    const at = roundedX(Math.max(low, Math.min(high, x)), [from, to]);
    if (at === ends[end]) return;
    wanted = end === 0 ? [at, ends[1]] : [ends[0], at];
    pending.wait(actions.patch({ 'data.domain': wanted }));
    draw();
  }

  return { draw };
}

/** @param {SVGGElement} group @param {number} end */
function createShade(group, end) {
  const shade = svg('rect', { class: 'beyond-shade' });
  const edge = svg('line', { class: 'beyond-edge' });
  const label = svg('text', { class: 'beyond-label', 'text-anchor': 'middle' });
  text(label, t('curve.beyond'));
  group.append(shade, edge, label);
  return {
    /** @param {{x: number, y: number, width: number, height: number}} place @param {ChartView} view */
    draw(place, { plot: { axis } }) {
      const { x, y, width } = place;
      const at = end === 0 ? x + width : x;
      for (const [name, value] of Object.entries(place)) attr(shade, name, value);
      for (const [name, value] of Object.entries({ x1: at, x2: at, y1: y, y2: axis })) attr(edge, name, value);
      attr(label, 'x', x + width / 2);
      attr(label, 'y', y + 20);
      attr(label, 'display', width > ROOMY ? null : 'none');
    },
  };
}

/**
 * The domain's ends, as sliders on the x axis.
 * @param {Page} page
 * @param {() => [number, number]} domain
 * @param {(end: number, x: number) => void} moveTo
 * @param {() => void} released
 */
function createHandles(page, domain, moveTo, released) {
  const elements = ENDS.map((end) => h('div', { class: `beyond-handle ${end}`, role: 'slider', tabindex: 0, 'aria-label': t(`curve.domain_${end}`) }));
  /** @type {{id: number, end: number, offset: number} | null} */
  let drag = null;

  /** @param {PointerEvent} event @param {number} end */
  function start(event, end) {
    const { view } = page;
    if (event.button !== 0 || drag || !view) return;
    event.preventDefault();
    elements[end].setPointerCapture(event.pointerId);
    elements[end].focus({ preventScroll: true });
    drag = { id: event.pointerId, end, offset: view.x(domain()[end]) - event.clientX };
    page.held = true;
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    if (drag?.id === event.pointerId && page.view) moveTo(drag.end, page.view.x.invert(event.clientX + drag.offset));
  }

  function release() {
    if (!drag) return;
    drag = null;
    page.held = false;
    page.settle();
    released();
  }

  /** @param {number} steps @param {number} end */
  function step(steps, end) {
    if (page.view) moveTo(end, domain()[end] + (steps * (page.view.to - page.view.from)) / STEPS);
  }

  elements.forEach((handle, end) => {
    handle.addEventListener('pointerdown', (event) => start(event, end));
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('lostpointercapture', release);
    handle.addEventListener('keydown', onKeys((steps) => step(steps, end)));
  });

  return {
    elements,
    get held() {
      return drag !== null;
    },
    /** @param {[number, number]} ends @param {ChartView} view */
    draw(ends, { plot, x, from, to }) {
      const units = unitsOf(page.get());
      elements.forEach((handle, i) => {
        const at = Math.max(plot.left, Math.min(plot.right, x(ends[i])));
        handle.style.transform = `translate(${at.toFixed(1)}px, ${plot.axis.toFixed(1)}px) translate(-50%, -50%)`;
        const [min, max] = i === 0 ? [from, ends[1]] : [ends[0], to];
        for (const [name, value] of Object.entries({ min, max, now: ends[i] })) attr(handle, `aria-value${name}`, tidy(toShownX(units, value), units.x_scale));
        attr(handle, 'aria-valuetext', `x = ${xText(units, ends[i])}`);
      });
    },
  };
}
