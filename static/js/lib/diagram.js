/**
 * Paints a network's edges and its neurons' little graphs into pixels. Without DOM: a worker runs it, tests too.
 *
 * @import { Box, Pen, Surface } from './raster.js'
 * @import { Crowd } from './strength.js'
 * @import { ParameterBlock } from '../types.js'
 *
 * @typedef {Object} Column one layer's neurons: where edges arrive and leave, in device pixels
 * @property {number[]} left
 * @property {number[]} right
 * @property {number[]} y
 *
 * @typedef {Object} Graph a neuron's little graph
 * @property {Box} box in device pixels
 * @property {number} color packed
 *
 * @typedef {Object} Scene what stays the same between frames; plain data, so that it can be posted
 * @property {number} width in device pixels
 * @property {number} height
 * @property {number} ratio device pixels per CSS pixel
 * @property {number} thinnest no line is thinner, in CSS pixels
 * @property {{background: number, positive: number, negative: number, zero: number, output: number}} colors packed
 * @property {Column[]} columns input first
 * @property {ParameterBlock[]} blocks between columns k and k + 1
 * @property {Crowd[]} crowds
 * @property {(Graph | null)[]} graphs one a hidden neuron, layer by layer; null: no room
 * @property {(number | null)[]} biasBars where the bias is drawn as a bar: its place in the parameters
 * @property {number} graphPoints
 * @property {number} graphWidth of their lines, in CSS pixels
 * @property {{graphs: Graph[], pills: Box[], points: number, low: number, high: number}} outputs
 * @property {number} mostEdges beyond this only the strongest are drawn
 *
 * @typedef {Object} Snapshot what a frame brings
 * @property {Float32Array} parameters
 * @property {Float32Array} scales
 * @property {Int8Array} curves
 * @property {Float32Array} prediction
 * @property {Uint8Array} [dropped] 1 for each hidden neuron that sits this step out
 *
 * @typedef {{column: number, index: number} | null} Highlight the neuron whose edges stand out
 */

import { createSurface, fillRounded, strokeEdge, strokeGraph } from './raster.js';
import { createEdgeOrder } from './edge-order.js';
import { isNearZero, largestWeight } from './sparsity.js';
import { opacityOf, strengthOf, widthOf } from './strength.js';

/** Beside a highlighted neuron the other edges keep this share of their ink. */
const DIMMED = 0.18;
const HIGHLIGHTED = 0.35;
/** An edge whose weight is as good as zero, or whose neuron sits out, keeps this share. */
const FADED = 0.3;
const DROPPED = 0.1;
/** An edge paler than this would leave no trace. */
const INVISIBLE = 1 / 32;
/** Up to this many edges a weight of 0 is drawn, as a hollow thin line. */
const SHOW_ZEROS = 160;
const GRAPH_POINTS_AT_LEAST = 2;

/** @param {Scene} scene */
export function createDiagram(scene) {
  const surface = createSurface(scene.width, scene.height);
  const order = createEdgeOrder(scene.blocks.map(({ shape }) => (shape[0] - 1) * shape[1]), scene.mostEdges);
  return {
    bytes: surface.bytes,
    /** @param {Snapshot} snapshot @param {Highlight} highlight */
    paint(snapshot, highlight) {
      surface.pixels.fill(scene.colors.background);
      if (snapshot.parameters.length > 0) paintEdges(surface, scene, order, snapshot, highlight);
      paintGraphs(surface, scene, snapshot);
      paintOutputs(surface, scene, snapshot.prediction);
    },
  };
}

/**
 * @param {Surface} surface
 * @param {Scene} scene
 * @param {import('./edge-order.js').EdgeOrder} order
 * @param {Snapshot} snapshot
 * @param {Highlight} highlight
 */
function paintEdges(surface, scene, order, { parameters, dropped }, highlight) {
  const pen = newPen();
  const largest = scene.blocks.map((block) => largestWeight(parameters, block));
  const firsts = firstNeurons(scene);
  order.measure((gap, edge) => strengthOf(parameters[scene.blocks[gap].offset + edge], scene.crowds[gap]));
  const showZeros = order.total <= SHOW_ZEROS;
  /** @param {boolean} standingOut */
  const pass = (standingOut) =>
    order.fromWeakest((gap, edge, strength, strongest) => {
      const fanOut = scene.blocks[gap].shape[1];
      const from = Math.floor(edge / fanOut);
      const to = edge - from * fanOut;
      if (standingOut !== belongs(highlight, gap, from, to)) return;
      const weight = parameters[scene.blocks[gap].offset + edge];
      if (!dip(pen, scene, gap, weight, strength, strongest, showZeros)) return;
      if (weight !== 0 && isNearZero(weight, largest[gap])) pen.alpha *= FADED;
      if (dropped && (dropped[firsts[gap] + from] || dropped[firsts[gap + 1] + to])) pen.alpha *= DROPPED;
      if (highlight) pen.alpha = standingOut ? Math.max(pen.alpha, HIGHLIGHTED) : pen.alpha * DIMMED;
      if (pen.alpha < INVISIBLE) return;
      const [source, target] = [scene.columns[gap], scene.columns[gap + 1]];
      strokeEdge(surface, source.right[from], source.y[from], target.left[to], target.y[to], pen);
    });
  pass(false);
  if (highlight) pass(true);
}

