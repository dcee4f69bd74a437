/**
 * Reading a network's flat parameter vector. A layer's block is (fan_in + 1) × fan_out, row-major: row i holds the
 * weights that leave input i, the last row the biases.
 *
 * @import { Layout, NeuronPlace, ParameterBlock } from '../types.js'
 */

import { bends } from './activations.js';

/** Of more neurons in the last hidden layer what each contributes could not be told apart; it is not asked for either. */
export const MOST_CONTRIBUTIONS = 16;

/**
 * @param {ArrayLike<number>} parameters
 * @param {ParameterBlock} block
 * @param {number} from
 * @param {number} to
 * @returns {number}
 */
export function weightOf(parameters, block, from, to) {
  return parameters[block.offset + from * block.shape[1] + to];
}

/**
 * @param {ArrayLike<number>} parameters
 * @param {ParameterBlock} block
 * @param {number} to
 * @returns {number}
 */
export function biasOf(parameters, block, to) {
  const [rows, columns] = block.shape;
  return parameters[block.offset + (rows - 1) * columns + to];
}

/**
 * Where a first-layer neuron bends: w·x + b = 0.
 * @param {ArrayLike<number>} parameters
 * @param {Layout} layout
 * @param {number} neuron
 * @returns {number} NaN where there is no bend: with weight 0, or an activation that has none
 */
export function bendOf(parameters, layout, neuron) {
  if (!bends(layout.activations[0])) return NaN;
  const [block] = layout.parameters;
  const weight = weightOf(parameters, block, 0, neuron);
  return weight === 0 ? NaN : -biasOf(parameters, block, neuron) / weight;
}

/**
 * The frame's parameters, if they belong to this layout.
 * @param {import('../types.js').State} state
 * @returns {Float32Array | null}
 */
export function currentParameters({ frame, layout }) {
  if (!frame || !layout || frame.layout !== layout.layout) return null;
  const { parameters } = frame.sections;
  return parameters && parameters.length === layout.parameter_count ? parameters : null;
}

/** @param {Pick<Layout, 'sizes'>} layout @returns {boolean} whether the network is one curve y = f(x) */
export function isCurve({ sizes }) {
  return sizes[0] === 1 && sizes.at(-1) === 1;
}

/** @param {NeuronPlace | null} place @param {NeuronPlace | null} other @returns {boolean} whether both are of the same neuron */
export function samePlace(place, other) {
  return place !== null && other !== null && place.layer === other.layer && place.neuron === other.neuron;
}
