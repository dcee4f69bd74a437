/**
 * The present network as a result, the shape in which runs are kept and exported: config, layers, step and losses of one
 * moment. Of a race it is the first run, whose network the page shows. Pure.
 *
 * @import { Config, State } from '../types.js'
 *
 * @typedef {Object} Result
 * @property {Config} config
 * @property {{weights: number[][], biases: number[]}[]} layers
 * @property {number} step
 * @property {{step: number[], train: (number | null)[], validation: (number | null)[] | null}} losses
 * @property {null | 'early_stopping' | 'diverged'} stopped
 */

import { lastLayers } from '../weights.js';
import { currentParameters } from './parameters.js';

/** As many points as a page keeps. */
const EVERY_POINT = Infinity;

/** @param {Pick<State, 'config' | 'layout'>} state @returns {Config} what the newest frame was made with */
export function configOf({ config, layout }) {
  if (!layout) return config;
  // Settings that need no new network may be newer than the layout; a network that is still to come is not yet here.
  const { data, network, seed } = layout.config;
  return layout.race ? layout.race[layout.shown].config : { ...config, data, network, seed };
}

/** @param {State} state @returns {Result | null} null before the first frame, and where a number is not finite */
export function resultOf(state) {
  const { layout, frame, status } = state;
  const layers = layout && frame && currentParameters(state) ? lastLayers(layout, frame) : undefined;
  if (!layers || !frame) return null;
  return {
    config: configOf(state),
    layers,
    step: frame.step,
    losses: lossesUntil(state, frame.step),
    stopped: status.state === 'stopped' ? 'early_stopping' : status.state === 'diverged' ? 'diverged' : null,
  };
}

/** @param {Pick<State, 'losses' | 'raceLosses' | 'layout'>} state @param {number} last step @returns {Result['losses']} */
function lossesUntil({ losses, raceLosses, layout }, last) {
  const { step, train, validation } = (raceLosses?.[layout?.shown ?? 0] ?? losses).columns(EVERY_POINT);
  const count = step.findLastIndex((at) => at <= last) + 1;
  const numbers = (/** @type {Float64Array} */ values) =>
    Array.from(values.subarray(0, count), (value) => (Number.isFinite(value) ? value : null));
  const validated = numbers(validation);
  return {
    step: Array.from(step.subarray(0, count)),
    train: numbers(train),
    validation: validated.some((value) => value !== null) ? validated : null,
  };
}
