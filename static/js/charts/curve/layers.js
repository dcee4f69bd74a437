/**
 * Every overlay of the chart of a curve: those that other parts of the chart know, then each feature's of the slot `overlay`.
 * The page, the exported picture and Plotly draw what is listed, in this order within each slot; legends follow the list.
 *
 * @import { ListedFeature } from '../../types.js'
 * @import { Layer } from './layer.js'
 */

import { featuresOf, loadFeature } from '../../lib/features.js';
import { failed } from '../../lib/lazy.js';
import { contributions } from './layers/contributions.js';
import { best, ghost, prediction } from './layers/curves.js';
import { extrapolation } from './layers/extrapolation.js';
import { gap } from './layers/gap.js';
import { knots } from './layers/knots.js';
import { pieces } from './layers/pieces.js';
import { pointer } from './layers/pointer.js';
import { pinned, runs } from './layers/runs.js';

/** @type {Layer[]} */
export const LAYERS = [
  prediction, runs, contributions, ghost, best, gap, pinned, pieces, knots, pointer, extrapolation,
  ...(await Promise.all(featuresOf('overlay').map(layersOf))).flat(),
];

/** None where it could not be loaded: the chart is drawn without it. @param {ListedFeature} feature @returns {Promise<Layer[]>} */
async function layersOf(feature) {
  try {
    const { layer } = await loadFeature(feature);
    if (!layer) throw new Error(`the feature ${feature.id} has no layer`);
    return [layer];
  } catch (error) {
    failed(error);
    return [];
  }
}
