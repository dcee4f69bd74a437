/**
 * Which handles there are and where, and what moving one changes in the network. Pure: from the state alone.
 *
 * @import { Layout, NeuronIdentity, State } from '../../../types.js'
 * @import { Range } from '../../../lib/axes.js'
 * @import { Units } from '../../../types.js'
 *
 * @typedef {{weight: number, bias: number, outgoing: number}} Neuron w, b and v: z = w·x + b, then a = R(z), then v·a. It bends
 *   where z = 0, and on its awake side, where z > 0, it adds the ramp v·z
 * @typedef {{x: number, y: number}} Point
 *
 * @typedef {Object} Handle
 * @property {string} key stays with the neuron
 * @property {'knot' | 'slope' | 'height'} kind a knot goes sideways, the others up and down
 * @property {NeuronIdentity | null} neuron null: the whole curve
 * @property {number} x
 * @property {number} y
 * @property {number} value what the handle stands for: the bend's x, the outgoing weight, the output bias
 * @property {Range} range of the value within the chart
 * @property {number} follows the bias that a knot's place comes from; else the value again
 * @property {Units} units that x and y are told in
 *
 * @typedef {Omit<Handle, 'units'>} Placed
 * @typedef {{layer: number, to: number, from: number | null, value: number}} Change
 *
 * @typedef {Object} Wishes what the hand asked for that no frame shows yet
 * @property {(key: string) => Point | undefined} of
 * @property {(key: string) => boolean} keeps whether the hand or the keyboard is on this handle
 *
 * @typedef {Object} Reading one frame's numbers
 * @property {Layout} layout
 * @property {Float32Array} parameters
 * @property {Float32Array} prediction
 * @property {Range} domain
 */

import { clamp } from '../../../lib/axes.js';
import { biasOf, bendOf, currentParameters, weightOf } from '../../../lib/parameters.js';
import { isRamp } from '../../../lib/activations.js';
import { unitsOf } from '../../../lib/units.js';
import { valueAt } from '../view.js';

/** With more neurons than this only the one pointed at has handles. */
const MOST_NEURONS = 12;
/** Up to this many neurons have their ramps' handles all at once. */
const FEW_NEURONS = 4;
/** In widths of the domain: rounding must not take away a bend that is exactly on its end. */
const TOLERANCE = 1e-6;
/** How far along its awake side a ramp's handle is. */
const ALONG = 0.35;
/** A steep ramp's handle goes no further than this part of the way to the chart's edge: it must be able to go on. */
const UP = 0.6;
/** The least distance of that handle from the bend, in widths of the domain, so that both can be taken hold of. */
const LEAST = 0.04;
/** Less of a ramp than this share of the domain is none to take hold of. */
const SLIVER = 0.01;
/** Larger outgoing weights than this are a slip of the hand. */
const LARGEST = 1e6;

/**
 * @param {State} state
 * @param {Range} heights of the chart
 * @param {Wishes} wishes
 * @returns {Handle[]} neuron by neuron, the curve's own last
 */
export function handlesOf(state, heights, wishes) {
  const reading = read(state);
  if (!reading) return [];
  const neurons = reading.layout.neurons.filter(({ layer }) => layer === 0);
  const all = neurons.length <= MOST_NEURONS;
  const ramps = hasRamps(reading.layout);
  const allRamps = state.view.guide !== null || (state.view.contributions && neurons.length <= FEW_NEURONS);
  const ofNeurons = neurons.flatMap((neuron) => {
    const keys = { knot: `knot ${neuron.id}`, slope: `slope ${neuron.id}` };
    const pointed = isPointed(state, neuron) || wishes.keeps(keys.knot) || wishes.keeps(keys.slope);
    if (!all && !pointed) return [];
    const ramp = ramps && (pointed || (allRamps && !state.muted.has(neuron.id)));
    return [
      knotOf(reading, state, neuron, keys.knot, wishes.of(keys.knot)),
      ramp ? slopeOf(reading, neuron, keys.slope, heights, wishes.of(keys.slope)) : null,
    ];
  });
  const units = unitsOf(reading.layout);
  return [...ofNeurons, heightOf(reading, heights, wishes.of('height'))].flatMap((handle) => (handle ? { ...handle, units } : []));
}

