/**
 * How far a curve built by hand has come, read from the numbers alone. Pure.
 *
 * @import { Layout, State } from '../../js/types.js'
 *
 * @typedef {Object} Bends
 * @property {number} placed how many bends are under a corner, or at an end with their neuron awake all along
 * @property {number} total one a neuron
 * @property {number | null} missing the x of the first corner without a bend
 * @property {number | null} asleep the first piece, counted from 0, that rises or falls while no neuron is awake on it
 *
 * @typedef {{slope: number, wanted: number, done: boolean}} Slope of one piece of the curve to find
 *
 * @typedef {Object} Judgement
 * @property {Bends} bends
 * @property {Slope[]} slopes
 * @property {number} error mean absolute error
 * @property {number} within the error that the best height would leave
 * @property {[boolean, boolean, boolean, boolean]} done by step
 */

import { isRectifier } from '../../js/lib/activations.js';
import { biasOf, currentParameters, weightOf } from '../../js/lib/parameters.js';

/** How near a bend must come to its corner, a slope to its piece's. */
const NEAR = 0.15;
const STEEP = 0.2;
/** The height is right when no other would be much better, and little is left. */
const HEIGHT_GAIN = 0.03;
const HEIGHT_REST = 0.3;
const SMALL_ERROR = 0.05;

/** @typedef {{from: number, to: number}} Span */
/** @typedef {{bend: number, right: boolean}} Hinge where a neuron bends, and whether it is awake to the right of it */

/** @param {Layout} layout @returns {boolean} whether this network and this curve are the guide's kind */
export function canJudge(layout) {
  const { sizes, activations } = layout;
  const oneLayer = sizes.length === 3 && sizes[0] === 1 && sizes[2] === 1;
  return oneLayer && isRectifier(activations[0]) && layout.target.y !== null && cornersOf(layout).length > 0;
}

/** @param {State} state @returns {Judgement | null} null while there is nothing to judge */
export function judge(state) {
  const { layout, frame } = state;
  const parameters = currentParameters(state);
  const prediction = frame?.sections.prediction;
  if (!layout || !frame || !parameters || !prediction || !canJudge(layout)) return null;
  const target = layout.target.y ?? [];
  const spans = spansOf(layout);
  const slopes = spans.map((span) => slopeOn(span, layout, prediction, target));
  const bends = judgeBends(layout, parameters, spans, slopes.map(({ wanted }) => wanted));
  const { error, within } = errorsOf(prediction, target);
  const small = error <= SMALL_ERROR;
  return {
    bends,
    slopes,
    error,
    within,
    done: [
      bends.missing === null && bends.asleep === null,
      slopes.every(({ done }) => done),
      small || (error - within <= HEIGHT_GAIN && within <= HEIGHT_REST),
      small && frame.step > 0,
    ],
  };
}

/** @param {Layout} layout @returns {number[]} the x of the corners that are in sight */
function cornersOf({ grids, target }) {
  const { from, to } = grids.prediction;
  return target.knots.map(([x]) => x).filter((x) => x > from && x < to);
}

/** @param {Layout} layout @returns {Span[]} the pieces of the curve to find */
function spansOf(layout) {
  const { from, to: end } = layout.grids.prediction;
  const ends = [from, ...cornersOf(layout), end];
  return ends.slice(1).map((to, i) => ({ from: ends[i], to }));
}

/** @param {Layout} layout @param {Float32Array} parameters @param {Span[]} spans @param {number[]} wanted slopes @returns {Bends} */
function judgeBends(layout, parameters, spans, wanted) {
  const hinges = hingesOf(layout, parameters);
  const corners = cornersOf(layout);
  const { from, to } = layout.grids.prediction;
  const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) <= NEAR;
  const alwaysAwake = (/** @type {Hinge} */ { bend, right }) => (right ? bend <= from + NEAR : bend >= to - NEAR);
  const placed = hinges.filter((hinge) => corners.some((x) => near(x, hinge.bend)) || alwaysAwake(hinge));
  const missing = corners.find((x) => !hinges.some(({ bend }) => near(x, bend)));
  const asleep = spans.findIndex((span, i) => Math.abs(wanted[i]) > STEEP && !hinges.some((hinge) => isAwake(hinge, span)));
  return { placed: placed.length, total: layout.sizes[1], missing: missing ?? null, asleep: asleep < 0 ? null : asleep };
}

/** @param {Layout} layout @param {Float32Array} parameters @returns {Hinge[]} of the neurons that bend at all */
function hingesOf({ sizes, parameters: [block] }, parameters) {
  return Array.from({ length: sizes[1] }, (_, neuron) => {
    const weight = weightOf(parameters, block, 0, neuron);
    return { bend: -biasOf(parameters, block, neuron) / weight, right: weight > 0 };
  }).filter(({ bend }) => Number.isFinite(bend));
}

/** @param {Hinge} hinge @param {Span} span @returns {boolean} in the middle of the piece */
function isAwake({ bend, right }, { from, to }) {
  const middle = (from + to) / 2;
  return right ? middle > bend : middle < bend;
}

/**
 * The mean slope of the prediction on a piece, and whether it is right all along. What is next to the corners is left
 * out: a bend may be a little beside its corner.
 * @param {Span} span @param {Layout} layout @param {ArrayLike<number>} prediction @param {number[]} target @returns {Slope}
 */
function slopeOn({ from, to }, { grids }, prediction, target) {
  const { from: start, to: end, count } = grids.prediction;
  const step = (end - start) / (count - 1);
  const margin = Math.min(NEAR, (to - from) / 4);
  const first = Math.max(0, Math.ceil((from + margin - start) / step - 1e-6));
  const last = Math.min(count - 1, Math.max(first + 1, Math.floor((to - margin - start) / step + 1e-6)));
  const slope = (/** @type {ArrayLike<number>} */ y, /** @type {number} */ i, /** @type {number} */ j) => (y[j] - y[i]) / ((j - i) * step);
  const wanted = slope(target, first, last);
  let done = true;
  for (let i = first; i < last; i++) done &&= Math.abs(slope(prediction, i, i + 1) - wanted) <= STEEP;
  return { slope: slope(prediction, first, last), wanted, done };
}

/** @param {ArrayLike<number>} prediction @param {number[]} target */
function errorsOf(prediction, target) {
  const gaps = target.map((y, i) => prediction[i] - y);
  const sorted = [...gaps].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const mean = (/** @type {number} */ shift) => gaps.reduce((sum, gap) => sum + Math.abs(gap - shift), 0) / gaps.length;
  return { error: mean(0), within: mean(median) };
}
