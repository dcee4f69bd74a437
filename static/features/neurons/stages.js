/**
 * A neuron in its three operations, linear, nonlinear, linear: three small graphs with the live formulas below.
 *
 * @import { Layout, NeuronPlace } from '../../js/types.js'
 * @import { Curve, Source } from './curves.js'
 */

import { straightPieces } from '../../js/lib/activations.js';
import { h, text } from '../../js/lib/dom.js';
import { biasOf, weightOf } from '../../js/lib/parameters.js';
import { t } from '../../js/i18n.js';
import { activationOf, preactivationOf, scaled } from './curves.js';
import { createGraph, rangeOf } from './graph.js';
import { lineText, productText, readersText, sumText } from './words.js';

/** @typedef {{element: HTMLElement, write: (source: Source) => void}} Stages */

/** @param {Layout} layout @param {NeuronPlace} place @returns {Stages} */
export function createStages(layout, place) {
  return place.layer === layout.parameters.length - 1 ? createSum(place) : createThree(layout, place);
}

/** @param {Layout} layout @param {NeuronPlace} place @returns {Stages} */
function createThree(layout, place) {
  const { layer, neuron } = place;
  const linear = createStage('z', t('neurons.linear'));
  const nonlinear = createStage('a', t('neurons.nonlinear'));
  const single = layout.sizes[layer + 2] === 1;
  // Of several readers each makes something else of it, so there is no one graph to draw.
  const last = single ? createStage(layer + 2 === layout.sizes.length - 1 ? 'v·a' : 'w·a', t('neurons.linear')) : null;
  const readers = last ? null : h('p', { class: 'stage-readers' }, readersText(layout, place));
  text(nonlinear.formula, 'a = R(z)');
  // A corner is best seen where z and a have one scale; what saturates would be flat on it.
  const shared = straightPieces(layout.activations[layer]) !== null;
  return {
    element: h('div', { class: 'stages' }, linear.element, arrow(), nonlinear.element, arrow(), last?.element ?? readers),
    write(source) {
      const z = preactivationOf(source, place);
      const a = activationOf(source, place);
      text(linear.formula, linearText(source, place));
      if (!z || !a) return;
      linear.draw(z, shared ? rangeOf(z, a) : rangeOf(z));
      nonlinear.draw(a, shared ? rangeOf(z, a) : rangeOf(a));
      if (!last) return;
      const weight = weightOf(source.parameters, layout.parameters[layer + 1], neuron, 0);
      const added = scaled(a, weight);
      last.draw(added, rangeOf(added));
      text(last.formula, productText(weight));
    },
  };
}

/** The output neuron: one sum, no bend. @param {NeuronPlace} place @returns {Stages} */
function createSum(place) {
  const sum = createStage('Y′', t('neurons.sum'));
  return {
    element: h('div', { class: 'stages sum' }, sum.element),
    write(source) {
      text(sum.formula, linearText(source, place));
      const y = preactivationOf(source, place);
      if (y) sum.draw(y, rangeOf(y));
    },
  };
}

/** @param {Source} source @param {NeuronPlace} place @returns {string} */
function linearText({ layout, parameters }, { layer, neuron }) {
  const block = layout.parameters[layer];
  const bias = biasOf(parameters, block, neuron);
  const symbol = layer === layout.parameters.length - 1 ? 'Y′' : 'z';
  const inputs = block.shape[0] - 1;
  const line = inputs === 1 && layer === 0
    ? lineText(weightOf(parameters, block, 0, neuron), bias)
    : sumText(symbol === 'z' ? 'w·a' : 'v·a', bias);
  return `${symbol}\u00a0=\u00a0${line}`;
}

/** @param {string} symbol @param {string} name */
function createStage(symbol, name) {
  const graph = createGraph();
  const formula = h('span', { class: 'stage-formula' });
  const caption = h('figcaption', {}, h('span', { class: 'stage-name' }, h('var', {}, symbol), ` ${name}`));
  return {
    element: h('figure', { class: 'stage-figure' }, caption, graph.element, formula),
    formula,
    /** @type {(curve: Curve, range: import('./graph.js').Range) => void} */
    draw: graph.draw,
  };
}

function arrow() {
  return h('span', { class: 'stage-arrow', 'aria-hidden': 'true' }, '→');
}
