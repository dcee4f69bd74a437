/**
 * Who is who among the hidden neurons: an id stays with a neuron while others come and go, and its color with the id.
 *
 * @import { NeuronIdentity } from './types.js'
 */

/** How many colors there are; neurons whose ids leave the same remainder share one. */
const COLORS = 8;

/** @typedef {{op: string, layer?: number, neuron?: number, position?: number}} Surgery what an edit did, and where */

/** @typedef {ReturnType<typeof createIdentities>} Identities */

export function createIdentities() {
  /** @type {number[][]} ids, hidden layer by hidden layer */
  let ids = [];
  /** @type {Set<number>} */
  const used = new Set();
  /** Ids by how many changes could be undone at the time, so that undo brings back colors too. @type {Map<number, number[][]>} */
  const past = new Map();

  /** A new id whose color is the least seen. @returns {number} */
  function fresh() {
    const seen = new Array(COLORS).fill(0);
    for (const id of ids.flat()) seen[id % COLORS] += 1;
    let id = seen.indexOf(Math.min(...seen));
    while (used.has(id)) id += COLORS;
    used.add(id);
    return id;
  }

  /** Let the shape be this one, keeping who is there already. @param {number[]} hidden */
  function fit(hidden) {
    ids.length = Math.min(ids.length, hidden.length);
    hidden.forEach((size, layer) => {
      const row = (ids[layer] ??= []);
      row.length = Math.min(row.length, size);
      while (row.length < size) row.push(fresh());
    });
  }

  /** @param {Surgery} surgery @param {number[]} hidden the sizes afterwards */
  function operate({ op, layer = 0, neuron, position = layer }, hidden) {
    if (op === 'add_neuron') ids[layer]?.splice(neuron ?? ids[layer].length, 0, fresh());
    if (op === 'remove_neuron' && neuron !== undefined) ids[layer]?.splice(neuron, 1);
    if (op === 'remove_layer') ids.splice(layer, 1);
    if (op === 'add_layer') ids.splice(position, 0, []);
    fit(hidden);
  }

  return {
    /** Start over: the colors in order. @param {number[]} hidden */
    restart(hidden) {
      ids = [];
      used.clear();
      past.clear();
      fit(hidden);
    },
    fit,
    operate,
    /** Remember the present ones under a depth of the undo history. @param {number} depth */
    remember(depth) {
      past.set(depth, ids.map((row) => [...row]));
    },
    /** Those of a depth of the undo history, as far as the shape agrees. @param {number} depth @param {number[]} hidden */
    recall(depth, hidden) {
      const known = past.get(depth);
      const agrees = known?.length === hidden.length && known.every((row, i) => row.length === hidden[i]);
      if (known && agrees) ids = known.map((row) => [...row]);
      else fit(hidden);
    },
    /** @returns {NeuronIdentity[]} */
    list() {
      const name = (/** @type {number} */ layer, /** @type {number} */ index) =>
        ids.length === 1 ? `h${index + 1}` : `h${layer + 1}.${index + 1}`;
      return ids.flatMap((row, layer) => row.map((id, index) => ({ layer, index, name: name(layer, index), id })));
    },
  };
}
