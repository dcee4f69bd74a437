/**
 * What the prediction is the sum of: the output bias and one curve for each neuron of the last hidden layer.
 *
 * @import { Layout, NeuronPlace, State } from '../../types.js'
 *
 * @typedef {Object} Term
 * @property {number | null} id the neuron's identity; null for the input itself, where there is no hidden layer
 * @property {string} name
 * @property {string} color
 * @property {string} dash
 * @property {NeuronPlace | null} place
 */

import { neuronColor, neuronDash } from '../../lib/palette.js';
import { biasOf, currentParameters, MOST_CONTRIBUTIONS } from '../../lib/parameters.js';

/** @param {Layout} layout @returns {Term[]} */
export function termsOf({ neurons, sizes }) {
  const last = sizes.length - 3;
  if (last < 0) return [{ id: null, name: 'w·x', color: 'var(--accent)', dash: '', place: null }];
  return neurons
    .filter(({ layer }) => layer === last)
    .map(({ id, name, layer, index }) => ({ id, name, color: neuronColor(id), dash: neuronDash(id), place: { layer, neuron: index } }));
}

/** @param {State} state @returns {Float32Array[] | null} one curve for each term; null where the frame has none */
export function contributionsOf({ layout, frame }) {
  const curves = frame?.sections.contributions;
  if (!layout || !curves || frame.layout !== layout.layout) return null;
  return curves.length === (layout.sizes.at(-2) ?? 0) && curves.length <= MOST_CONTRIBUTIONS ? curves : null;
}

/** @param {State} state @returns {number | null} */
export function outputBiasOf(state) {
  const parameters = currentParameters(state);
  const block = state.layout?.parameters.at(-1);
  return parameters && block ? biasOf(parameters, block, 0) : null;
}

/** @param {State} state @returns {boolean} whether a hidden neuron is hovered, so that the others step back */
export function dims({ hover, layout }) {
  return hover !== null && layout !== null && hover.layer < layout.sizes.length - 2;
}

/** @param {Term[]} terms @param {ReadonlySet<number>} muted @returns {boolean} */
export function anyMuted(terms, muted) {
  return terms.some(({ id }) => id !== null && muted.has(id));
}
