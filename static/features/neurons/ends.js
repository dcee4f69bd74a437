/**
 * The neurons of a layer, with their names and colors; inputs and outputs too.
 *
 * @import { Layout, NeuronPlace } from '../../js/types.js'
 */

import { neuronColor } from '../../js/lib/palette.js';

/**
 * @typedef {{name: string, color: string, place: NeuronPlace | null}} End place: null for an input
 */

/** @param {Layout} layout @param {number} layer −1: the inputs @returns {End[]} */
export function endsOf({ sizes, neurons }, layer) {
  const count = sizes[layer + 1];
  if (layer >= 0 && layer < sizes.length - 2) {
    return neurons
      .filter((neuron) => neuron.layer === layer)
      .map(({ name, id, index }) => ({ name, color: neuronColor(id), place: { layer, neuron: index } }));
  }
  const [name, color] = layer < 0 ? ['x', 'var(--input-line)'] : ['Y′', 'var(--output-ink)'];
  return Array.from({ length: count }, (_, neuron) => ({
    name: count === 1 ? name : `${name}${neuron + 1}`,
    color,
    place: layer < 0 ? null : { layer, neuron },
  }));
}
