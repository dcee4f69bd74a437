/**
 * Data centered and scaled to where networks learn well, their own numbers kept as units. Pure.
 *
 * @import { Config, Layout } from '../types.js'
 */

import { unitsOf } from './units.js';

/** Scaled x go from −3 to 3, y over a height of 3. */
const WIDTH = 6;
const HEIGHT = 3;
/** Digits that scaled numbers are sent with: more than float32 has. */
const DIGITS = 9;

/** @param {{config: Config, layout: Layout}} state @returns {Record<string, unknown>} the changes to the experiment */
export function centeredChanges({ config, layout }) {
  const { source } = config.data;
  const { train, validation } = layout.data;
  const sampled = source.kind === 'points' ? source : joined(train, validation);
  const units = unitsOf({ config });
  const [x, y] = [rangeOf(sampled.x), rangeOf(sampled.y)];
  const [xs, ys] = [scaleOf(x, WIDTH), scaleOf(y, HEIGHT)];
  const scaled = (/** @type {{offset: number, scale: number}} */ { offset, scale }) => (/** @type {number} */ value) =>
    Number(((value - offset) / scale).toPrecision(DIGITS));
  return {
    'data.source': {
      kind: 'points',
      x: Array.from(sampled.x, scaled(xs)),
      y: Array.from(sampled.y, scaled(ys)),
      units: {
        ...units,
        x_offset: xs.offset * units.x_scale + units.x_offset, x_scale: xs.scale * units.x_scale,
        y_offset: ys.offset * units.y_scale + units.y_offset, y_scale: ys.scale * units.y_scale,
      },
    },
    'data.domain': [-WIDTH / 2, WIDTH / 2],
    // What was sampled has its own.
    'data.noise': 0,
    'data.shown': null,
  };
}

/** From left to right. @param {{x: ArrayLike<number>, y: ArrayLike<number>}[]} parts */
function joined(...parts) {
  const points = parts.flatMap(({ x, y }) => Array.from(x, (value, i) => [value, y[i]])).sort(([a], [b]) => a - b);
  return { x: points.map(([x]) => x), y: points.map(([, y]) => y) };
}

/** @param {ArrayLike<number>} values @returns {[number, number]} */
function rangeOf(values) {
  return Array.from(values).reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

/** @param {[number, number]} range @param {number} wanted */
function scaleOf([low, high], wanted) {
  return { offset: (low + high) / 2, scale: high > low ? (high - low) / wanted : 1 };
}
