/**
 * Where along its edge each weight is written, so that no two numbers cover one another and, where it can be helped,
 * none stands on a neighbor's edge. Pure.
 *
 * @import { Box } from '../../lib/raster.js'
 *
 * @typedef {{x0: number, y0: number, x1: number, y1: number}} Edge
 * @typedef {{width: number, height: number}} Size
 * @typedef {{x: number, y: number}} Point
 */

import { easeOf } from '../../lib/raster.js';

const STEPS = 256;
const CANDIDATES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78];
const MARGIN = 6;

/**
 * @param {Edge[]} edges all between the same two layers
 * @param {Size} size of a number
 * @returns {(Point | null)[]} the centers; null where there is no room
 */
export function placeNumbers(edges, size) {
  /** @type {Point[]} */
  const taken = [];
  return edges.map((edge) => {
    let best = null;
    let least = Infinity;
    for (const at of CANDIDATES) {
      const point = along(edge, at);
      if (!fits(edge, point, size) || taken.some((other) => overlap(point, other, size))) continue;
      const cost = crossings(edges, edge, point, size) + Math.abs(at - 0.5);
      if (cost < least) [best, least] = [point, cost];
    }
    if (best) taken.push(best);
    return best;
  });
}

/**
 * All edges between two layers, source by source.
 * @param {Box[]} sources
 * @param {Box[]} targets
 * @returns {(Edge & {from: number, to: number})[]}
 */
export function edgesBetween(sources, targets) {
  return sources.flatMap((source, from) => targets.map((target, to) => ({
    from,
    to,
    x0: source.x + source.width,
    y0: source.y + source.height / 2,
    x1: target.x,
    y1: target.y + target.height / 2,
  })));
}

/** @param {Edge} edge @param {number} at from 0 to 1 @returns {Point} */
export function along({ x0, y0, x1, y1 }, at) {
  const { rise } = easeOf(STEPS);
  return { x: x0 + (x1 - x0) * at, y: y0 + (y1 - y0) * rise[Math.min(STEPS - 1, Math.floor(at * STEPS))] };
}

/** @param {Edge} edge @param {Point} point @param {Size} size */
function fits({ x0, x1 }, { x }, { width }) {
  return x - width / 2 >= x0 + MARGIN && x + width / 2 <= x1 - MARGIN;
}

/** @param {Point} a @param {Point} b @param {Size} size */
function overlap(a, b, { width, height }) {
  return Math.abs(a.x - b.x) < width + 2 && Math.abs(a.y - b.y) < height;
}

/** How many other edges run under the number. @param {Edge[]} edges @param {Edge} own @param {Point} point @param {Size} size */
function crossings(edges, own, point, size) {
  const at = (point.x - own.x0) / (own.x1 - own.x0);
  const reach = size.height / 2 + 2;
  return edges.filter((edge) => edge !== own && Math.abs(along(edge, at).y - point.y) < reach).length;
}
