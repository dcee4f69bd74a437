/**
 * Which neuron the pointer is near on the chart: one of its knots, or the curve of what it adds. The slider that reads x
 * lies over all of it, so this goes by distance.
 *
 * @import { Actions, NeuronPlace, State } from '../../types.js'
 * @import { ChartView } from './chart.js'
 */

import { samePlace } from '../../lib/parameters.js';
import { valueAt } from './chart.js';
import { contributionsOf, termsOf } from './terms.js';

const NEAR_KNOT = 10;
const NEAR_CURVE = 8;
const MOST_KNOTS = 40;

/**
 * @param {HTMLElement} box
 * @param {{actions: Actions, get: () => State, view: () => ChartView | null}} context
 * @returns {() => void} stops it
 */
export function watchPointer(box, { actions, get, view }) {
  /** @type {NeuronPlace | null} what this view set */
  let pointed = null;

  /** @param {NeuronPlace | null} place */
  function hover(place) {
    if (place === null && pointed === null) return;
    if (samePlace(place, pointed) && samePlace(place, get().hover)) return;
    pointed = place;
    actions.hover(place);
  }

  /** @param {PointerEvent} event */
  function onMove({ clientX, clientY, buttons, pointerType, target }) {
    const sight = view();
    // A finger covers what it points at; and a drag is about what is dragged.
    if (!sight || buttons !== 0 || pointerType === 'touch') return;
    if (target instanceof Element && target.closest('button')) return hover(null);
    const { left, top } = box.getBoundingClientRect();
    return hover(nearest(get(), sight, clientX - left, clientY - top));
  }

  const onLeave = () => hover(null);
  box.addEventListener('pointermove', onMove);
  box.addEventListener('pointerleave', onLeave);
  return () => {
    box.removeEventListener('pointermove', onMove);
    box.removeEventListener('pointerleave', onLeave);
  };
}

/**
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
