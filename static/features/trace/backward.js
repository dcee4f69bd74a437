/**
 * Loss and backward: the error at the output, and its way back by the chain rule. Pure.
 *
 * @import { NeuronPlace, WeightPlace } from '../../js/types.js'
 * @import { Given, Row } from './given.js'
 * @import { Line } from './sums.js'
 */

import { weightOf } from '../../js/lib/parameters.js';
import { rounded } from '../../js/lib/numbers.js';
import { count, firstOf, t } from '../../js/i18n.js';
import { nameOf } from '../../js/lib/weight-places.js';
import { colorOf, entering, functionOf, isOutput, layerRow, placesOf, weightName } from './given.js';
import { factor, largest, line, MOST_TERMS, productOf, stepLine, sumLine } from './sums.js';

/** @param {Given} given @returns {Row[]} */
export function lossRows({ inspection, loss }) {
  const { prediction, target, loss_steps: steps } = inspection;
  const r = prediction - target;
  const lines = [line('r = Y′ − y', `${rounded(prediction)} − ${factor(target)}`, r), ...steps.map(stepLine)];
  const key = r === 0 ? 'exact' : r > 0 ? 'too_high' : 'too_low';
  const way = t(`trace.${key}`, { gap: rounded(Math.abs(r)) });
  return [
    { kind: 'layer', key: 'loss', layer: null, text: firstOf([`losses.${loss}`], loss) },
    ...lines.map((each, i) => /** @type {Row} */ ({ kind: 'line', key: `loss ${i}`, layer: null, line: each })),
    { kind: 'note', key: 'loss way', layer: null, text: way },
    { kind: 'note', key: 'loss mean', layer: null, text: t('trace.loss_mean') },
  ];
}

/** @param {Given} given @returns {Row[]} */
export function backwardRows(given) {
  const layers = given.layout.parameters.map((_, layer) => layer).reverse();
  return layers.flatMap((layer) => {
    const places = placesOf(given, layer);
    return places.length === 0 ? [] : [layerRow(given.layout, layer), ...places.flatMap((place) => neuronRows(given, place))];
  });
}

/** @param {Given} given @param {NeuronPlace} place @returns {Row[]} */
function neuronRows(given, place) {
  const { layout } = given;
  const { layer, neuron } = place;
  const who = { color: colorOf(layout, layer, neuron), place, layer };
  const lines = isOutput(layout, layer) ? outputLines(given) : hiddenLines(given, place);
  const rows = lines.map((each, i) => /** @type {Row} */ ({
    kind: 'line', key: `delta ${layer} ${neuron} ${i}`, ...who, who: i === 0 ? nameOf(layout, layer, neuron) : '', ...each,
  }));
  return [...rows, ...edgeRows(given, place)];
}

/** @param {Given} given @returns {Pick<Row, 'line'>[]} */
function outputLines({ inspection }) {
  const [slope] = inspection.layers[inspection.layers.length - 1].deltas;
  return [{ line: line('dL/dz = dL/dY′', '', slope) }];
}

/** @param {Given} given @param {NeuronPlace} place @returns {Pick<Row, 'line' | 'aside' | 'key'>[]} */
function hiddenLines({ layout, parameters, inspection, opened }, { layer, neuron }) {
  const { upstream, derivatives, deltas } = inspection.layers[layer];
  const readers = inspection.layers[layer + 1].deltas;
  const terms = readers.map((delta, to) => [weightOf(parameters, layout.parameters[layer + 1], neuron, to), delta]);
  const key = `up ${layer} ${neuron}`;
  const symbol = functionOf(layout, layer);
  const product = `${rounded(upstream[neuron])}·${factor(derivatives[neuron])}`;
  const head = symbol === '' ? 'dL/dz = dL/da·1' : `dL/dz = dL/da·${symbol}′(z)`;
  return [
    { key, line: sumLine('dL/da', terms, [], upstream[neuron], opened.has(key)) },
    {
      key: `delta ${layer} ${neuron}`,
      line: line(head, product, deltas[neuron]),
      aside: derivatives[neuron] === 0 ? t('trace.blocked', { function: symbol }) : '',
    },
  ];
}

/** What each weight into a neuron, and its bias, multiplies. @param {Given} given @param {NeuronPlace} place @returns {Row[]} */
function edgeRows(given, { layer, neuron }) {
  const { inspection, opened } = given;
  const { deltas, weight_gradients: gradients } = inspection.layers[layer];
  const delta = deltas[neuron];
  const sources = entering(given, layer);
  const key = `edges ${layer} ${neuron}`;
  const all = sources.length <= MOST_TERMS || opened.has(key);
  const ranked = inspection.batch ? inspection.gradients[layer].weights[neuron] : gradients[neuron];
  const shown = all ? sources.map((_, i) => i) : largest(ranked.map(Math.abs), MOST_TERMS);
  const rows = shown.map((from) => {
    const product = line('', productOf([delta, sources[from]]), gradients[neuron][from]);
    return edgeRow(given, { layer, to: neuron, from }, product);
  });
  if (!all) rows.push({ kind: 'more', key, layer, text: t('trace.more_weights', { count: count(sources.length - shown.length) }) });
  return [...rows, edgeRow(given, { layer, to: neuron, from: null }, line('', productOf([delta, 1]), delta))];
}

/** @param {Given} given @param {WeightPlace} weight @param {Line} product @returns {Row} */
function edgeRow({ layout, inspection }, weight, product) {
  const { layer, to, from } = weight;
  const { weights, biases } = inspection.gradients[layer];
  const mean = from === null ? biases[to] : weights[to][from];
  const words = layout.config.training.l2_penalty > 0 && from !== null ? 'trace.of_all_penalty' : 'trace.of_all';
  return {
    kind: 'edge',
    key: `edge ${layer} ${to} ${from}`,
    layer,
    who: weightName(layout, weight),
    color: colorOf(layout, layer, to),
    place: { layer, neuron: to },
    line: product,
    aside: inspection.batch ? t(words, { count: count(inspection.count), value: rounded(mean) }) : '',
    weight,
  };
}