/**
 * What the network must become for a handle to be there.
 * @param {State} state
 * @param {Handle} handle
 * @param {Point} to
 * @returns {Change | null} null where no number does it
 */
export function changeOf(state, { kind, neuron, x }, to) {
  const reading = read(state);
  if (!reading) return null;
  const change = neuron ? neuronChange(reading, kind, neuron.index, { x: kind === 'knot' ? to.x : x, y: to.y }) : heightChange(reading, x, to.y);
  return isHeld(change.value) ? change : null;
}

/** @param {Reading} reading @param {Handle['kind']} kind @param {number} index @param {Point} point @returns {Change} */
function neuronChange(reading, kind, index, point) {
  const neuron = numbersOf(reading, index);
  if (kind === 'knot') return { layer: 0, to: index, from: null, value: biasFor(neuron.weight, point.x) };
  return { layer: 1, to: 0, from: index, value: outgoingFor(neuron, point) };
}

/** @param {Reading} reading @param {number} x @param {number} y @returns {Change} */
function heightChange({ layout, parameters, prediction, domain }, x, y) {
  const layer = layout.parameters.length - 1;
  const bias = biasOf(parameters, layout.parameters[layer], 0);
  return { layer, to: 0, from: null, value: bias + y - valueAt(prediction, ...domain, x) };
}

/** @param {State} state @returns {Reading | null} null where nothing can be moved by hand */
function read(state) {
  const { layout, frame, view } = state;
  const parameters = currentParameters(state);
  const prediction = frame?.sections.prediction;
  if (!layout || !parameters || !prediction || view.present || view.rows || view.sketch) return null;
  if (layout.sizes[0] !== 1 || layout.sizes.at(-1) !== 1) return null;
  const { from, to } = layout.grids.prediction;
  return { layout, parameters, prediction, domain: [from, to] };
}

/** Whether each neuron's own contribution is a ramp, to be seen on the chart. @param {Layout} layout @returns {boolean} */
function hasRamps({ sizes, activations }) {
  return sizes.length === 3 && isRamp(activations[0]);
}

/** @param {State} state @param {NeuronIdentity} neuron @returns {boolean} */
function isPointed({ hover, selection }, { index }) {
  return [hover, selection].some((place) => place?.layer === 0 && place.neuron === index);
}

/** @param {Reading} reading @param {number} index @returns {Neuron} the outgoing weight is that to the first neuron of the next layer */
function numbersOf({ layout, parameters }, index) {
  const [first, second] = layout.parameters;
  return {
    weight: weightOf(parameters, first, 0, index),
    bias: biasOf(parameters, first, index),
    outgoing: weightOf(parameters, second, index, 0),
  };
}

/**
 * @param {Reading} reading
 * @param {State} state
 * @param {NeuronIdentity} neuron
 * @param {string} key
 * @param {Point | undefined} wish
 * @returns {Placed | null} null where it does not bend in sight
 */
function knotOf({ layout, parameters, prediction, domain }, { knots }, neuron, key, wish) {
  const bend = bendOf(parameters, layout, neuron.index);
  if (Number.isNaN(bend)) return null;
  const tolerance = TOLERANCE * (domain[1] - domain[0]);
  const inside = bend >= domain[0] - tolerance && bend <= domain[1] + tolerance;
  if (!wish && !inside) return null;
  const x = clamp(wish?.x ?? bend, domain);
  const exact = knots?.find((knot) => knot.layer === 0 && knot.neuron === neuron.index && Math.abs(knot.x - x) <= tolerance);
  const { weight } = numbersOf({ layout, parameters, prediction, domain }, neuron.index);
  const y = exact?.y ?? valueAt(prediction, ...domain, x);
  return { key, kind: 'knot', neuron, x, y, value: x, range: domain, follows: biasFor(weight, x) };
}

