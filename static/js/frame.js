/**
 * The binary frame, viewed in place: no section is copied. See docs/protocol.md.
 *
 * @import { Frame, NeuronCurves, Sections } from './types.js'
 */

const PROTOCOL_VERSION = 1;
const HEADER_BYTES = 32;
const SECTION_HEADER_BYTES = 8;
const RUNNING = 1;
const LOSS_IS_OLDER = 2;
const PARAMETERS = 1;
const PREDICTION = 2;
const NEURONS = 3;
const FLOAT32 = 1;
const INT8_ROWS = 2;

/**
 * @param {ArrayBuffer} buffer
 * @param {number} neuronPoints how many points a neuron's curve has, from the layout's grids
 * @returns {Frame}
 * @throws {RangeError} if the frame is of another protocol version or ends too early
 */
export function decodeFrame(buffer, neuronPoints) {
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
    lossIsOlder: (flags & LOSS_IS_OLDER) !== 0,
    trainingLoss: view.getFloat32(24, true),
    validationLoss: view.getFloat32(28, true),
    sections: decodeSections(buffer, view, neuronPoints),
  };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {DataView} view
 * @param {number} neuronPoints
 * @returns {Sections}
 */
function decodeSections(buffer, view, neuronPoints) {
  /** @type {Sections} */
  const sections = {};
  let at = HEADER_BYTES;
  while (at < buffer.byteLength) {
    const kind = view.getUint16(at, true);
    const elementType = view.getUint8(at + 2);
    const length = view.getUint32(at + 4, true);
    at += SECTION_HEADER_BYTES;
    if (at + length > buffer.byteLength) throw new RangeError(`section ${kind} ends after the frame`);
    if (kind === PARAMETERS && elementType === FLOAT32) sections.parameters = floats(buffer, at, length);
    if (kind === PREDICTION && elementType === FLOAT32) sections.prediction = floats(buffer, at, length);
    if (kind === NEURONS && elementType === INT8_ROWS) sections.neurons = rows(buffer, at, length, neuronPoints);
    at += Math.ceil(length / 4) * 4;
  }
  return sections;
}

/** @param {ArrayBuffer} buffer @param {number} at @param {number} length @returns {Float32Array} */
function floats(buffer, at, length) {
  return new Float32Array(buffer, at, length / Float32Array.BYTES_PER_ELEMENT);
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
