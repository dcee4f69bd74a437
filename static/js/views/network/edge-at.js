/**
 * Which edge of the diagram lies under the pointer. Pure.
 *
 * @import { Geometry } from './geometry.js'
 * @import { Point } from './placing.js'
 */

import { crowdOf } from '../../lib/strength.js';
import { along, edgesBetween } from './placing.js';

/**
 * @param {Geometry} geometry
 * @param {Point} point
 * @param {number} reach how far off an edge may be, in pixels
 * @returns {{layer: number, from: number, to: number} | null} the nearest one
 */
export function edgeAt({ columns }, point, reach) {
  const layer = columns.slice(0, -1).findIndex((column, i) => point.x > endOf(column) && point.x < startOf(columns[i + 1]));
  if (layer < 0) return null;
  const [sources, targets] = [columns[layer], columns[layer + 1]];
  const { bow } = crowdOf(sources.boxes.length, targets.boxes.length, Math.min(sources.pitch, targets.pitch));
  let nearest = null;
  let least = reach;
  for (const edge of edgesBetween(sources.boxes, targets.boxes)) {
    const distance = distanceTo(edge, point, bow);
    if (distance > least) continue;
    least = distance;
    nearest = { layer, from: edge.from, to: edge.to };
  }
  return nearest;
}

/** @param {Geometry['columns'][number]} column */
function endOf({ boxes }) {
  return Math.max(...boxes.map(({ x, width }) => x + width));
}

/** @param {Geometry['columns'][number]} column */
function startOf({ boxes }) {
  return Math.min(...boxes.map(({ x }) => x));
}

/** How far a point is from an edge at right angles, as good as its direction there tells. @param {import('./placing.js').Edge} edge @param {Point} point @param {number} bow */
function distanceTo(edge, { x, y }, bow) {
  const { x0, y0, x1, y1 } = edge;
  const height = (/** @type {number} */ at) => {
    const straight = y0 + (y1 - y0) * at;
    return straight + (along(edge, at).y - straight) * bow;
  };
  const at = (x - x0) / (x1 - x0);
  const step = 2 / (x1 - x0);
  const slope = (height(Math.min(1, at + step)) - height(Math.max(0, at - step))) / 4;
  return Math.abs(y - height(at)) / Math.hypot(1, slope);
}
