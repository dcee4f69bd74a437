/**
 * What the pointer reads on the chart: both curves at one x, by mouse, touch or arrow keys, a slider to a screen reader
 * and a crosshair to the eye; and which neuron it is near.
 *
 * @import { NeuronPlace, State } from '../../../types.js'
 * @import { Layer, Page } from '../layer.js'
 * @import { ChartView, Plot } from '../view.js'
 */

import { attr, h, svg, text } from '../../../lib/dom.js';
import { samePlace } from '../../../lib/parameters.js';
import { onKeys } from '../../../lib/slider-keys.js';
import { heightText, PLAIN, toShownX, unitsOf, xText, yText } from '../../../lib/units.js';
import { t } from '../../../i18n.js';
import { contributionsOf, termsOf } from '../terms.js';
import { valueAt } from '../view.js';

const STEPS = 60;
const NEAR_KNOT = 10;
const NEAR_CURVE = 8;
const MOST_KNOTS = 40;

/** @type {Layer} */
export const pointer = {
  id: 'pointer',
  reads: ['frame', 'layout'],
  slot: 'hair',
  onlyPage: true,
  create({ group, page }) {
    watchPointer(/** @type {Page} */ (page));
    return createProbe(/** @type {Page} */ (page), group);
  },
};

/** @param {Page} page @param {SVGGElement} layer to draw the crosshair in */
function createProbe({ box, get }, layer) {
  const slider = h('div', { class: 'fit-probe', role: 'slider', tabindex: 0, 'aria-label': t('fit.readout') });
  const readout = createReadout();
  const hair = createHair(layer);
  box.append(slider, readout.element);
  /** @type {number | null} */
  let at = null;
  /** @type {ChartView | null} */
  let view = null;
  let units = PLAIN;

  /** @param {number | null} x */
  function moveTo(x) {
    at = x === null || !view ? null : Math.max(view.from, Math.min(view.to, x));
    if (view) draw(get());
  }

  /** @param {PointerEvent} event */
  function point(event) {
    if (view) moveTo(view.x.invert(view.plot.left + event.offsetX));
  }

  slider.addEventListener('pointermove', point);
  slider.addEventListener('pointerdown', point);
  slider.addEventListener('pointerleave', () => document.activeElement !== slider && moveTo(null));
  slider.addEventListener('blur', () => moveTo(null));
  slider.addEventListener('focus', () => {
    if (at === null && view && slider.matches(':focus-visible')) moveTo((view.from + view.to) / 2);
  });
  slider.addEventListener('keydown', ({ key }) => key === 'Escape' && slider.blur());
  slider.addEventListener('keydown', onKeys((steps) => {
    if (view) moveTo((at ?? (view.from + view.to) / 2) + (steps * (view.to - view.from)) / STEPS);
  }));

  /** @param {number} x @returns {number} */
  function valueNow(x) {
    return Number(toShownX(units, x).toPrecision(6));
  }

  /** @param {State} state */
  function draw({ layout, frame }) {
    const prediction = frame?.sections.prediction;
    const shown = at !== null && view !== null && layout !== null && prediction !== undefined;
    attr(layer, 'display', shown ? null : 'none');
    readout.element.hidden = !shown;
    if (at === null || !view || !layout || !prediction) return;
    const { from, to } = view;
    const target = layout.target.y ? valueAt(layout.target.y, from, to, at) : NaN;
    const predicted = valueAt(prediction, from, to, at);
    const gap = heightText(units, Math.abs(predicted - target));
    const values = { x: xText(units, at), target: yText(units, target), prediction: yText(units, predicted), gap };
    attr(slider, 'aria-valuenow', valueNow(at));
    attr(slider, 'aria-valuetext', t(Number.isNaN(target) ? 'fit.at_no_target' : 'fit.at', values));
    readout.write(values, !Number.isNaN(target), view.plot, view.x(at));
    hair.draw(view, at, target, predicted);
  }

  return {
    /** @param {import('../../../types.js').Layout} layout @param {ChartView} wanted */
    arrange(layout, wanted) {
      view = wanted;
      units = unitsOf(layout);
      const { from, to, plot } = view;
      Object.assign(slider.style, {
        left: `${plot.left}px`, top: `${plot.top}px`,
        width: `${plot.right - plot.left}px`, height: `${plot.bottom - plot.top}px`,
      });
      attr(slider, 'aria-valuemin', valueNow(from));
      attr(slider, 'aria-valuemax', valueNow(to));
      attr(slider, 'aria-valuenow', valueNow(at ?? (from + to) / 2));
    },
    draw,
  };
}

/** The numbers beside the crosshair. */
function createReadout() {
  const rows = /** @type {const} */ (['x', 'target', 'prediction', 'gap']).map((key) => {
    const value = h('span', { class: 'value' });
    return { row: h('p', { class: key }, h('span', { class: 'label' }, t(`fit.row_${key}`)), value), value, key };
  });
  const element = h('div', { class: 'fit-readout', 'aria-hidden': 'true', hidden: true }, ...rows.map(({ row }) => row));
  return {
    element,
    /** @param {Record<typeof rows[number]['key'], string>} values @param {boolean} known whether there is a curve to find @param {Plot} plot @param {number} left */
    write(values, known, plot, left) {
      for (const { row, value, key } of rows) {
        row.hidden = !known && (key === 'target' || key === 'gap');
        text(value, values[key]);
      }
      const right = left > (plot.left + plot.right) / 2;
      element.style.left = right ? '' : `${left + 12}px`;
      element.style.right = right ? `calc(100% - ${left - 12}px)` : '';
      element.style.top = `${plot.top + 4}px`;
    },
  };
}

