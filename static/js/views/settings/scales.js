/**
 * Where a slider's thumb stands for a value, on a linear scale, a logarithmic one, or one of zero and then logarithmic.
 *
 * @import { Field } from '../../schema.js'
 */

import { clamp } from '../../lib/axes.js';

const NOTCHES_PER_DECADE = 20;
const LINEAR_NOTCHES = 100;
const DIGITS = 2;

/**
 * @typedef {Object} Scale
 * @property {number} notches the thumb's positions go from 0 to this
 * @property {(position: number) => number} value
 * @property {(value: number) => number} position of the nearest notch inside the range
 */

/** @param {Field} field @returns {Scale} */
export function scaleOf({ ui, single }) {
  const [low, high] = ui.soft ?? [single?.minimum ?? 0, single?.maximum ?? 1];
  const tidy = (/** @type {number} */ value) => (single?.integer ? Math.round(value) : Number(value.toPrecision(DIGITS)));
  if (ui.scale === 'log') return logarithmic(low, high, tidy);
  if (ui.scale === 'log0') return withZero(logarithmic(low, high, tidy));
  return linear(low, high, ui.step ?? (high - low) / LINEAR_NOTCHES);
}

/** @param {number} low @param {number} high @param {number} step @returns {Scale} */
function linear(low, high, step) {
  const notches = Math.round((high - low) / step);
  return {
    notches,
    value: (position) => Number((low + position * step).toPrecision(12)),
    position: (value) => clamp(Math.round((value - low) / step), [0, notches]),
  };
}

/** @param {number} low @param {number} high @param {(value: number) => number} tidy @returns {Scale} */
function logarithmic(low, high, tidy) {
  const decades = Math.log10(high / low);
  const notches = Math.round(decades * NOTCHES_PER_DECADE);
  return {
    notches,
    value: (position) => tidy(low * 10 ** ((position / notches) * decades)),
    position: (value) => clamp(Math.round((Math.log10(Math.max(value, low) / low) / decades) * notches), [0, notches]),
  };
}

/** One more notch at the start, for zero. @param {Scale} scale @returns {Scale} */
function withZero({ notches, value, position }) {
  return {
    notches: notches + 1,
    value: (at) => (at === 0 ? 0 : value(at - 1)),
    position: (of) => (of <= 0 ? 0 : position(of) + 1),
  };
}
