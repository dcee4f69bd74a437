/**
 * The network as vectors: what the page draws into pixels and over them, as paths, boxes and words.
 *
 * @import { Frame, Layout, State } from '../../types.js'
 * @import { Box } from '../../lib/raster.js'
 * @import { ColumnGeometry, Geometry } from '../network/geometry.js'
 * @import { Figure } from '../../lib/picture.js'
 * @import { Edge, Point } from '../network/placing.js'
 */

import { gridPath } from '../../charts/curve/paths.js';
import { count, t } from '../../i18n.js';
import { svg, text } from '../../lib/dom.js';
import { signed } from '../../lib/numbers.js';
import { neuronColor } from '../../lib/palette.js';
import { biasOf, currentParameters, weightOf } from '../../lib/parameters.js';
import { createEdgeOrder } from '../../lib/edge-order.js';
import { isNearZero, largestWeight } from '../../lib/sparsity.js';
import { crowdOf, opacityOf, strengthOf, widthOf } from '../../lib/strength.js';
import { layOut } from '../network/geometry.js';
import { edgesBetween, placeNumbers } from '../network/placing.js';
import { graphBox, MOST_EDGES, targetRange } from '../network/scene.js';
import { MOST_NUMBERS } from '../network/weights.js';

const TEXT = 14;
/** So that names stand below the layers where the page has buttons. */
const FOOT = 18;
const ROUND = { card: 12, row: 7, spark: 4, dot: 30 };
const HEIGHTS = { least: 300, most: 760, neuron: 104, rest: 90 };
/** Edges as lib/diagram.js paints them. */
const FADED = 0.3;
const INVISIBLE = 1 / 32;
const GAP = 0.6;
/** About how wide a digit is, in heights of the text. */
const DIGIT = 0.62;
/** Of a graph's line. */
const WIDTH = 2;
/** Of a neuron that is 0 everywhere. */
const PALE = 0.45;

/** @param {State} state @param {HTMLElement} _place @param {number} width @returns {Figure} */
export function drawNetwork(state, _place, width) {
  const { layout, frame } = state;
  const parameters = currentParameters(state);
  if (!layout || !frame || !parameters) throw new Error(t('export.nothing_yet'));
  const tallest = Math.max(...layout.sizes);
  const height = Math.max(HEIGHTS.least, Math.min(HEIGHTS.most, tallest * HEIGHTS.neuron + HEIGHTS.rest));
  const geometry = layOut({ width, height, sizes: layout.sizes, textSize: TEXT, controlSize: FOOT });
  const drawing = [
    drawEdges(layout, geometry, parameters),
    drawInputs(geometry.columns[0].boxes),
    ...geometry.columns.slice(1, -1).map((column, layer) => drawLayer(layout, frame, parameters, column, layer)),
    drawOutputs(layout, frame, parameters, geometry.columns[layout.sizes.length - 1]),
    drawWeights(layout, geometry, parameters, TEXT),
    nameColumns(layout, geometry, height),
  ];
  return { drawing, height, legend: legendOf(layout) };
}

/** @param {Box[]} boxes */
function drawInputs(boxes) {
  const inputs = boxes.flatMap((box, i) => {
    const circle = svg('circle', { cx: box.x + box.width / 2, cy: box.y + box.height / 2, r: box.width / 2 });
    const size = Math.min(1.6 * TEXT, box.width * 0.7);
    const name = svg('text', { x: box.x + box.width / 2, y: box.y + box.height / 2 + size * 0.26, 'font-size': size });
    text(name, boxes.length === 1 ? 'x' : `x${i + 1}`);
    return [circle, name];
  });
  return svg('g', { class: 'picture-inputs' }, ...inputs);
}

/** @param {Layout} layout @param {Frame} frame @param {Float32Array} parameters @param {ColumnGeometry} column @param {number} layer */
function drawLayer(layout, frame, parameters, column, layer) {
  const block = layout.parameters[layer];
  const neurons = layout.neurons.filter((neuron) => neuron.layer === layer);
  const first = layout.neurons.indexOf(neurons[0]);
  const drawn = column.boxes.map((box, index) => {
    const { id, name } = neurons[index];
    const rim = svg('rect', { class: `picture-neuron ${column.style}`, ...box, rx: Math.min(ROUND[column.style], box.height / 2) });
    const graph = graphOfNeuron(frame, column, box, first + index, layout.grids.neurons.count);
    const words = wordsOf(column, box, name, `b\u00a0${signed(biasOf(parameters, block, index))}`);
    return svg('g', { style: { '--neuron': neuronColor(id) } }, rim, graph, ...words);
  });
  return svg('g', {}, ...drawn);
}

