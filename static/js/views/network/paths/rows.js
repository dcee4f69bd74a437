/**
 * One row a path: the neuron's name and its three boxes, with numbers and graphs; the output bias in a row of its own.
 *
 * @import { Layout, NeuronIdentity, NeuronPlace } from '../../../types.js'
 * @import { Graph } from './graph.js'
 * @import { Stages } from './reading.js'
 * @import { Range } from '../../../lib/axes.js'
 */

import { symbolOf } from '../../../lib/activations.js';
import { h, text } from '../../../lib/dom.js';
import { short, signed } from '../../../lib/numbers.js';
import { neuronColor } from '../../../lib/palette.js';
import { biasOf, weightOf } from '../../../lib/parameters.js';
import { t } from '../../../i18n.js';
import { createGraph, rangeOf } from './graph.js';
import { lastHidden, straight } from './reading.js';

/**
 * @typedef {Object} PathRow
 * @property {HTMLElement} element
 * @property {HTMLButtonElement} button
 * @property {NeuronIdentity} neuron
 * @property {(layout: Layout, parameters: Float32Array) => void} write
 * @property {(stages: Stages, shared: Range) => void} draw `shared`: one range for all contributions
 */

/** @param {Layout} layout @param {NeuronIdentity} neuron @param {boolean} full with a graph for every stage @returns {PathRow} */
export function createRow(layout, neuron, full) {
  const { name, layer, index, id } = neuron;
  const button = h('button', { class: 'paths-name', type: 'button', 'aria-label': t('network.neuron', { name, layer: layer + 1 }) }, name);
  const linear = createBox('linear', full);
  const nonlinear = createBox('nonlinear', full);
  const out = createBox('out', true);
  const symbol = symbolOf(layout.activations[layer]);
  text(nonlinear.formula, symbol === '' ? 'z' : `${symbol}(z)`);
  const style = { '--neuron': neuronColor(id) };
  const element = h('li', { class: 'paths-row', style }, button, linear.element, nonlinear.element, out.element);
  return {
    element,
    button,
    neuron,
    write(now, parameters) {
      const block = now.parameters[layer];
      const b = biasOf(parameters, block, index);
      text(linear.formula, layer === 0 ? lineText(weightOf(parameters, block, 0, index), b) : `Σ w·a ${plus(b)}`);
      text(out.formula, `${short(weightOf(parameters, now.parameters[layer + 1], index, 0))}·a`);
    },
    draw({ preactivation, activation: a, contribution }, shared) {
      linear.graph?.draw(preactivation, rangeOf([preactivation]));
      nonlinear.graph?.draw(a, rangeOf([a]));
      out.graph?.draw(contribution, shared);
    },
  };
}

/**
 * The output bias; without hidden layers the whole network, w·x + b.
 * @param {Layout} layout
 */
export function createLast(layout) {
  const alone = lastHidden(layout) < 0;
  const box = createBox(alone ? 'linear' : 'out', alone);
  const label = alone ? null : h('span', { class: 'paths-shared' }, t('paths.output_bias'));
  return {
    element: h('div', { class: alone ? 'paths-row alone' : 'paths-row bias' }, label, box.element),
    /** @param {Layout} now @param {Float32Array} parameters */
    write(now, parameters) {
      const block = now.parameters[now.parameters.length - 1];
      const b = biasOf(parameters, block, 0);
      text(box.formula, alone ? lineText(weightOf(parameters, block, 0, 0), b) : signed(b));
    },
    /** @param {Layout} now @param {Float32Array} parameters */
    draw({ grids, parameters: [block] }, parameters) {
      if (!alone) return;
      const line = straight(grids.neurons, weightOf(parameters, block, 0, 0), biasOf(parameters, block, 0));
      box.graph?.draw(line, rangeOf([line]));
    },
  };
}

/** @param {string} kind @param {boolean} graphed @returns {{element: HTMLElement, formula: HTMLElement, graph: Graph | null}} */
function createBox(kind, graphed) {
  const formula = h('span', { class: 'paths-formula' });
  const graph = graphed ? createGraph() : null;
  return { element: h('div', { class: `paths-box ${kind}` }, formula, graph?.element), formula, graph };
}

/** @param {number} w @param {number} b */
function lineText(w, b) {
  return `${short(w)}·x ${plus(b)}`;
}

/** @param {number} value */
function plus(value) {
  return `${value < 0 ? '−' : '+'} ${short(Math.abs(value))}`;
}

/** @param {NeuronIdentity} neuron @returns {NeuronPlace} */
export function placeOf({ layer, index }) {
  return { layer, neuron: index };
}
