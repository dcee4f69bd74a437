/**
 * The hidden neurons of a layout by name; the server says who is who.
 *
 * @import { NeuronIdentity } from './types.js'
 */

/** @param {number[][]} ids of each hidden layer's neurons @returns {NeuronIdentity[]} layer by layer */
export function identitiesOf(ids) {
  const name = (/** @type {number} */ layer, /** @type {number} */ index) =>
    ids.length === 1 ? `h${index + 1}` : `h${layer + 1}.${index + 1}`;
  return ids.flatMap((row, layer) => row.map((id, index) => ({ layer, index, name: name(layer, index), id })));
}