/** Where each column's neurons begin among all hidden ones; for input and outputs a place beside them. @param {Scene} scene */
function firstNeurons({ columns }) {
  const firsts = [-Infinity];
  for (let column = 1, first = 0; column < columns.length; first += columns[column++].y.length) {
    firsts.push(column === columns.length - 1 ? Infinity : first);
  }
  return firsts;
}

/** @param {Highlight} highlight @param {number} gap @param {number} from @param {number} to @returns {boolean} */
function belongs(highlight, gap, from, to) {
  if (!highlight) return false;
  const { column, index } = highlight;
  return (column === gap && index === from) || (column === gap + 1 && index === to);
}

/** @returns {Pen} */
function newPen() {
  return { color: 0, alpha: 1, radius: 1, dash: 0, hollow: false, bow: 1 };
}

/**
 * Give the pen the ink of one edge.
 * @param {Pen} pen
 * @param {Scene} scene
 * @param {number} gap
 * @param {number} weight
 * @param {number} strength
 * @param {number} strongest
 * @param {boolean} showZeros
 * @returns {boolean} whether there is anything to draw
 */
function dip(pen, scene, gap, weight, strength, strongest, showZeros) {
  const { colors, ratio } = scene;
  const crowd = scene.crowds[gap];
  pen.hollow = weight === 0;
  pen.bow = crowd.bow;
  if (pen.hollow) {
    pen.color = colors.zero;
    pen.alpha = showZeros ? 1 : 0;
    pen.radius = Math.max(1.5, scene.thinnest / 2) * ratio;
    pen.dash = 0;
    return showZeros;
  }
  const width = Math.max(scene.thinnest, widthOf(strength, crowd));
  pen.color = weight > 0 ? colors.positive : colors.negative;
  pen.alpha = opacityOf(strength, strongest, crowd);
  pen.radius = (width / 2) * ratio;
  pen.dash = weight > 0 ? 0 : (5 + 1.2 * width) * ratio;
  return Number.isFinite(weight);
}

/** @param {Surface} surface @param {Scene} scene @param {Snapshot} snapshot */
function paintGraphs(surface, scene, { curves, scales, parameters, dropped }) {
  const { graphPoints: count, ratio } = scene;
  if (count < GRAPH_POINTS_AT_LEAST || curves.length < scene.graphs.length * count) return;
  const pen = newPen();
  scene.graphs.forEach((graph, row) => {
    if (!graph) return;
    const [low, high] = rangeOf(curves, row * count, count);
    paintBiasBar(surface, scene, graph.box, scene.biasBars[row], parameters);
    pen.color = graph.color;
    pen.radius = (scene.graphWidth / 2) * ratio;
    // A scale of 0 means the neuron is 0 everywhere: asleep, a pale flat line.
    pen.alpha = (scales[row] > 0 ? 1 : 0.45) * (dropped?.[row] ? DROPPED : 1);
    strokeGraph(surface, inset(graph.box, pen.radius), curves, row * count, count, low, high, pen);
  });
}

/**
 * The bias as a short bar along the bottom of a box too small for numbers: to the right when positive, to the left
 * when negative.
 * @param {Surface} surface
 * @param {Scene} scene
 * @param {Box} box
 * @param {number | null} place
 * @param {Float32Array} parameters
 */
function paintBiasBar(surface, scene, box, place, parameters) {
  if (place === null) return;
  const bias = parameters[place];
  const length = (box.width / 2) * (Math.abs(bias) / (Math.abs(bias) + 1));
  if (!(length > 0)) return;
  const middle = box.x + box.width / 2;
  const height = Math.max(1, Math.round(1.5 * scene.ratio));
  const x = bias > 0 ? middle : middle - length;
  const bar = { x, y: box.y + box.height, width: Math.max(1, length), height };
  fillRounded(surface, bar, 0, bias > 0 ? scene.colors.positive : scene.colors.negative);
}

/** @param {Surface} surface @param {Scene} scene @param {Float32Array} prediction */
function paintOutputs(surface, scene, prediction) {
  const { graphs, pills, points, low, high } = scene.outputs;
  for (const pill of pills) fillRounded(surface, pill, 30 * scene.ratio, scene.colors.output);
  if (points < GRAPH_POINTS_AT_LEAST || prediction.length < graphs.length * points) return;
  const pen = newPen();
  graphs.forEach(({ box, color }, output) => {
    pen.color = color;
    pen.radius = (scene.graphWidth / 2) * scene.ratio;
    strokeGraph(surface, inset(box, pen.radius), prediction, output * points, points, low, high, pen);
  });
}

/** @param {Int8Array} values @param {number} first @param {number} count @returns {[number, number]} with 0 inside */
function rangeOf(values, first, count) {
  let low = 0;
  let high = 0;
  for (let i = first; i < first + count; i++) {
    if (values[i] < low) low = values[i];
    else if (values[i] > high) high = values[i];
  }
  return low === high ? [0, 1] : [low, high];
}

/** @param {Box} box @param {number} by @returns {Box} lower at the top and higher at the bottom, so that no line is cut in half */
function inset(box, by) {
  return { x: box.x, y: box.y + by, width: box.width, height: Math.max(1, box.height - 2 * by) };
}
