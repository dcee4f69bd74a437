/**
 * From a layout and its geometry to the scene the worker paints.
 *
 * @import { Scene } from '../../lib/diagram.js'
 * @import { Box } from '../../lib/raster.js'
 * @import { Layout } from '../../types.js'
 * @import { ColumnGeometry, Geometry } from './geometry.js'
 */

import { neuronColor, packColors } from '../../lib/palette.js';
import { crowdOf } from '../../lib/strength.js';

export const MOST_EDGES = 2000;
const INKS = ['var(--panel)', 'var(--pos)', 'var(--neg)', 'var(--line-strong)', 'var(--output)', 'var(--output-ink)'];

/**
 * @param {Layout} layout
 * @param {Geometry} geometry
 * @param {{width: number, height: number, ratio: number, thinnest: number}} canvas
 * @returns {Scene}
 */
export function buildScene(layout, geometry, { width, height, ratio, thinnest }) {
  const { sizes, parameters: blocks, neurons } = layout;
  const packed = packColors([...INKS, ...neurons.map(({ id }) => neuronColor(id))]);
  const [background, positive, negative, zero, output, outputInk] = packed;
  const hidden = geometry.columns.slice(1, -1);
  const pitches = geometry.columns.map(({ pitch }) => pitch);
  const boxes = hidden.flatMap((column) => column.boxes.map((box) => graphBox(column, box, ratio)));
  return {
    width: Math.round(width * ratio),
    height: Math.round(height * ratio),
    ratio,
    thinnest,
    colors: { background, positive, negative, zero, output },
    columns: geometry.columns.map((column) => ports(column, ratio)),
    blocks,
    crowds: blocks.map((_, gap) => crowdOf(sizes[gap], sizes[gap + 1], Math.min(pitches[gap], pitches[gap + 1]))),
    graphs: boxes.map((box, i) => box && { box, color: packed[INKS.length + i] }),
    graphWidth: Math.max(thinnest, hidden.some(({ style }) => style === 'spark') ? 1.3 : 2),
    biasBars: hidden.flatMap((column, layer) => biasPlaces(column, layout, layer)),
    graphPoints: layout.grids.neurons.count,
    outputs: outputs(layout, geometry.columns[sizes.length - 1], ratio, outputInk),
    mostEdges: MOST_EDGES,
  };
}

/** @param {ColumnGeometry} column @param {number} ratio */
function ports({ boxes }, ratio) {
  return {
    left: boxes.map(({ x }) => x * ratio),
    right: boxes.map(({ x, width }) => (x + width) * ratio),
    y: boxes.map(({ y, height }) => (y + height / 2) * ratio),
  };
}

/**
 * The part of a neuron's box its graph may fill.
 * @param {ColumnGeometry} column
 * @param {Box} box
 * @param {number} ratio
 * @returns {Box | null} null where there is no room
 */
export function graphBox({ style, inset }, box, ratio) {
  const width = box.width - inset.left - inset.right;
  const height = box.height - inset.top - inset.bottom;
  if (style === 'dot' || width < 8 || height < 3) return null;
  return scaleBox({ x: box.x + inset.left, y: box.y + inset.top, width, height }, ratio);
}

/** @param {Box} box @param {number} ratio @returns {Box} */
function scaleBox({ x, y, width, height }, ratio) {
  return { x: x * ratio, y: y * ratio, width: width * ratio, height: height * ratio };
}

/** @param {ColumnGeometry} column @param {Layout} layout @param {number} layer @returns {(number | null)[]} */
function biasPlaces({ biases, boxes }, layout, layer) {
  const { offset, shape } = layout.parameters[layer];
  return boxes.map((_, neuron) => (biases === 'bar' ? offset + (shape[0] - 1) * shape[1] + neuron : null));
}

/** @param {Layout} layout @param {ColumnGeometry} column @param {number} ratio @param {number} color @returns {Scene['outputs']} */
function outputs(layout, column, ratio, color) {
  const [low, high] = targetRange(layout);
  const graphs = column.boxes.flatMap((place) => {
    const box = graphBox(column, place, ratio);
    return box ? [{ box, color }] : [];
  });
  const pills = column.boxes.map((box) => scaleBox(box, ratio));
  return { graphs, pills, points: layout.grids.prediction.count, low, high };
}

/** @param {Layout} layout @returns {[number, number]} the heights of the curve to find, with a little room */
export function targetRange({ target, data }) {
  const heights = target.y ?? data.train.y;
  const low = Math.min(...heights);
  const high = Math.max(...heights);
  const room = (high - low || 1) * 0.1;
  return [low - room, high + room];
}