/** A neuron's name and bias, where the page has them. @param {ColumnGeometry} column @param {Box} box @param {string} name @param {string} bias */
function wordsOf({ style, named, biases, overhang, caption }, box, name, bias) {
  if (!named) return [];
  const [above, biased] = [style === 'card', biases === 'text'];
  const y = above ? box.y - caption + TEXT * 0.85 : box.y + box.height / 2 + TEXT * 0.33;
  const inside = above ? -overhang : 7;
  const centered = above && !biased;
  const label = svg('text', { class: 'picture-name', x: centered ? box.x + box.width / 2 : box.x + inside, y, 'text-anchor': centered ? 'middle' : null });
  const number = svg('text', { class: 'picture-bias', x: box.x + box.width - inside, y, 'text-anchor': 'end' });
  text(label, name);
  text(number, bias);
  return biased ? [label, number] : [label];
}

/** @param {Layout} layout @param {Frame} frame @param {Float32Array} parameters @param {ColumnGeometry} column */
function drawOutputs(layout, frame, parameters, column) {
  const block = layout.parameters[layout.parameters.length - 1];
  const drawn = column.boxes.flatMap((box, index) => {
    const pill = svg('rect', { class: 'picture-output', ...box, rx: Math.min(ROUND.dot, box.height / 2, box.width / 2) });
    const bias = svg('text', { class: 'picture-bias', x: box.x + box.width / 2, y: box.y + box.height + TEXT * 1.1, 'text-anchor': 'middle' });
    text(bias, `b\u00a0${signed(biasOf(parameters, block, index))}`);
    return [pill, graphOfOutput(layout, frame, column, box, index), bias];
  });
  return svg('g', {}, ...drawn);
}

/** @param {Layout} layout @param {Geometry} geometry @param {number} height */
function nameColumns({ sizes }, { columns, labels }, height) {
  const last = sizes.length - 1;
  const hidden = (/** @type {number} */ layer) =>
    labels === 'number' ? String(layer) : t(labels === 'long' ? 'network.hidden' : 'network.hidden_short', { layer });
  const label = (/** @type {string} */ words, /** @type {number} */ x, /** @type {number} */ y) => {
    const element = svg('text', { x, y });
    text(element, words);
    return element;
  };
  const names = columns.map(({ x }, i) => label(i === 0 ? t('network.input') : i === last ? t('network.output') : hidden(i), x, TEXT));
  const counts = columns.slice(1, -1).map(({ x }, i) => label(countText(sizes[i + 1], labels), x, height - FOOT / 2));
  return svg('g', { class: 'picture-columns' }, ...names, ...counts);
}

/** @param {number} size @param {Geometry['labels']} labels */
function countText(size, labels) {
  if (labels !== 'long') return String(size);
  return t('network.count', { count: size });
}

/** @param {Layout} layout @returns {Figure['legend']} */
function legendOf(layout) {
  const edges = layout.parameters.reduce((sum, { shape }) => sum + (shape[0] - 1) * shape[1], 0);
  const line = (/** @type {string} */ kind) => svg('path', { class: `picture-edge ${kind}`, d: 'M1 5h24', 'stroke-dasharray': kind === 'negative' ? '6 3.5' : null });
  return [
    { label: t('network.positive'), swatch: line('positive') },
    { label: t('network.negative'), swatch: line('negative') },
    { label: t('network.width'), swatch: null },
    ...(edges > MOST_EDGES ? [{ label: t('network.strongest', { shown: count(MOST_EDGES), total: count(edges) }), swatch: null }] : []),
    ...(layout.race ? [{ label: t('network.shown_run', { number: layout.shown + 1, label: layout.race[layout.shown].label }), swatch: null }] : []),
  ];
}