/**
 * @param {Reading} reading
 * @param {NeuronIdentity} neuron
 * @param {string} key
 * @param {Range} heights
 * @param {Point | undefined} wish
 * @returns {Placed | null} null where the neuron is asleep
 */
function slopeOf(reading, neuron, key, heights, wish) {
  const numbers = numbersOf(reading, neuron.index);
  const place = wish ?? rampPlace(numbers, reading.domain, heights);
  if (!place) return null;
  const valueFor = (/** @type {number} */ y) => outgoingFor(numbers, { x: place.x, y });
  const value = wish ? valueFor(wish.y) : numbers.outgoing;
  if (Number.isNaN(value)) return null;
  return { key, kind: 'slope', neuron, ...place, value, range: [valueFor(heights[0]), valueFor(heights[1])], follows: value };
}

/** @param {Reading} reading @param {Range} heights @param {Point | undefined} wish @returns {Placed} */
function heightOf({ layout, parameters, prediction, domain }, heights, wish) {
  const bias = biasOf(parameters, layout.parameters[layout.parameters.length - 1], 0);
  const x = wish?.x ?? edgeOf(prediction, domain, heights);
  const now = valueAt(prediction, ...domain, x);
  const y = wish?.y ?? now;
  const value = bias + y - now;
  return { key: 'height', kind: 'height', neuron: null, x, y, value, range: [value + heights[0] - y, value + heights[1] - y], follows: value };
}

/** The right end of the curve, or the left one where only that is on the chart. @param {Float32Array} prediction @param {Range} domain @param {Range} heights */
function edgeOf(prediction, [from, to], [low, high]) {
  const [left, right] = [prediction[0], prediction[prediction.length - 1]].map((y) => y >= low && y <= high);
  return left && !right ? from : to;
}

/**
 * The bias that puts the bend there.
 * @param {number} weight
 * @param {number} x
 * @returns {number}
 */
export function biasFor(weight, x) {
  return 0 - weight * x;
}

/**
 * The outgoing weight whose ramp passes through a point.
 * @param {Neuron} neuron
 * @param {Point} point on the neuron's awake side
 * @returns {number} NaN where the neuron is asleep
 */
export function outgoingFor({ weight, bias }, { x, y }) {
  const activation = weight * x + bias;
  return activation > 0 ? clamp(y / activation, [-LARGEST, LARGEST]) : NaN;
}

/**
 * Where on its ramp a neuron's handle is: some way from the bend, and inside the chart if the ramp passes through it.
 * @param {Neuron} neuron
 * @param {Range} domain
 * @param {Range} heights
 * @returns {Point | null} null where hardly any of the ramp is inside the domain
 */
export function rampPlace({ weight, bias, outgoing }, [from, to], heights) {
  if (weight === 0) return null;
  const start = clamp(-bias / weight, [from, to]);
  const room = (weight > 0 ? to : from) - start;
  const width = to - from;
  if (!(Math.abs(room) > SLIVER * width)) return null;
  const heightAt = (/** @type {number} */ x) => outgoing * (weight * x + bias);
  const wanted = heightAt(start + room * ALONG);
  const [low, high] = heights;
  const reached = clamp(wanted, [low < 0 ? UP * low : low, high > 0 ? UP * high : high]);
  // A steep ramp leaves the chart early: there the handle is nearer to the bend.
  const leaves = reached === wanted ? ALONG * Math.abs(room) : Math.abs((reached / outgoing - bias) / weight - start);
  const least = Math.min(Math.abs(room), LEAST * width);
  const x = start + Math.sign(room) * clamp(leaves, [least, Math.max(least, ALONG * Math.abs(room))]);
  return { x, y: clamp(heightAt(x), heights) };
}

/** @param {number} value @returns {boolean} whether the network, which is float32, can hold it */
export function isHeld(value) {
  return Number.isFinite(Math.fround(value));
}
