/**
 * Weights as a link carries them: `1.` and then every weight and bias as float32, little-endian, in base64url. They come
 * in the order of the frames' `parameters`: layer by layer, row by row of (fan_in + 1, fan_out), the biases last.
 *
 * Nothing is compressed: the digits of trained weights are as good as random, so deflate would save 7 % at the most.
 *
 * @import { Config, ParameterBlock } from '../types.js'
 */

import { layersOf } from '../weights.js';

const VERSION = '1';
const BYTES = 4;
/** As many characters as `String.fromCharCode` takes at once, on any browser. */
const CHUNK = 8192;

/**
 * @typedef {{weights: number[][], biases: number[]}} Layer
 * @typedef {{layers: Layer[]} | {problem: 'version' | 'damaged' | 'shape' | 'infinite', params: Record<string, string | number>}} Decoded
 *   the problem's words are in `link.weights` of the strings
 */

/** @param {ArrayLike<number>} parameters all of them finite @returns {string} */
export function encodeWeights(parameters) {
  const view = new DataView(new ArrayBuffer(parameters.length * BYTES));
  for (let i = 0; i < parameters.length; i += 1) view.setFloat32(i * BYTES, parameters[i], true);
  const bytes = new Uint8Array(view.buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return `${VERSION}.${btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** @param {string} text @param {Config} config whose network they are for @returns {Decoded} */
export function decodeWeights(text, config) {
  const [, version, code] = /^(\d+)\.(.*)$/s.exec(text) ?? [];
  if (version !== undefined && version !== VERSION) return { problem: 'version', params: { version } };
  const parameters = code === undefined ? null : numbersIn(code);
  if (!parameters) return { problem: 'damaged', params: {} };
  const blocks = blocksOf(config);
  const needed = blocks.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
  if (parameters.length !== needed) return { problem: 'shape', params: { count: parameters.length, needed } };
  if (!parameters.every(Number.isFinite)) return { problem: 'infinite', params: {} };
  return { layers: layersOf(blocks, parameters) };
}

/** @param {string} code @returns {Float32Array | null} null where it is no base64url of whole numbers */
function numbersIn(code) {
  if (!/^[\w-]*$/.test(code) || code.length % 4 === 1) return null;
  const text = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  if (text.length % BYTES !== 0) return null;
  const view = new DataView(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
  return Float32Array.from({ length: text.length / BYTES }, (_, i) => view.getFloat32(i * BYTES, true));
}

/** Where each layer's numbers stand, as a layout would say it. @param {Config} config @returns {ParameterBlock[]} */
function blocksOf({ network: { hidden } }) {
  let offset = 0;
  const sizes = [1, ...hidden, 1];
  return hidden.concat(1).map((fanOut, i) => {
    const block = { offset, shape: /** @type {[number, number]} */ ([sizes[i] + 1, fanOut]) };
    offset += (sizes[i] + 1) * fanOut;
    return block;
  });
}
