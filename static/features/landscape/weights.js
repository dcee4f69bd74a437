/**
 * The weights and biases of a network by name, to choose two of.
 *
 * @import { Layout, NeuronPlace, WeightPlace } from '../../js/types.js'
 */

import { t } from '../../js/i18n.js';
import { nameOf } from '../../js/lib/weight-places.js';

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

/** @param {WeightPlace} one @param {WeightPlace} other @returns {boolean} */
export function isSame(one, other) {
  return one.layer === other.layer && one.to === other.to && one.from === other.from;
}

/** As the server wants it. @param {WeightPlace} place */
export function placeFields({ layer, to, from }) {
  return from === null ? { layer, to } : { layer, to, from };
}
