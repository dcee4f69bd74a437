/**
 * Which numbers the diagram shows at each stage of the walk through one x. Pure.
 *
 * @import { Inspection, Walk } from '../../../types.js'
 */

import { rounded } from '../../../lib/numbers.js';

/** Narrower than this many ems a number is cut down to two digits. */
const WIDE = 4.6;

/**
 * What stands on a neuron; layer −1 is the input.
 * @param {Inspection} inspection @param {Walk} walk @param {number} layer @param {number} neuron
 * @returns {number | null} null: nothing yet
 */
export function neuronValue(inspection, { stage, layer: at }, layer, neuron) {
  if (layer < 0) return stage === 'backward' || stage === 'update' ? null : inspection.x;
  const { activations, deltas } = inspection.layers[layer];
  if (stage === 'backward') return at === null || layer >= at ? deltas[neuron] : null;
  if (stage === 'update') return inspection.moves[layer].biases[neuron];
  return at === null || layer <= at || stage === 'loss' ? activations[neuron] : null;
}

/** The same with everything there is room for while the neuron is hovered. @param {Inspection} inspection @param {Walk} walk @param {number} layer @param {number} neuron */
export function neuronDetail(inspection, { stage }, layer, neuron) {
  const { preactivations, activations, upstream, deltas } = inspection.layers[layer];
  if (stage === 'update') return `b ${withSign(inspection.moves[layer].biases[neuron])}`;
  if (stage === 'backward') return `dL/da ${rounded(upstream[neuron])} · dL/dz ${rounded(deltas[neuron])}`;
  const last = layer === inspection.layers.length - 1;
  return last ? `Y′ ${rounded(activations[neuron])}` : `z ${rounded(preactivations[neuron])} · a ${rounded(activations[neuron])}`;
}

/**
 * What stands on an edge.
 * @param {Inspection} inspection @param {Walk} walk @param {number} gap @param {number} from @param {number} to
 * @returns {string | null} null: nothing, or nothing yet
 */
export function edgeText(inspection, { stage, layer: at }, gap, from, to) {
  if (stage === 'update') return withSign(inspection.moves[gap].weights[to][from]);
  if (stage !== 'backward' || (at !== null && gap < at)) return null;
  // Of one sample the product that the panel writes out; over all of them with the penalties' part, as the update is.
  const value = inspection.batch ? inspection.gradients[gap].weights[to][from] : inspection.layers[gap].weight_gradients[to][from];
  return rounded(value);
}

/** @param {number} value */
export function withSign(value) {
  return value > 0 ? `+${rounded(value)}` : rounded(value);
}

/** As many digits as there is room for. @param {number} value @param {number} room in ems @returns {string} */
export function fitted(value, room) {
  const text = rounded(value);
  if (room >= WIDE || text.length <= 5) return text;
  return rounded(Number(value.toPrecision(Math.abs(value) < 0.01 ? 1 : 2)));
}
