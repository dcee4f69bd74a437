/**
 * Which numbers the diagram shows at each stage of the walk through one x. Pure.
 *
 * @import { Inspection, Walk } from '../../../types.js'
 */

import { rounded } from '../../../lib/numbers.js';

/** What a digit and the space around a number take, in ems. */
const DIGIT = 0.58;
const AROUND = 0.5;

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
 * @returns {number | null} null: nothing, or nothing yet
 */
export function edgeValue(inspection, { stage, layer: at }, gap, from, to) {
  if (stage === 'update') return inspection.moves[gap].weights[to][from];
  if (stage !== 'backward' || (at !== null && gap < at)) return null;
  // Of one sample the product that the panel writes out; over all of them with the penalties' part, as the update is.
  return inspection.batch ? inspection.gradients[gap].weights[to][from] : inspection.layers[gap].weight_gradients[to][from];
}

/** @param {number} value */
function withSign(value) {
  return value > 0 ? `+${rounded(value)}` : rounded(value);
}

/** With as many digits as there is room for; changes carry a sign. @param {number} value @param {number} room in ems @param {boolean} change */
export function fitted(value, room, change) {
  const write = change ? withSign : rounded;
  const widths = [write(value), write(Number(value.toPrecision(2)))];
  return widths.find((text) => text.length * DIGIT + AROUND <= room) ?? write(Number(value.toPrecision(1)));
}
