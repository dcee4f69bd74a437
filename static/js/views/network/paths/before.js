/**
 * The hidden layers before the last one: what each of their neurons gives to every path.
 *
 * @import { Actions, Layout, NeuronIdentity, Sections } from '../../../types.js'
 * @import { Graph } from './graph.js'
 */

import { fill, h } from '../../../lib/dom.js';
import { neuronColor } from '../../../lib/palette.js';
import { t } from '../../../i18n.js';
import { openDetails } from '../details.js';
import { createGraph, rangeOf } from './graph.js';
import { curveOf } from './reading.js';

/** Of more layers those next to the paths are shown, of more neurons the first ones. */
const MOST_LAYERS = 2;
const MOST_NEURONS = 8;

/** @param {Actions} actions */
export function createBefore(actions) {
  const element = h('div', { class: 'paths-before' });
  /** @type {{graph: Graph, row: number}[]} */
  let graphs = [];

  /** @param {NeuronIdentity} neuron @param {number} row among all hidden neurons */
  function createCard({ layer, index, name, id }, row) {
    const graph = createGraph();
    graphs.push({ graph, row });
    const place = { layer, neuron: index };
    const on = {
      click: () => openDetails(place, actions),
      pointerenter: () => actions.hover(place),
      pointerleave: () => actions.hover(null),
    };
    const label = t('network.neuron', { name, layer: layer + 1 });
    return h('button', { type: 'button', class: 'paths-early', 'aria-label': label, style: { '--neuron': neuronColor(id) }, on }, h('span', {}, name), graph.element);
  }

  return {
    element,
    /** @param {Layout} layout @param {number} last hidden layer */
    show(layout, last) {
      graphs = [];
      const first = Math.max(0, last - MOST_LAYERS);
      const columns = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i).map((layer) => {
        const all = layout.neurons.flatMap((neuron, row) => (neuron.layer === layer ? [{ neuron, row }] : []));
        const cards = all.slice(0, MOST_NEURONS).map(({ neuron, row }) => createCard(neuron, row));
        const rest = all.length - cards.length;
        const head = h('span', { class: 'paths-early-head' }, t('network.hidden_short', { layer: layer + 1 }));
        return h('div', { class: 'paths-layer' }, head, ...cards, rest > 0 && h('span', { class: 'paths-early-head' }, `+ ${rest}`));
      });
      fill(element, first > 0 && h('span', { class: 'paths-early-head' }, '…'), ...columns);
      element.hidden = columns.length === 0;
    },
    /** @param {Sections} sections */
    draw({ neurons }) {
      if (!neurons) return;
      for (const { graph, row } of graphs) {
        const values = curveOf(neurons, row);
        graph.draw(values, rangeOf([values]));
      }
    },
  };
}
