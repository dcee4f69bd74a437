/**
 * What a start does to what passes through the layers, judged from how widely it spreads. Pure.
 *
 * @typedef {{low: number, high: number, counts: number[], deviation: number}} Histogram
 * @typedef {{activations: Histogram, gradients: Histogram, weights: Histogram}} LayerSpread
 * @typedef {'beyond' | 'same' | 'saturated' | 'fades' | 'explodes' | 'shrinks' | 'grows' | 'gradients_fade'
 *   | 'gradients_explode' | 'keeps' | 'one'} Kind
 * @typedef {{kind: Kind, forward: number, backward: number}} Judgment how many times as widely activations spread in the
 *   last layer as in the first, and gradients in the first as in the last
 */

import { limitsOf } from '../../js/lib/activations.js';
import { count } from '../../js/i18n.js';

/** From one end of the network to the other: ten times is gone, or beyond all bounds; less than three is fine. */
const [FAR, NEAR] = [10, 3];
/** How near to a limit counts, in parts of the range, and the share of activations there that is too many. */
const [EDGE, MOST_AT_EDGES] = [0.08, 0.5];
const NOTHING = 1e-12;

/** @param {LayerSpread[] | null} layers @param {string[]} activations of each layer @returns {Judgment} */
export function judge(layers, activations) {
  if (layers === null) return { kind: 'beyond', forward: NaN, backward: NaN };
  const [first, last] = [layers[0], layers[layers.length - 1]];
  const forward = last.activations.deviation / first.activations.deviation;
  const backward = first.gradients.deviation / last.gradients.deviation;
  return { kind: kindOf(layers, activations, forward, backward), forward, backward };
}

/** @param {LayerSpread[]} layers @param {string[]} activations @param {number} forward @param {number} backward @returns {Kind} */
function kindOf(layers, activations, forward, backward) {
  const silent = layers.every(({ activations: { deviation } }) => deviation <= NOTHING);
  if (silent || layers.every(({ weights: { deviation } }) => deviation === 0)) return 'same';
  if (layers.some((layer, i) => atLimits(layer.activations, limitsOf(activations[i])) > MOST_AT_EDGES)) return 'saturated';
  if (layers.length === 1) return 'one';
  if (forward < 1 / FAR) return 'fades';
  if (forward > FAR) return 'explodes';
  if (!(backward >= 1 / FAR)) return 'gradients_fade';
  if (backward > FAR) return 'gradients_explode';
  if (forward < 1 / NEAR) return 'shrinks';
  return forward > NEAR ? 'grows' : 'keeps';
}

/** @param {Histogram} histogram @param {[number, number] | undefined} limits @returns {number} the share of numbers near the limits */
function atLimits({ low, high, counts }, limits) {
  if (!limits) return 0;
  const near = (limits[1] - limits[0]) * EDGE;
  const width = (high - low) / counts.length;
  const total = counts.reduce((sum, each) => sum + each, 0);
  const inside = counts.filter((_, i) => {
    const middle = low + (i + 0.5) * width;
    return middle < limits[0] + near || middle > limits[1] - near;
  });
  return inside.reduce((sum, each) => sum + each, 0) / total;
}

/**
 * How many times as wide, so that small shares can be pictured: 0.56, 1/2800, 620.
 * @param {number} ratio
 * @returns {string}
 */
export function timesText(ratio) {
  const digits = (/** @type {number} */ value) => count(Number(value.toPrecision(2)));
  if (!Number.isFinite(ratio)) return '–';
  if (ratio === 0) return '0';
  return ratio < 1 / FAR ? `1/${digits(1 / ratio)}` : digits(ratio);
}

/**
 * One range for a row's histograms, around zero, so that what shrinks from layer to layer looks smaller.
 * @param {Histogram[]} histograms
 * @returns {number} how far it reaches on either side
 */
export function reachOf(histograms) {
  // A single value gets a range of 1 around it, which is no spread.
  const ends = histograms.map(({ low, high, deviation }) => (deviation <= NOTHING ? Math.abs(low + high) / 2 : Math.max(Math.abs(low), Math.abs(high))));
  return Math.max(...ends) || 1;
}
