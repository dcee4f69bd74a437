/**
 * The weights and biases of a network by name, to choose two of.
 *
 * @import { Layout, NeuronPlace, WeightPlace } from '../../types.js'
 */

import { t } from '../../i18n.js';

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
  return neurons.find((neuron) => neuron.layer === layer && neuron.index === index)?.name ?? '';
}

/** @param {Layout} layout @param {WeightPlace} place @returns {string} */
export function weightName(layout, { layer, to, from }) {
  const name = nameOf(layout, layer, to);
  return from === null ? t('landscape.bias_of', { name }) : t('landscape.weight_of', { name, from: nameOf(layout, layer - 1, from) });
}

/** What a neuron is called that stands in a menu beside it. @param {Layout} layout @param {WeightPlace} place @returns {string} */
export function partName(layout, { layer, from }) {
  return from === null ? t('landscape.bias') : t('landscape.weight_from', { from: nameOf(layout, layer - 1, from) });
}

/**
 * A weight and the bias of one neuron: together they move its bend and its slope.
 * @param {NeuronPlace | null} neuron
 * @returns {[WeightPlace, WeightPlace]}
 */
export function firstPair(neuron) {
  const { layer, neuron: to } = neuron ?? { layer: 0, neuron: 0 };
  return [{ layer, to, from: 0 }, { layer, to, from: null }];
}

/** @param {Layout} layout @param {WeightPlace} place @returns {boolean} whether the network has it */
export function exists({ sizes }, { layer, to, from }) {
  return layer < sizes.length - 1 && to < sizes[layer + 1] && (from ?? 0) < sizes[layer];
}

/** @param {WeightPlace} one @param {WeightPlace} other @returns {boolean} */
export function isSame(one, other) {
  return one.layer === other.layer && one.to === other.to && one.from === other.from;
}

/** As the server wants it. @param {WeightPlace} place */
export function placeFields({ layer, to, from }) {
  return from === null ? { layer, to } : { layer, to, from };
}