/** @param {Layout} layout @param {Geometry} geometry @param {Float32Array} parameters */
function drawEdges({ sizes, parameters: blocks }, { columns }, parameters) {
  const gaps = blocks.map((block, gap) => ({
    block,
    crowd: crowdOf(sizes[gap], sizes[gap + 1], Math.min(columns[gap].pitch, columns[gap + 1].pitch)),
    largest: largestWeight(parameters, block),
    edges: edgesBetween(columns[gap].boxes, columns[gap + 1].boxes),
  }));
  const order = createEdgeOrder(blocks.map(({ shape }) => (shape[0] - 1) * shape[1]), MOST_EDGES);
  order.measure((gap, edge) => strengthOf(parameters[blocks[gap].offset + edge], gaps[gap].crowd));
  /** @type {SVGPathElement[]} */
  const paths = [];
  order.fromWeakest((gap, edge, strength, strongest) => {
    const { block, crowd, largest, edges } = gaps[gap];
    const weight = parameters[block.offset + edge];
    const opacity = opacityOf(strength, strongest, crowd) * (isNearZero(weight, largest) ? FADED : 1);
    if (weight === 0 || opacity < INVISIBLE) return;
    const width = widthOf(strength, crowd);
    const dash = 5 + 1.2 * width;
    paths.push(svg('path', {
      class: `picture-edge ${weight > 0 ? 'positive' : 'negative'}`,
      d: pathOf(edges[edge], crowd.bow),
      'stroke-dasharray': weight > 0 ? null : [dash, dash * GAP].map((length) => length.toFixed(1)).join(' '),
      style: { 'stroke-width': `${width.toFixed(2)}px`, 'stroke-opacity': opacity.toFixed(3) },
    }));
  });
  return svg('g', { class: 'picture-edges' }, ...paths);
}

/**
 * The cubic that leaves and arrives level with both handles halfway, as far as it bows; see lib/raster.js.
 * @param {Edge} edge
 * @param {number} bow from 0, straight, to 1
 */
function pathOf({ x0, y0, x1, y1 }, bow) {
  const middle = (x0 + x1) / 2;
  const level = ((1 - bow) * (y1 - y0)) / 2;
  const [one, other] = [y0 + level, y1 - level];
  const [a, b, c, d, e, f, g] = [x0, y0, middle, one, other, x1, y1].map((value) => value.toFixed(1));
  return `M${a} ${b}C${c} ${d} ${c} ${e} ${f} ${g}`;
}

/** @param {Layout} layout @param {Geometry} geometry @param {Float32Array} parameters @param {number} textSize */
function drawWeights({ parameters: blocks }, { columns }, parameters, textSize) {
  const total = blocks.reduce((sum, { shape }) => sum + (shape[0] - 1) * shape[1], 0);
  const words = total > MOST_NUMBERS ? [] : blocks.flatMap((block, gap) => {
    const edges = edgesBetween(columns[gap].boxes, columns[gap + 1].boxes);
    return placeNumbers(edges, { width: textSize * 3, height: textSize * 1.3 }).flatMap((point, i) => {
      if (!point) return [];
      const number = svg('text', { x: point.x, y: point.y + textSize * 0.33 });
      text(number, signed(weightOf(parameters, block, edges[i].from, edges[i].to)));
      return [groundOf(point, (number.textContent?.length ?? 0) * textSize * DIGIT + 4, textSize * 1.2), number];
    });
  });
  return svg('g', { class: 'picture-weights' }, ...words);
}

/** So that no edge runs through a number. @param {Point} center @param {number} width @param {number} height */
function groundOf({ x, y }, width, height) {
  return svg('rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 4 });
}

/**
 * @param {Frame} frame
 * @param {ColumnGeometry} column
 * @param {Box} box
 * @param {number} row among all hidden neurons
 * @param {number} count of points
 * @returns {SVGPathElement | null}
 */
function graphOfNeuron({ sections: { neurons } }, column, box, row, count) {
  const place = graphBox(column, box, 1);
  if (!place || !neurons || neurons.count !== count || row >= neurons.rows) return null;
  const values = neurons.values.subarray(row * count, (row + 1) * count);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const pale = neurons.scales[row] > 0 ? null : PALE;
  return svg('path', { class: 'picture-graph', d: pathIn(place, values, low, low === high ? 1 : high), style: pale ? { opacity: String(pale) } : {} });
}

/** @param {Layout} layout @param {Frame} frame @param {ColumnGeometry} column @param {Box} box @param {number} output @returns {SVGElement | null} */
function graphOfOutput(layout, { sections: { prediction } }, column, box, output) {
  const place = graphBox(column, box, 1);
  const { count } = layout.grids.prediction;
  if (!place || !prediction || prediction.length < (output + 1) * count) return null;
  const [low, high] = targetRange(layout);
  const values = prediction.subarray(output * count, (output + 1) * count).map((value) => Math.max(low, Math.min(high, value)));
  return svg('path', { class: 'picture-graph output', d: pathIn(place, values, low, high) });
}

/** @param {Box} box @param {ArrayLike<number>} values @param {number} low @param {number} high */
function pathIn({ x, y, width, height }, values, low, high) {
  const scale = -Math.max(1, height - WIDTH) / (high - low);
  return gridPath(values, { left: x, step: width / (values.length - 1), scale, shift: y + height - WIDTH / 2 - low * scale });
}
