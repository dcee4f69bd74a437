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
  const near = blocks.map((block) => nearZeros(parameters, block));
  const flat = near.flat(2);
  const out = neurons.filter(({ layer, index }) => {
    const incoming = near[layer].map((row) => row[index]);
    const outgoing = near[layer + 1][index];
    return incoming.every(Boolean) || outgoing.every(Boolean);
  });
  return { zeros: flat.filter(Boolean).length, total: flat.length, out };
}

/** @param {ArrayLike<number>} parameters @param {ParameterBlock} block @returns {boolean[][]} by where the weight comes from and goes to */
function nearZeros(parameters, block) {
  const { offset, shape: [rows, columns] } = block;
  const largest = largestWeight(parameters, block);
  return Array.from({ length: rows - 1 }, (_, from) =>
    Array.from({ length: columns }, (__, to) => isNearZero(parameters[offset + from * columns + to], largest)),
  );
}
