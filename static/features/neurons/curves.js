/**
 * One neuron over the domain: its preactivation z, its activation a and what it adds to the output. Pure.
 *
 * @import { Layout, NeuronCurves, NeuronPlace, Sections } from '../../js/types.js'
 *
 * @typedef {{x: number[], y: number[]}} Curve straight between its points
 *
 * @typedef {Object} Source what a frame says of the network
 * @property {Layout} layout
 * @property {Float32Array} parameters
 * @property {Sections} sections
 */

import { straightPieces } from '../../js/lib/activations.js';
import { bendOf, biasOf, weightOf } from '../../js/lib/parameters.js';

/** @param {import('../../js/types.js').Grid} grid @returns {number[]} */
function pointsOf({ from, to, count }) {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

/**
 * z, exactly for what reads x itself, else from the curves of the layer before.
 * @param {Source} source
 * @param {NeuronPlace} place
 * @returns {Curve | null} null where the frame does not say
 */
export function preactivationOf(source, { layer, neuron }) {
  const { layout, parameters, sections } = source;
  const block = layout.parameters[layer];
  const bias = biasOf(parameters, block, neuron);
  if (layer === layout.parameters.length - 1) return outputOf(source, neuron);
  if (layer === 0) {
    const weight = weightOf(parameters, block, 0, neuron);
    const x = exactPoints(source, neuron);
    return { x, y: x.map((each) => weight * each + bias) };
  }
  const { neurons } = sections;
  if (!neurons) return null;
  const first = firstRow(layout, layer - 1);
  const x = pointsOf(layout.grids.neurons);
  const y = x.map(() => bias);
  for (let from = 0; from < layout.sizes[layer]; from++) {
    const factor = weightOf(parameters, block, from, neuron) * neurons.scales[first + from];
    for (let i = 0; i < y.length; i++) y[i] += factor * neurons.values[(first + from) * neurons.count + i];
  }
  return { x, y };
}

/** The ends of the domain, and the bend between them. @param {Source} source @param {number} neuron */
function exactPoints({ layout, parameters }, neuron) {
  const { from, to } = layout.grids.neurons;
  const bend = bendOf(parameters, layout, neuron);
  return bend > from && bend < to ? [from, bend, to] : [from, to];
}

/** The prediction itself: the sum. @param {Source} source @param {number} output @returns {Curve | null} */
function outputOf({ layout, sections }, output) {
  const { prediction } = sections;
  if (!prediction) return null;
  const { count } = layout.grids.prediction;
  const y = [...prediction.subarray(output * count, (output + 1) * count)];
  return { x: pointsOf(layout.grids.prediction), y };
}

/**
 * a = R(z) of a hidden neuron, with sharp corners where they are known.
 * @param {Source} source
 * @param {NeuronPlace} place
 * @returns {Curve | null}
 */
export function activationOf(source, place) {
  const { layout, sections } = source;
  const straight = straightPieces(layout.activations[place.layer]);
  if (place.layer === 0 && straight) {
    const z = preactivationOf(source, place);
    return z && { x: z.x, y: z.y.map(straight) };
  }
  const { neurons } = sections;
  if (!neurons) return null;
  const row = firstRow(layout, place.layer) + place.neuron;
  return { x: pointsOf(layout.grids.neurons), y: rowOf(neurons, row) };
}

/** @param {NeuronCurves} curves @param {number} row @returns {number[]} */
function rowOf({ count, scales, values }, row) {
  return Array.from(values.subarray(row * count, (row + 1) * count), (value) => value * scales[row]);
}

/** @param {Layout} layout @param {number} layer @returns {number} the row of its first neuron among all hidden ones */
function firstRow({ sizes }, layer) {
  return sizes.slice(1, layer + 1).reduce((sum, size) => sum + size, 0);
}

/** @param {Curve} curve @param {number} factor @returns {Curve} */
export function scaled({ x, y }, factor) {
  return { x, y: y.map((value) => factor * value) };
}

/**
 * Heights of a curve at some places, straight on beyond its ends.
 * @param {Curve} curve its x rising
 * @param {ArrayLike<number>} at
 * @returns {number[]}
 */
export function readAt({ x, y }, at) {
  return Array.from(at, (place) => {
    let i = 0;
    while (i < x.length - 2 && x[i + 1] < place) i += 1;
    return y[i] + ((y[i + 1] - y[i]) * (place - x[i])) / (x[i + 1] - x[i]);
  });
}
