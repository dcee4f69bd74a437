/**
 * What a drag makes of a neuron's numbers. A neuron is z = w·x + b, then a = R(z), then v·a: it bends where z = 0, and
 * on its awake side, where z > 0, it adds the ramp v·z. Pure.
 *
 * @import { Range } from '../../../lib/axes.js'
 *
 * @typedef {{weight: number, bias: number, outgoing: number}} Neuron w, b and v
 * @typedef {{x: number, y: number}} Point
 */

import { clamp } from '../../../lib/axes.js';

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
