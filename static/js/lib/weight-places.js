/**
 * Where a network's weights and biases are, to choose from, and what the neurons at their ends are called.
 *
 * @import { Layout, NeuronPlace, WeightPlace } from '../types.js'
 */

/** @param {Layout} layout @returns {NeuronPlace[]} every neuron that something leads to, outputs last */
export function neuronsOf({ sizes }) {
  return sizes.slice(1).flatMap((size, layer) => Array.from({ length: size }, (_, neuron) => ({ layer, neuron })));
}

/** What a neuron adds up: each weight that leads to it, then its bias. @param {Layout} layout @param {NeuronPlace} place @returns {WeightPlace[]} */
export function partsOf({ sizes }, { layer, neuron }) {
  const weights = Array.from({ length: sizes[layer] }, (_, from) => ({ layer, to: neuron, from }));
  return [...weights, { layer, to: neuron, from: null }];
}

/** A neuron's name; layer −1 is the input. @param {Layout} layout @param {number} layer @param {number} index @returns {string} */
export function nameOf({ sizes, neurons }, layer, index) {
  const numbered = (/** @type {string} */ name, /** @type {number} */ count) => (count === 1 ? name : `${name}${index + 1}`);
  if (layer < 0) return numbered('x', sizes[0]);
  if (layer === sizes.length - 2) return numbered('Y′', sizes[sizes.length - 1]);
  return neurons[sizes.slice(1, layer + 1).reduce((sum, size) => sum + size, index)]?.name ?? '';
}

/** @param {Layout} layout @param {WeightPlace | null} place @returns {boolean} whether the network has it */
export function exists({ sizes }, place) {
  if (!place || place.layer >= sizes.length - 1 || place.to >= sizes[place.layer + 1]) return false;
  return place.from === null || place.from < sizes[place.layer];
}
