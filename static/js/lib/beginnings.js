/**
 * Where building by hand begins: the default experiment with one neuron or three, from weights that are plainly wrong
 * but not dead.
 *
 * @import { Actions, Config, Guide } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

import { withValue } from '../schema.js';

/** @typedef {Guide['start']} Start */

/** One rectified neuron can find a ramp exactly, three the three pieces. @type {Record<Start, string>} */
const TARGETS = { one: 'ramp', three: 'three_pieces' };
/** Every neuron opens to the right, each with the same gentle slope. @type {Record<Start, {bends: number[], height: number}>} */
const PLACES = { one: { bends: [-1.5], height: -1 }, three: { bends: [-2, 0, 2], height: 0 } };
const SLOPE = 0.3;

/** @param {Schema} schema @param {Start} start @returns {{config: Config, layers: {weights: number[][], biases: number[]}[]}} */
export function beginning(schema, start) {
  const { bends, height } = PLACES[start];
  const source = { kind: 'target', name: TARGETS[start] };
  const shaped = withValue(schema.defaults, 'network.hidden', [bends.length]);
  const config = withValue(withValue(shaped, 'network.activation', 'relu'), 'data.source', source);
  const layers = [
    { weights: bends.map(() => [1]), biases: bends.map((bend) => -bend) },
    { weights: [bends.map(() => SLOPE)], biases: [height] },
  ];
  return { config, layers };
}

/**
 * Start it, paused, with its guide open at the first step and with what the guide speaks of in sight.
 * @param {{actions: Actions, schema: Schema}} context
 * @param {Start} start
 */
export async function beginByHand({ actions, schema }, start) {
  const { config, layers } = beginning(schema, start);
  await actions.begin(config, layers);
  actions.choose({ guide: { start, step: 0 }, gap: true, contributions: true });
}
