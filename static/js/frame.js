/**
 * The binary frame, viewed in place: no section is copied. See docs/protocol.md.
 *
 * @import { Frame, Knot, Layout, NeuronCurves, Piece, Racer, Sections, Watch } from './types.js'
 */

import {
  BEST,
  CONTRIBUTIONS,
  DROPPED,
  FLOAT32,
  INT8_ROWS,
  KNOTS,
  NEURONS,
  PARAMETERS,
  PIECES,
  PREDICTION,
  RACE,
  WATCH,
} from './section-kinds.js';

const PROTOCOL_VERSION = 1;
const HEADER_BYTES = 32;
const SECTION_HEADER_BYTES = 8;
const RUNNING = 1;
const STOPPED = [null, 'stopped', 'diverged'];

/**
 * @param {ArrayBuffer} buffer
 * @param {Pick<Layout, 'grids'> & {shown?: number}} layout whose grids say how many points a curve has
 * @returns {Frame}
 * @throws {RangeError} if the frame is of another protocol version or ends too early
 */
export function decodeFrame(buffer, { grids, shown }) {
  const view = new DataView(buffer);
  const version = view.getUint8(0);
  if (version !== PROTOCOL_VERSION) throw new RangeError(`expected frame version ${PROTOCOL_VERSION}, got ${version}`);
  const flags = view.getUint8(1);
  return {
    number: view.getUint32(4, true),
    layout: view.getUint16(2, true),
    step: view.getFloat64(8, true),
    epoch: view.getFloat64(16, true),
    running: (flags & RUNNING) !== 0,
    trainingLoss: view.getFloat32(24, true),
    validationLoss: view.getFloat32(28, true),
    sections: decodeSections(buffer, view, grids, shown),
  };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {DataView} view
 * @param {Layout['grids']} grids
 * @param {number} [shown] the run of a race that the charts show
 * @returns {Sections}
 */
function decodeSections(buffer, view, grids, shown = 0) {
  /** @type {Sections} */
  const sections = {};
  let at = HEADER_BYTES;
  while (at < buffer.byteLength) {
    const kind = view.getUint16(at, true);
    const elementType = view.getUint8(at + 2);
    const run = view.getUint8(at + 3);
    const length = view.getUint32(at + 4, true);
    at += SECTION_HEADER_BYTES;
    if (at + length > buffer.byteLength) throw new RangeError(`section ${kind} ends after the frame`);
    if (kind === PARAMETERS && elementType === FLOAT32) sections.parameters = floats(buffer, at, length);
    if (kind === PREDICTION && elementType === FLOAT32) readPrediction(sections, run, shown, floats(buffer, at, length));
    if (kind === NEURONS && elementType === INT8_ROWS) sections.neurons = rows(buffer, at, length, grids.neurons.count);
    if (kind === CONTRIBUTIONS) sections.contributions = split(floats(buffer, at, length), grids.prediction.count);
    if (kind === KNOTS) sections.knots = split(floats(buffer, at, length), 5).map(knot);
    if (kind === PIECES) sections.pieces = split(floats(buffer, at, length), 4).map(piece);
    if (kind === RACE) sections.race = split(floats(buffer, at, length), 4).map(racer);
    if (kind === DROPPED) sections.dropped = floats(buffer, at, length);
    if (kind === WATCH) sections.watch = watch(floats(buffer, at, length));
    if (kind === BEST) sections.best = floats(buffer, at, length);
    at += Math.ceil(length / 4) * 4;
  }
  return sections;
}

/**
 * In a race every run has its prediction; the one shown is also the page's own, and has changed numbers with run 0.
 * @param {Sections} sections @param {number} number in the frame @param {number} shown @param {Float32Array} values
 */
function readPrediction(sections, number, shown, values) {
  if (number === 0) sections.prediction = values;
  const run = number === 0 ? shown : number === shown ? 0 : number;
  (sections.predictions ??= [])[run] = values;
}

/** @param {ArrayBuffer} buffer @param {number} at @param {number} length @returns {Float32Array} */
function floats(buffer, at, length) {
  return new Float32Array(buffer, at, length / Float32Array.BYTES_PER_ELEMENT);
}

/** @param {Float32Array} values @param {number} count @returns {Float32Array[]} rows of this many, viewed in place */
function split(values, count) {
  return Array.from({ length: values.length / count }, (_, i) => values.subarray(i * count, (i + 1) * count));
}

/** @param {Float32Array} row @returns {Knot} */
function knot([x, y, bend, layer, neuron]) {
  return { x, y, bend, layer, neuron };
}

/** @param {Float32Array} row @returns {Piece} */
function piece([from, to, slope, intercept]) {
  return { from, to, slope, intercept };
}

/** @param {Float32Array} row @returns {Racer} */
function racer([step, trainingLoss, validationLoss, stopped]) {
  return { step, trainingLoss, validationLoss, stopped: /** @type {Racer['stopped']} */ (STOPPED[stopped]) };
}

/** @param {Float32Array} row @returns {Watch} */
function watch([waited, bestStep, bestLoss]) {
  return { waited, bestStep, bestLoss };
}

/** @param {ArrayBuffer} buffer @param {number} at @param {number} length @param {number} count @returns {NeuronCurves} */
function rows(buffer, at, length, count) {
  const scaleBytes = Float32Array.BYTES_PER_ELEMENT;
  const rowCount = length / (scaleBytes + count);
  if (!Number.isInteger(rowCount)) throw new RangeError(`neuron curves of ${length} bytes are no rows of ${count}`);
  return {
    rows: rowCount,
    count,
    scales: new Float32Array(buffer, at, rowCount),
    values: new Int8Array(buffer, at + rowCount * scaleBytes, rowCount * count),
  };
}
