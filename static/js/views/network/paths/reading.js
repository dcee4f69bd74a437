/**
 * A network as paths from linear to nonlinear to linear to the sum: which there are, and what comes out of each stage
 * over the domain. Pure.
 *
 * @import { Grid, Layout, NeuronIdentity, Sections } from '../../../types.js'
 *
 * @typedef {Object} Stages what comes out of a neuron, over equally spaced points of the domain
 * @property {ArrayLike<number>} preactivation z; two points are enough where it is a straight line
 * @property {Float32Array} activation a
 * @property {Float32Array} contribution v·a
 */

import { biasOf, weightOf } from '../../../lib/parameters.js';

/** Beyond this many, paths are drawn in short. */
export const MOST_FULL = 8;
/** Beyond this many, only the paths that add most are drawn. */
export const MOST_SHOWN = 16;

/** @param {Layout} layout @returns {number} the last hidden layer, -1 where there is none */
export function lastHidden({ sizes }) {
  return sizes.length - 3;
}

/**
 * The neurons of the last hidden layer whose paths are drawn, in their order.
 * @param {Layout} layout
 * @param {Float32Array} parameters
 * @param {Sections} sections
 * @returns {NeuronIdentity[]}
 */
export function choosePaths(layout, parameters, { neurons: curves }) {
  const last = lastHidden(layout);
  const all = layout.neurons.filter(({ layer }) => layer === last);
  if (all.length <= MOST_SHOWN || !curves) return all.slice(0, MOST_SHOWN);
  const first = layout.neurons.length - all.length;
  const block = layout.parameters[last + 1];
  // A row's scale is its largest activation, but for a constant.
  const size = (/** @type {NeuronIdentity} */ { index }) => Math.abs(weightOf(parameters, block, index, 0)) * curves.scales[first + index];
  const most = [...all].sort((a, b) => size(b) - size(a)).slice(0, MOST_SHOWN);
  return all.filter((neuron) => most.includes(neuron));
}

/**
 * @param {Layout} layout
 * @param {Float32Array} parameters
 * @param {Sections} sections
 * @param {number} neuron of the last hidden layer
 * @returns {Stages | null} null where the frame has no curves
 */
export function readStages(layout, parameters, { neurons: curves }, neuron) {
  if (!curves) return null;
  const last = lastHidden(layout);
  const row = layout.neurons.length - layout.sizes[last + 1] + neuron;
  const activation = curveOf(curves, row);
  const v = weightOf(parameters, layout.parameters[last + 1], neuron, 0);
  const block = layout.parameters[last];
  const preactivation = last === 0
    ? straight(layout.grids.neurons, weightOf(parameters, block, 0, neuron), biasOf(parameters, block, neuron))
    : summed(layout, parameters, curves, neuron);
  return { preactivation, activation, contribution: activation.map((a) => v * a) };
}

/** What comes out of a neuron. @param {NonNullable<Sections['neurons']>} curves @param {number} row among all hidden neurons @returns {Float32Array} */
export function curveOf({ count, scales, values }, row) {
  return Float32Array.from(values.subarray(row * count, (row + 1) * count), (value) => value * scales[row]);
}

/** A straight line at the two ends. @param {Grid} grid @param {number} w @param {number} b @returns {[number, number]} */
export function straight({ from, to }, w, b) {
  return [w * from + b, w * to + b];
}

/**
 * z of a deeper neuron: the curves of the layer before, weighted and added.
 * @param {Layout} layout @param {Float32Array} parameters @param {NonNullable<Sections['neurons']>} curves @param {number} neuron
 */
function summed(layout, parameters, curves, neuron) {
  const last = lastHidden(layout);
  const { count, scales, values } = curves;
  const block = layout.parameters[last];
  const [size, before] = [layout.sizes[last + 1], layout.sizes[last]];
  const first = layout.neurons.length - size - before;
  const z = new Float32Array(count).fill(biasOf(parameters, block, neuron));
  for (let from = 0; from < before; from++) {
    const weight = weightOf(parameters, block, from, neuron) * scales[first + from];
    const offset = (first + from) * count;
    for (let i = 0; i < count; i++) z[i] += weight * values[offset + i];
  }
  return z;
}
