/**
 * What the walk is about: the network, its weights and what the server says of one x, checked to belong together.
 *
 * @import { Inspection, Layout, NeuronPlace, State, WeightPlace } from '../../js/types.js'
 *
 * @typedef {Object} Given
 * @property {Layout} layout
 * @property {Float32Array} parameters
 * @property {Inspection} inspection
 * @property {string} loss its name
 * @property {NeuronPlace | null} only the one neuron written out, where there are too many for all
 * @property {boolean} large whether there are too many for all
 * @property {ReadonlySet<string>} opened keys of rows shown in full
 *
 * @typedef {Object} Row one line of the panel
 * @property {'layer' | 'line' | 'edge' | 'note' | 'more'} kind
 * @property {string} key
 * @property {number | null} layer the one it belongs to; null: to none
 * @property {string} [text] of headings, notes and buttons
 * @property {string} [who] whose line it is
 * @property {string} [color]
 * @property {NeuronPlace} [place] the neuron that lights up with it
 * @property {import('./sums.js').Line} [line]
 * @property {string} [aside] in other words, behind the line
 * @property {WeightPlace} [weight] whose update is one click away
 */

import { symbolOf } from '../../js/lib/activations.js';
import { neuronColor } from '../../js/lib/palette.js';
import { biasOf, currentParameters, weightOf } from '../../js/lib/parameters.js';
import { nameOf } from '../../js/lib/weight-places.js';
import { t } from '../../js/i18n.js';

/** Beyond this many neurons only the selected one is written out. */
const MOST_NEURONS = 200;

/**
 * @param {State} state
 * @param {ReadonlySet<string>} opened
 * @returns {Given | null} null where something is missing, or answers an earlier question
 */
export function givenBy(state, opened) {
  const { layout, inspection, selection } = state;
  const parameters = currentParameters(state);
  if (!layout || !parameters || !inspection || !belongs(layout, inspection)) return null;
  const large = isLarge(layout);
  return { layout, parameters, inspection, loss: layout.config.training.loss, large, only: large ? selection : null, opened };
}

/** @param {Layout} layout @returns {boolean} */
export function isLarge({ sizes }) {
  return sizes.slice(1).reduce((sum, size) => sum + size, 0) > MOST_NEURONS;
}

/** @param {Layout} layout @param {Inspection} inspection @returns {boolean} */
function belongs({ sizes }, { layers }) {
  return layers.length === sizes.length - 1 && layers.every(({ activations }, k) => activations.length === sizes[k + 1]);
}

/**
 * The places of a layer that are written out.
 * @param {Given} given @param {number} layer @returns {NeuronPlace[]}
 */
export function placesOf({ layout, only, large }, layer) {
  if (large) return only?.layer === layer ? [only] : [];
  return Array.from({ length: layout.sizes[layer + 1] }, (_, neuron) => ({ layer, neuron }));
}

/** @param {Layout} layout @param {number} layer @returns {boolean} */
export function isOutput({ sizes }, layer) {
  return layer === sizes.length - 2;
}

/** @param {Layout} layout @param {number} layer @param {number} index @returns {string} */
export function colorOf(layout, layer, index) {
  if (isOutput(layout, layer)) return 'var(--output-ink)';
  return neuronColor(identity(layout, layer, index).id);
}

/** @param {Layout} layout @param {number} layer @param {number} index */
function identity({ neurons, sizes }, layer, index) {
  return neurons[sizes.slice(1, layer + 1).reduce((sum, size) => sum + size, index)];
}

/** @param {Layout} layout @param {number} layer @returns {Row} */
export function layerRow(layout, layer) {
  const text = isOutput(layout, layer) ? t('trace.output') : t('trace.hidden', { layer: layer + 1 });
  return { kind: 'layer', key: `layer ${layer}`, layer, text };
}

/** What the layer takes in. @param {Given} given @param {number} layer @returns {number[]} */
export function entering({ inspection }, layer) {
  return layer === 0 ? [inspection.x] : inspection.layers[layer - 1].activations;
}

/** @param {Layout} layout @param {number} layer @returns {string} empty where z is passed on as it is */
export function functionOf({ activations }, layer) {
  return layer < activations.length ? symbolOf(activations[layer]) : '';
}

/** A weight as its two ends: `x→h1`; a bias as `b h1`. @param {Layout} layout @param {WeightPlace} place @returns {string} */
export function weightName(layout, { layer, to, from }) {
  const end = nameOf(layout, layer, to);
  return from === null ? `b ${end}` : `${nameOf(layout, layer - 1, from)}→${end}`;
}

/**
 * Whether the update's numbers are of another weight than the one chosen by now; while training runs nobody can tell.
 * @param {Given} given @param {WeightPlace} place
 */
export function isStale({ layout, parameters, inspection: { numbers } }, { layer, to, from }) {
  const block = layout.parameters[layer];
  const value = from === null ? biasOf(parameters, block, to) : weightOf(parameters, block, from, to);
  return numbers !== null && numbers.before !== value;
}
