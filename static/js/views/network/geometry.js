/**
 * Where everything in the network diagram goes: from one neuron to 8 × 64 in the same box, without overlap. Pure
 * numbers in CSS pixels.
 *
 * @import { Box } from '../../lib/raster.js'
 *
 * @typedef {'card' | 'row' | 'spark' | 'dot'} NeuronStyle
 *   card: a graph with a caption above it · row: name, graph and bias side by side · spark: a flat graph · dot
 *
 * @typedef {Object} ColumnGeometry
 * @property {number} x the center
 * @property {NeuronStyle} style
 * @property {number} pitch the distance between neighboring neurons
 * @property {number} caption the height of the caption above each box; 0: none
 * @property {boolean} named whether names are shown
 * @property {'text' | 'bar' | 'none'} biases how biases are shown
 * @property {number} overhang how far the caption reaches beyond the box on each side
 * @property {Box[]} boxes
 * @property {{left: number, right: number, top: number, bottom: number}} inset of the graph within its box
 *
 * @typedef {Object} Geometry
 * @property {number} spacing between columns
 * @property {ColumnGeometry[]} columns input first, output last
 * @property {'long' | 'short' | 'number'} labels how layers are labelled
 * @property {'wide' | 'inline' | 'stacked'} controls how − n + are arranged
 * @property {number} labelHeight
 * @property {number} controlHeight
 * @property {number} buttonSize of − and +
 *
 * @typedef {Object} Frame
 * @property {number} width
 * @property {number} height
 * @property {number[]} sizes
 * @property {number} textSize
 * @property {number} controlSize
 */

import { clamp } from '../../lib/axes.js';

const BIGGEST = { width: 80, height: 60 };
const SMALLEST_GRAPH = 20;
/** A little graph keeps this distance from its box. */
const PADDING = 5;
const SMALLEST_DOT_PITCH = 6;
const MOST_PITCH = 96;
const GAP = 6;
const SMALLEST_BUTTON = 24;
/** What a bias takes in writing, at the smallest type. */
const BIAS_WIDTH = 54;

/** @param {Frame} frame @returns {Geometry} */
export function layOut({ width, height, sizes, textSize, controlSize }) {
  const scale = textSize / 12;
  const inset = clamp((0.36 * width) / sizes.length, [26 * scale, 0.12 * width]);
  const spacing = (width - 2 * inset) / (sizes.length - 1);
  const labels = spacing >= 124 * scale ? 'long' : spacing >= 74 * scale ? 'short' : 'number';
  const controls = controlsFor(spacing, scale, controlSize);
  const labelHeight = (labels === 'number' ? 44 : 28) * (0.4 + 0.6 * scale);
  // Side by side with a number between them, as large as there is room for; never smaller than a finger needs.
  const buttonSize = controls === 'wide' ? controlSize : clamp((spacing - 32 * scale) / 2, [SMALLEST_BUTTON, controlSize]);
  const controlHeight = (controls === 'stacked' ? 2 * SMALLEST_BUTTON + 20 * scale : buttonSize) + 14;
  const nameWidth = (sizes.length > 3 ? 30 : 18) * scale;
  const body = { top: labelHeight, bottom: height - controlHeight, spacing, scale, nameWidth };
  const last = sizes.length - 1;
  const columns = sizes.map((count, i) => {
    const x = inset + i * spacing;
    return i === 0 || i === last ? endColumn(count, x, body, i === last) : hiddenColumn(count, x, body);
  });
  return { spacing, columns, labels, controls, labelHeight, controlHeight, buttonSize };
}

/** @param {number} spacing @param {number} scale @param {number} controlSize @returns {Geometry['controls']} */
function controlsFor(spacing, scale, controlSize) {
  if (spacing >= 2 * controlSize + 84 * scale) return 'wide';
  return spacing >= 78 * scale ? 'inline' : 'stacked';
}

/**
 * @typedef {{top: number, bottom: number, spacing: number, scale: number, nameWidth: number}} Body the room between labels
 *   and controls, and what a name takes of it
 */

/** @param {number} count @param {number} x @param {Body} body @returns {ColumnGeometry} */
function hiddenColumn(count, x, body) {
  const { scale, spacing } = body;
  const pitch = Math.min((body.bottom - body.top) / count, MOST_PITCH * scale);
  const caption = 16 * scale;
  if (pitch >= caption + SMALLEST_GRAPH + GAP) return card(count, x, body, pitch, caption);
  if (pitch >= 19) return row(count, x, body, pitch);
  const style = pitch >= 8 ? 'spark' : 'dot';
  if (style === 'dot') return dots(count, x, body);
  const width = clamp(spacing * 0.42, [14, 44]);
  const boxes = stack(count, x, body, pitch, { width, height: pitch - Math.max(1.5, pitch * 0.14) });
  const inset = insetOf(2, 2, 1.5);
  return { x, style, pitch, caption: 0, named: false, biases: 'none', overhang: 0, boxes, inset };
}

