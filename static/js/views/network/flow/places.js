/**
 * Where the numbers of one x stand on the diagram: on the little graphs, never on names or biases. Pure.
 *
 * @import { ColumnGeometry, Geometry } from '../geometry.js'
 * @import { Edge, Point } from '../placing.js'
 *
 * @typedef {{x: number, y: number, layer: number, neuron: number, room: number, centered: boolean}} BadgePlace
 *   x: the center, or the left end of one that is not centered; layer −1: the input; room: how wide the number may be,
 *   0: only one that is hovered is shown
 * @typedef {{x: number, y: number, gap: number, from: number, to: number}} NumberPlace
 */

import { along, edgesBetween, placeNumbers } from '../placing.js';

/** A badge at the foot of a graph at least this high leaves the graph to be seen. */
const HIGH = 38;
const CURVE_POINTS = 24;
/** How wide the numbers on edges may be, in ems: with three digits, and where that is too much with two or one. */
const WIDTHS = [4.8, 4, 3.4];
/** How far a badge may stand out of its box, over the edges that leave there. */
const BEYOND = 16;

/** @param {Geometry} geometry @param {number} textSize @returns {BadgePlace[]} */
export function badgePlaces({ columns }, textSize) {
  return columns.flatMap((column, i) => {
    const end = i === 0 || i === columns.length - 1;
    return column.boxes.map((_, neuron) => ({
      layer: i - 1,
      neuron,
      ...(end ? onTop(column, neuron, columns[0].x) : onGraph(column, neuron, textSize)),
    }));
  });
}

/** Input and output carry it on their upper border. @param {ColumnGeometry} column @param {number} neuron @param {number} margin to the picture's end */
function onTop({ boxes }, neuron, margin) {
  const { x, y, width } = boxes[neuron];
  return { x: x + width / 2, y, room: Math.min(Math.max(width, 60), 2 * margin), centered: true };
}

/** @param {ColumnGeometry} column @param {number} neuron @param {number} textSize */
function onGraph({ boxes, inset, style, biases }, neuron, textSize) {
  const { x, y, width, height } = boxes[neuron];
  const [left, right] = [x + inset.left, x + width - inset.right];
  const middle = height < HIGH ? y + height / 2 : y + height - textSize * 0.8 - 2;
  const readable = (style === 'card' || style === 'row') && height >= textSize;
  if (!readable) return { x: x + width / 2, y: middle, room: 0, centered: true };
  // Beside a name, with nothing behind it.
  if (style === 'row' && biases !== 'text') return { x: left, y: middle, room: right - left + BEYOND, centered: false };
  return { x: (left + right) / 2, y: middle, room: right - left + 10, centered: true };
}

/** @param {Geometry} geometry @param {number} textSize @returns {{places: NumberPlace[], width: number}} width: in ems */
export function numberPlaces(geometry, textSize) {
  const tried = WIDTHS.map((width) => ({ places: placesOfWidth(geometry, textSize, width), width }));
  const most = Math.max(...tried.map(({ places }) => places.length));
  return tried.find(({ places }) => places.length === most) ?? tried[0];
}

/** @param {Geometry} geometry @param {number} textSize @param {number} width in ems @returns {NumberPlace[]} */
function placesOfWidth(geometry, textSize, width) {
  return geometry.columns.slice(1).flatMap((_, gap) => {
    const edges = edgesOf(geometry, gap);
    const points = placeNumbers(edges, { width: textSize * width, height: textSize * 1.6 });
    return edges.flatMap(({ from, to }, i) => {
      const point = points[i];
      return point ? [{ ...point, gap, from, to }] : [];
    });
  });
}

/** @param {Geometry} geometry @param {number} gap */
export function edgesOf({ columns }, gap) {
  return edgesBetween(columns[gap].boxes, columns[gap + 1].boxes);
}

/** An edge as a path, as the picture below draws it. @param {Edge} edge @returns {string} */
export function pathOf(edge) {
  /** @type {Point[]} */
  const points = Array.from({ length: CURVE_POINTS + 1 }, (_, i) => along(edge, i / CURVE_POINTS));
  return `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;
}
