/**
 * The little graphs in neurons and outputs, as vectors.
 *
 * @import { Frame, Layout } from '../../types.js'
 * @import { Box } from '../../lib/raster.js'
 * @import { ColumnGeometry } from '../network/geometry.js'
 */

import { svg } from '../../lib/dom.js';
import { gridPath } from '../fit/paths.js';
import { graphBox, targetRange } from '../network/scene.js';

const WIDTH = 2;
/** Of a neuron that is 0 everywhere. */
const PALE = 0.45;

/**
 * @param {Frame} frame
 * @param {ColumnGeometry} column
 * @param {Box} box
 * @param {number} row among all hidden neurons
 * @param {number} count of points
 * @returns {SVGPathElement | null}
 */
export function graphOfNeuron({ sections: { neurons } }, column, box, row, count) {
  const place = graphBox(column, box, 1);
  if (!place || !neurons || neurons.count !== count || row >= neurons.rows) return null;
  const values = neurons.values.subarray(row * count, (row + 1) * count);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const pale = neurons.scales[row] > 0 ? null : PALE;
  return svg('path', { class: 'picture-graph', d: pathIn(place, values, low, low === high ? 1 : high), style: pale ? { opacity: String(pale) } : {} });
}

/** @param {Layout} layout @param {Frame} frame @param {ColumnGeometry} column @param {Box} box @param {number} output @returns {SVGElement | null} */
export function graphOfOutput(layout, { sections: { prediction } }, column, box, output) {
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
