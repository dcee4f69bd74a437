/**
 * Weights as the page last saw them, in the form that `configure` takes.
 *
 * @import { Frame, Layout, ParameterBlock } from './types.js'
 */

/**
 * @param {Layout} layout
 * @param {Frame} frame
 * @returns {{weights: number[][], biases: number[]}[] | undefined} weights are fan_out × fan_in
 */
export function lastLayers(layout, frame) {
  const flat = frame.sections.parameters;
  if (!flat || flat.some((value) => !Number.isFinite(value))) return undefined;
  return layersOf(layout.parameters, flat);
}

/**
 * @param {ParameterBlock[]} blocks
 * @param {Float32Array} flat
 * @returns {{weights: number[][], biases: number[]}[]}
 */
export function layersOf(blocks, flat) {
  return blocks.map(({ offset, shape: [rows, fanOut] }) => {
    const row = (/** @type {number} */ i) => [...flat.subarray(offset + i * fanOut, offset + (i + 1) * fanOut)];
    const fanIn = Array.from({ length: rows - 1 }, (_, i) => row(i));
    return { weights: Array.from({ length: fanOut }, (_, to) => fanIn.map((r) => r[to])), biases: row(rows - 1) };
  });
}
