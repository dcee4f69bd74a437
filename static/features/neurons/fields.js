/**
 * Fields for the network's weights, biases and bends, each in its place.
 *
 * @import { Actions, Layout } from '../../js/types.js'
 *
 * @typedef {{layer: number, to: number, from: number | null}} NumberPlace from null: the bias
 */

import { biasOf, bendOf, weightOf } from '../../js/lib/parameters.js';
import { short, signed } from '../../js/lib/numbers.js';
import { createNumberField } from '../../js/lib/number-field.js';

/**
 * A field that reads itself from the network's numbers.
 * @typedef {{element: HTMLElement, read: (parameters: Float32Array) => void}} PlacedField
 */

/** @param {Layout} layout @param {Actions} actions */
export function createFields(layout, actions) {
  /** @param {NumberPlace} place @param {string} label @returns {PlacedField} */
  function number({ layer, to, from }, label) {
    const block = layout.parameters[layer];
    const field = createNumberField({
      label,
      write: signed,
      commit: (value) => actions.setValues([{ layer, to, from, value }]),
    });
    return {
      element: field.element,
      read: (parameters) => field.show(from === null ? biasOf(parameters, block, to) : weightOf(parameters, block, from, to)),
    };
  }

  /** Where a neuron of the first layer bends: the bias follows. @param {number} neuron @param {string} label @returns {PlacedField} */
  function bend(neuron, label) {
    let weight = NaN;
    const field = createNumberField({
      label,
      write: short,
      commit: (x) => actions.setValues([{ layer: 0, to: neuron, from: null, value: -weight * x }]),
    });
    return {
      element: field.element,
      read(parameters) {
        weight = weightOf(parameters, layout.parameters[0], 0, neuron);
        field.show(bendOf(parameters, layout, neuron));
      },
    };
  }

  return { number, bend };
}
