/**
 * Forward: every z and a with the arithmetic written out. Pure.
 *
 * @import { NeuronPlace } from '../../js/types.js'
 * @import { Given, Row } from './given.js'
 */

import { isRectifier } from '../../js/lib/activations.js';
import { biasOf, weightOf } from '../../js/lib/parameters.js';
import { rounded } from '../../js/lib/numbers.js';
import { t } from '../../js/i18n.js';
import { nameOf } from '../../js/lib/weight-places.js';
import { colorOf, entering, functionOf, isOutput, layerRow, placesOf } from './given.js';
import { line, sumLine } from './sums.js';

/** @param {Given} given @returns {Row[]} */
export function forwardRows(given) {
  return given.layout.parameters.flatMap((_, layer) => {
    const places = placesOf(given, layer);
    return places.length === 0 ? [] : [layerRow(given.layout, layer), ...places.flatMap((place) => neuronRows(given, place))];
  });
}

/** @param {Given} given @param {NeuronPlace} place @returns {Row[]} */
function neuronRows(given, place) {
  const { layout, parameters, inspection, opened } = given;
  const { layer, neuron } = place;
  const block = layout.parameters[layer];
  const { preactivations, activations } = inspection.layers[layer];
  const terms = entering(given, layer).map((value, from) => [weightOf(parameters, block, from, neuron), value]);
  const last = isOutput(layout, layer);
  const key = `z ${layer} ${neuron}`;
  const z = preactivations[neuron];
  const sum = sumLine(last ? 'Y′' : 'z', terms, [biasOf(parameters, block, neuron)], z, opened.has(key));
  const who = { who: nameOf(layout, layer, neuron), color: colorOf(layout, layer, neuron), place, layer };
  /** @type {Row} */
  const first = { kind: 'line', key, ...who, who: last ? '' : who.who, line: sum };
  if (last) return [first];
  return [first, { kind: 'line', key: `a ${layer} ${neuron}`, ...who, who: '', ...bent(given, place, z, activations[neuron]) }];
}

/** @param {Given} given @param {NeuronPlace} place @param {number} z @param {number} a @returns {Pick<Row, 'line' | 'aside'>} */
function bent({ layout, inspection }, { layer, neuron }, z, a) {
  const symbol = functionOf(layout, layer);
  if (symbol === '') return { line: line('a = z', '', a) };
  const asleep = inspection.layers[layer].derivatives[neuron] === 0 && isRectifier(layout.activations[layer]);
  return { line: line('a', `${symbol}(${rounded(z)})`, a), aside: asleep ? t('trace.asleep') : '' };
}
