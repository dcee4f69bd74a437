/**
 * What moving a handle does to v·R(w·x + b) + c, and where the handles are. Pure.
 *
 * @import { Range } from '../../js/lib/axes.js'
 * @import { Path } from './formula.js'
 * @typedef {(z: number) => number} Bend the activation
 * @typedef {[number, number]} Point
 */

import { clamp } from '../../js/lib/axes.js';

/** @type {Range} */
export const ACROSS = [0, 8];
/** @type {Range} */
export const UP = [-6, 6];
/** Within these |w·x + b| stays below 40, where the tables of the activations end. @type {Record<keyof Path, Range>} */
export const LIMITS = { w: [-2, 2], b: [-16, 16], v: [-4, 4], c: [-6, 6] };
/** What sliders and handles move by. */
export const STEP = 0.1;

const CANDIDATES = 81;
/** On a ramp less high than this a handle would change v too fast to be held. */
const LEAST_HEIGHT = 0.25;

/** @param {number} value @param {number} [step] @returns {number} the nearest multiple, without a sign of 0 */
export function snap(value, step = STEP) {
  const per = Math.round(1 / step);
  return Number.isFinite(value) ? Math.round(value * per) / per + 0 : value;
}

/** @param {Path} path @param {Bend} bend @returns {(x: number) => number} */
export function graphOf({ w, b, v, c }, bend) {
  return (x) => v * bend(w * x + b) + c;
}

/** @param {{w: number, b: number}} line @returns {number} where w·x + b is 0; NaN where it is so nowhere or everywhere */
export function zeroOf({ w, b }) {
  return w === 0 ? NaN : -b / w + 0;
}

/** The bend moved to x: b follows. @param {Path} path @param {number} x @returns {Path} */
export function withBendAt(path, x) {
  const b = -path.w * snap(clamp(x, ACROSS));
  return { ...path, b: clamp(Math.round(b * 100) / 100 + 0, LIMITS.b) };
}

/** The ramp moved so that it passes through a point: v follows. @param {Path} path @param {Bend} bend @param {Point} point @returns {Path} */
export function withRampAt(path, bend, [x, y]) {
  const height = bend(path.w * x + path.b);
  return height === 0 ? path : { ...path, v: clamp(snap((y - path.c) / height), LIMITS.v) };
}

/** The whole moved so that it passes through a point: c follows. @param {Path} path @param {Bend} bend @param {Point} point @returns {Path} */
export function withLevelAt(path, bend, [x, y]) {
  return { ...path, c: clamp(snap(y - path.v * bend(path.w * x + path.b)), LIMITS.c) };
}

/** Where to hold the ramp: the middle of what can be seen of it. @param {Path} path @param {Bend} bend @returns {number | null} an x */
export function rampHold(path, bend) {
  const visible = candidates(path, bend, (z) => z > 0 && Math.abs(bend(z)) >= LEAST_HEIGHT);
  return visible.length > 0 ? visible[Math.floor(visible.length / 2)] : null;
}

/** Where to hold the level part: as far from the bend as can be. @param {Path} path @param {Bend} bend @returns {number | null} an x */
export function levelHold(path, bend) {
  const visible = candidates(path, bend, (z) => path.w === 0 || z <= 0);
  if (visible.length === 0) return null;
  if (path.w === 0) return visible[Math.floor(visible.length / 2)];
  return path.w > 0 ? visible[0] : visible[visible.length - 1];
}

/** @param {Path} path @param {Bend} bend @param {(z: number) => boolean} suits @returns {number[]} */
function candidates(path, bend, suits) {
  const [from, to] = ACROSS;
  const graph = graphOf(path, bend);
  return Array.from({ length: CANDIDATES }, (_, i) => from + ((to - from) * i) / (CANDIDATES - 1)).filter((x) => {
    const y = graph(x);
    return suits(path.w * x + path.b) && y >= UP[0] && y <= UP[1];
  });
}
