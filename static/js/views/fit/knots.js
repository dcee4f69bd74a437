/**
 * Where first-layer neurons bend, as hollow marks on the prediction: the neurons selected, hovered or just added.
 *
 * @import { State } from '../../types.js'
 * @import { Plot, Scale } from './chart.js'
 *
 * @typedef {{id: number, index: number}} Shown
 */

import { attr, svg } from '../../lib/dom.js';
import { neuronColor } from '../../lib/palette.js';
import { bendOf, currentParameters } from '../../lib/parameters.js';
import { valueAt } from './chart.js';

/** @param {SVGGElement} container */
export function createKnots(container) {
  /** @type {Map<number, {group: SVGGElement, drop: SVGLineElement, mark: SVGCircleElement}>} by the neuron's identity */
  const marks = new Map();

  /** @param {number} id */
  function markOf(id) {
    const known = marks.get(id);
    if (known) return known;
    const drop = svg('line', { class: 'fit-knot-drop' });
    const mark = svg('circle', { class: 'fit-knot' });
    const group = svg('g', { style: { '--neuron': neuronColor(id) } }, drop, mark);
    container.append(group);
    const made = { group, drop, mark };
    marks.set(id, made);
    return made;
  }

  return {
    /** @param {State} state @param {Plot} plot @param {Scale} x @param {Scale} y */
    draw(state, plot, x, y) {
      const shown = shownNeurons(state);
      for (const [id, { group }] of marks) {
        if (shown.some((neuron) => neuron.id === id)) continue;
        group.remove();
        marks.delete(id);
      }
      for (const { id, index } of shown) {
        const { group, drop, mark } = markOf(id);
        const place = placeOf(state, index);
        attr(group, 'display', place ? null : 'none');
        if (!place) continue;
        const [left, top] = [x(place.x).toFixed(1), Math.max(plot.top, Math.min(plot.bottom, y(place.y))).toFixed(1)];
        attr(mark, 'cx', left);
        attr(mark, 'cy', top);
        attr(drop, 'x1', left);
        attr(drop, 'x2', left);
        attr(drop, 'y1', top);
        attr(drop, 'y2', plot.bottom);
      }
    },
  };
}

/** @param {State} state @returns {Shown[]} */
function shownNeurons({ layout, selection, hover, gains }) {
  if (!layout) return [];
  const growing = gains.filter(({ to }) => to === null).map(({ neuronId }) => neuronId);
  const pointed = [selection, hover].filter((place) => place?.layer === 0).map((place) => place?.neuron);
  return layout.neurons.filter(({ layer, index, id }) => layer === 0 && (pointed.includes(index) || growing.includes(id)));
}

/** @param {State} state @param {number} neuron @returns {{x: number, y: number} | null} null where it does not bend in sight */
function placeOf(state, neuron) {
  const { layout, frame } = state;
  const parameters = currentParameters(state);
  const prediction = frame?.sections.prediction;
  if (!layout || !parameters || !prediction || layout.sizes.length < 3) return null;
  const { from, to } = layout.grids.prediction;
  const x = bendOf(parameters, layout, neuron);
  return x >= from && x <= to ? { x, y: valueAt(prediction, from, to, x) } : null;
}
