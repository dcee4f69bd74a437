/**
 * The table of starts: a row for each, a column for each hidden layer.
 *
 * @import { Judgment, LayerSpread } from './judge.js'
 *
 * @typedef {{initializer: string | null, scale: number | null, layers: LayerSpread[] | null}} Spread as the server gives it
 */

import { h } from '../../js/lib/dom.js';
import { rounded } from '../../js/lib/numbers.js';
import { firstOf, t } from '../../js/i18n.js';
import { drawHistogram } from './histogram.js';
import { judge, reachOf, timesText } from './judge.js';

const PARTS = /** @type {const} */ (['activations', 'gradients']);

/** @param {number} layers @returns {HTMLTableSectionElement} */
export function createHead(layers) {
  const columns = Array.from({ length: layers }, (_, layer) => h('th', { scope: 'col' }, t('init_spread.layer', { layer: layer + 1 })));
  return h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('init_spread.start')), ...columns));
}

/**
 * @param {Spread} spread
 * @param {Object} given
 * @param {string[]} given.activations of each hidden layer
 * @param {number} given.layers how many hidden layers there are
 * @param {string} given.present what the present network is called
 * @param {((spread: Spread) => void)} given.begin
 */
export function createRow(spread, { activations, layers, present, begin }) {
  const judgment = judge(spread.layers, activations);
  const name = spread.initializer === null ? present : startName(spread);
  const button = spread.initializer !== null && h('button', {
    type: 'button', 'aria-label': t('init_spread.begin_label', { name }), on: { click: () => begin(spread) },
  }, t('init_spread.begin'));
  const head = h('th', { scope: 'row' }, h('div', {}, h('strong', {}, name), button), h('p', {}, sentence(judgment)));
  return h('tr', { dataset: { kind: judgment.kind } }, head, ...cells(spread.layers, layers));
}

/** @param {LayerSpread[] | null} spreads @param {number} layers */
function cells(spreads, layers) {
  if (spreads === null) return [h('td', { colspan: layers }, '–')];
  const reach = PARTS.map((part) => reachOf(spreads.map((spread) => spread[part])));
  return spreads.map((spread) => h('td', {}, ...PARTS.map((part, i) =>
    h('div', { class: 'spread', title: t(`init_spread.${part}_deviation`) }, h('span', {}, rounded(spread[part].deviation)), drawHistogram(part, spread[part], reach[i])))));
}

/** @param {Spread} spread @returns {string} */
function startName({ initializer, scale }) {
  const name = firstOf([`initializers.${initializer}`], initializer ?? '');
  if (scale === null || scale === 1) return name;
  return t(scale < 1 ? 'init_spread.too_small' : 'init_spread.too_large', { name, scale: String(scale) });
}

/** @param {Judgment} judgment @returns {string} */
function sentence({ kind, forward, backward }) {
  return t(`init_spread.${kind}`, { forward: timesText(forward), backward: timesText(backward) });
}
