/**
 * Which weights are as good as zero, and which neurons with them have left the formula. Pure.
 *
 * @import { Layout, NeuronIdentity, ParameterBlock } from '../types.js'
 */

/** Weights smaller than this part of the largest one of their layer are as good as zero. */
export const NEAR_ZERO = 0.01;

/** @param {ArrayLike<number>} parameters @param {ParameterBlock} block @returns {number} the layer's largest weight, without its sign */
export function largestWeight(parameters, { offset, shape: [rows, columns] }) {
  let largest = 0;
  for (let i = offset; i < offset + (rows - 1) * columns; i++) largest = Math.max(largest, Math.abs(parameters[i]));
  return largest;
}

/** @param {number} weight @param {number} largest of its layer @returns {boolean} */
export function isNearZero(weight, largest) {
  return weight === 0 || Math.abs(weight) < NEAR_ZERO * largest;
}

/** Every weight, no bias. @param {ArrayLike<number>} parameters @param {Pick<Layout, 'parameters'>} layout @returns {number[]} */
export function weightsOf(parameters, { parameters: blocks }) {
  return blocks.flatMap(({ offset, shape: [rows, columns] }) =>
    Array.from({ length: (rows - 1) * columns }, (_, i) => parameters[offset + i]),
  );
}

/**
 * @param {ArrayLike<number>} parameters
 * @param {Pick<Layout, 'parameters' | 'neurons'>} layout
 * @returns {{zeros: number, total: number, out: NeuronIdentity[]}} `out`: the hidden neurons all of whose incoming, or
 *   all of whose outgoing weights are as good as zero
 */
export function sparsityOf(parameters, { parameters: blocks, neurons }) {
  const layers = blocks.map((block) => connectionsOf(parameters, block));
  const out = neurons.filter(({ layer, index }) => !layers[layer].arrives[index] || !layers[layer + 1].leaves[index]);
  const total = blocks.reduce((sum, { shape: [rows, columns] }) => sum + (rows - 1) * columns, 0);
  return { zeros: total - layers.reduce((sum, { count }) => sum + count, 0), total, out };
}

/**
 * Which neurons before and after a layer's weights one that counts connects, and how many count.
 * @param {ArrayLike<number>} parameters
 * @param {ParameterBlock} block
 */
function connectionsOf(parameters, block) {
  const { offset, shape: [rows, columns] } = block;
  const largest = largestWeight(parameters, block);
  const [leaves, arrives] = [new Uint8Array(rows - 1), new Uint8Array(columns)];
  let count = 0;
  for (let from = 0, at = offset; from < rows - 1; from++) {
    for (let to = 0; to < columns; to++, at++) {
      if (isNearZero(parameters[at], largest)) continue;
      count += 1;
      leaves[from] = 1;
      arrives[to] = 1;
    }
  }
  return { leaves, arrives, count };
}
