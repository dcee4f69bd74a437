/**
 * Every overlay of the chart of a curve. To add one: a file in `layers/`, and its entry here. The page, the exported
 * picture and Plotly draw what is listed, in this order within each slot; legends follow the list.
 *
 * @import { Layer } from './layer.js'
 */

import { contributions } from './layers/contributions.js';
import { best, ghost, prediction } from './layers/curves.js';
import { extrapolation } from './layers/extrapolation.js';
import { gap } from './layers/gap.js';
import { knots } from './layers/knots.js';
import { pieces } from './layers/pieces.js';
import { pointer } from './layers/pointer.js';
import { pinned, runs } from './layers/runs.js';

/** @type {Layer[]} */
export const LAYERS = [prediction, runs, contributions, ghost, best, gap, pinned, pieces, knots, pointer, extrapolation];