/** @param {number} count @param {number} x @param {Body} body @param {number} pitch @param {number} caption @returns {ColumnGeometry} */
function card(count, x, body, pitch, caption) {
  const { scale, spacing } = body;
  const width = Math.min(BIGGEST.width * Math.sqrt(scale), spacing * 0.56);
  const height = Math.min(BIGGEST.height * Math.sqrt(scale), pitch - caption - GAP);
  const boxes = stack(count, x, body, pitch, { width, height }, caption);
  const written = body.nameWidth + BIAS_WIDTH * scale;
  const biases = written <= spacing * 0.62 ? 'text' : 'bar';
  const overhang = biases === 'text' ? Math.max(0, (written - width) / 2) : 0;
  const inset = insetOf(0, 0, PADDING, biases);
  return { x, style: 'card', pitch, caption, named: true, biases, overhang, boxes, inset };
}

/** @param {number} count @param {number} x @param {Body} body @param {number} pitch @returns {ColumnGeometry} */
function row(count, x, body, pitch) {
  const { scale, spacing } = body;
  const height = Math.min(32, pitch - clamp(pitch * 0.16, [2, 5]));
  const roomForText = height >= 15 * scale;
  const withBias = roomForText && spacing >= 190 * scale;
  const named = withBias || (roomForText && spacing >= 128 * scale);
  const width = withBias ? 136 * scale : named ? 72 * scale : clamp(spacing * 0.42, [20, 44]);
  const boxes = stack(count, x, body, pitch, { width, height });
  const biases = withBias ? 'text' : height >= 20 ? 'bar' : 'none';
  const padding = height >= 20 ? PADDING : 3;
  const inset = insetOf(named ? body.nameWidth + 4 : 0, withBias ? BIAS_WIDTH * scale : 0, padding, biases);
  return { x, style: 'row', pitch, caption: 0, named, biases, overhang: 0, boxes, inset };
}

/**
 * Too many for one file: they stand in several, staggered, so that each edge finds its way between the dots.
 * @param {number} count @param {number} x @param {Body} body @returns {ColumnGeometry}
 */
function dots(count, x, body) {
  const height = body.bottom - body.top;
  const files = Math.max(1, Math.min(4, Math.ceil((SMALLEST_DOT_PITCH * count) / height)));
  const room = (body.spacing * 0.4) / files;
  const size = Math.min(room, clamp((height / count) * files * 0.8, [2, 7]));
  const pitch = (height - size) / (count - 1);
  const across = Math.min(size * 1.7, room);
  const boxes = stack(count, x, body, pitch, { width: size, height: size });
  boxes.forEach((box, i) => {
    box.x += ((i % files) - (files - 1) / 2) * across;
  });
  return { x, style: 'dot', pitch, caption: 0, named: false, biases: 'none', overhang: 0, boxes, inset: insetOf(0, 0, 0) };
}

/**
 * @param {number} before what stands left of the graph
 * @param {number} after
 * @param {number} padding
 * @param {ColumnGeometry['biases']} [biases] a bar takes room below the graph
 */
function insetOf(before, after, padding, biases = 'none') {
  const bar = biases === 'bar' ? 3 : 0;
  return { left: PADDING + before, right: PADDING + after, top: padding, bottom: padding + bar };
}

/** The input or the output. @param {number} count @param {number} x @param {Body} body @param {boolean} output @returns {ColumnGeometry} */
function endColumn(count, x, body, output) {
  const scale = Math.sqrt(body.scale);
  const caption = output ? 18 * body.scale : 0;
  const pitch = Math.min((body.bottom - body.top) / count, MOST_PITCH * body.scale);
  const height = clamp(pitch - caption - GAP, [4, (output ? 60 : 50) * scale]);
  const width = clamp(Math.min(body.spacing * 0.52, output ? 76 * scale : height), [4, 2 * BIGGEST.width]);
  const box = { width, height: output ? height : width };
  // The output's bias stands below it, so its box is not pushed down by a caption.
  const inset = { left: width * 0.14, right: width * 0.14, top: height * 0.2, bottom: height * 0.2 };
  return { x, style: 'card', pitch, caption, named: true, biases: 'text', overhang: 0, boxes: stack(count, x, body, pitch, box), inset };
}

/**
 * Boxes one below the other, centered in the body.
 * @param {number} count
 * @param {number} x
 * @param {Body} body
 * @param {number} pitch
 * @param {{width: number, height: number}} box
 * @param {number} [above] what stands above each box and belongs to it
 * @returns {Box[]}
 */
function stack(count, x, body, pitch, box, above = 0) {
  const middle = (body.top + body.bottom) / 2;
  return Array.from({ length: count }, (_, i) => {
    const center = middle + (i - (count - 1) / 2) * pitch;
    return { x: x - box.width / 2, y: center - (box.height + above) / 2 + above, ...box };
  });
}