/** @param {SVGGElement} layer */
function createHair(layer) {
  const hair = svg('line', { class: 'fit-hair' });
  const gap = svg('line', { class: 'fit-gap' });
  const dots = [svg('circle', { class: 'fit-dot target' }), svg('circle', { class: 'fit-dot prediction' })];
  layer.append(hair, gap, ...dots);
  return {
    /** @param {ChartView} view @param {number} at @param {number} target @param {number} prediction */
    draw({ plot, x, y }, at, target, prediction) {
      const left = x(at);
      const inside = (/** @type {number} */ height) => Math.max(plot.top, Math.min(plot.bottom, y(height)));
      setLine(hair, left, plot.top, plot.bottom);
      [target, prediction].forEach((height, i) => {
        attr(dots[i], 'display', Number.isFinite(height) ? null : 'none');
        if (!Number.isFinite(height)) return;
        attr(dots[i], 'cx', left);
        attr(dots[i], 'cy', inside(height));
      });
      attr(gap, 'display', Number.isFinite(target) ? null : 'none');
      if (Number.isFinite(target)) setLine(gap, left, inside(target), inside(prediction));
    },
  };
}

/** @param {SVGLineElement} element @param {number} x @param {number} y1 @param {number} y2 */
function setLine(element, x, y1, y2) {
  attr(element, 'x1', x);
  attr(element, 'x2', x);
  attr(element, 'y1', y1);
  attr(element, 'y2', y2);
}

/** Hovers the neuron that the pointer is near. The slider that reads x lies over all of it, so this goes by distance. @param {Page} page */
function watchPointer(page) {
  const { box, actions, get, signal } = page;
  /** @type {NeuronPlace | null} what this set */
  let pointed = null;

  /** @param {NeuronPlace | null} place */
  function hover(place) {
    if (place === null && pointed === null) return;
    if (samePlace(place, pointed) && samePlace(place, get().hover)) return;
    pointed = place;
    actions.hover(place);
  }

  box.addEventListener('pointermove', ({ clientX, clientY, buttons, pointerType, target }) => {
    // A finger covers what it points at; and a drag is about what is dragged.
    if (!page.view || buttons !== 0 || pointerType === 'touch') return;
    if (target instanceof Element && target.closest('button')) return void hover(null);
    const { left, top } = box.getBoundingClientRect();
    hover(nearest(get(), page.view, clientX - left, clientY - top));
  }, { signal });
  box.addEventListener('pointerleave', () => hover(null), { signal });
}

/**
 * The neuron whose knot or curve is near.
 * @param {State} state
 * @param {ChartView} view
 * @param {number} left of the pointer, in pixels
 * @param {number} top
 * @returns {NeuronPlace | null}
 */
export function nearest(state, view, left, top) {
  const { plot } = view;
  if (!state.view.contributions || left < plot.left - NEAR_KNOT || left > plot.right + NEAR_KNOT) return null;
  return nearestKnot(state, view, left, top) ?? (top <= plot.bottom ? nearestCurve(state, view, left, top) : null);
}

/** @param {State} state @param {ChartView} view @param {number} left @param {number} top @returns {NeuronPlace | null} */
function nearestKnot({ knots }, { plot, x, y }, left, top) {
  if (!knots || knots.length > MOST_KNOTS) return null;
  let least = NEAR_KNOT;
  let found = null;
  for (const knot of knots) {
    const aside = x(knot.x) - left;
    const distance = Math.min(Math.hypot(aside, y(knot.y) - top), Math.hypot(aside, plot.axis - 4 - top));
    if (distance <= least) [least, found] = [distance, { layer: knot.layer, neuron: knot.neuron }];
  }
  return found;
}

/** @param {State} state @param {ChartView} view @param {number} left @param {number} top @returns {NeuronPlace | null} */
function nearestCurve(state, { x, y, from, to }, left, top) {
  const curves = contributionsOf(state);
  if (!curves || !state.layout) return null;
  const at = Math.max(from, Math.min(to, x.invert(left)));
  const beside = (/** @type {number} */ pixels) => Math.max(from, Math.min(to, x.invert(left + pixels)));
  let least = NEAR_CURVE;
  /** @type {NeuronPlace | null} */
  let found = null;
  termsOf(state.layout).forEach(({ id, place }, i) => {
    if (!place || state.muted.has(id ?? -1)) return;
    const height = (/** @type {number} */ value) => y(valueAt(curves[i], from, to, value));
    const [before, after] = [beside(-1), beside(1)];
    const steepness = (height(after) - height(before)) / (x(after) - x(before));
    const distance = Math.abs(height(at) - top) / Math.hypot(1, steepness);
    if (distance <= least) [least, found] = [distance, place];
  });
  return found;
}
