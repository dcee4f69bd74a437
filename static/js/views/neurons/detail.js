/**
 * One neuron of a larger network: what comes in, its bias, what goes out.
 *
 * @import { Actions, Layout, NeuronPlace } from '../../types.js'
 * @import { Panel } from '../neurons.js'
 */

import { h, text } from '../../lib/dom.js';
import { signed } from '../../lib/numbers.js';
import { neuronColor } from '../../lib/palette.js';
import { biasOf, weightOf } from '../../lib/parameters.js';
import { t } from '../../i18n.js';

/**
 * A neuron at the other end of a weight.
 * @typedef {{name: string, color: string, place: NeuronPlace | null}} End place: null for an input
 */

/** @param {Layout} layout @param {NeuronPlace} place @param {Actions} actions @returns {Panel} */
export function createDetail(layout, place, actions) {
  const { layer, neuron } = place;
  const sources = endsOf(layout, layer - 1);
  const targets = layer + 1 < layout.parameters.length ? endsOf(layout, layer + 1) : [];
  const self = endsOf(layout, layer)[neuron];
  const bias = h('span', { class: 'value' });
  const incoming = createList(t('neurons.incoming'), sources, actions);
  const outgoing = createList(t('neurons.outgoing'), targets, actions);
  const isOutput = targets.length === 0;
  const title = h(
    'p',
    { class: 'neurons-title', style: { '--neuron': self.color } },
    h('b', {}, self.name),
    h('span', { class: 'label' }, isOutput ? '' : t('neurons.of_layer', { layer: layer + 1 })),
    h('span', { class: 'neurons-bias' }, isOutput ? t('neurons.output_bias') : t('neurons.bias'), h('var', {}, 'b'), bias),
  );
  return {
    element: h('div', { class: 'neurons-detail' }, title, incoming.element, isOutput ? null : outgoing.element),
    write(_state, parameters) {
      const block = layout.parameters[layer];
      text(bias, signed(biasOf(parameters, block, neuron)));
      incoming.write((i) => weightOf(parameters, block, i, neuron));
      outgoing.write((i) => weightOf(parameters, layout.parameters[layer + 1], neuron, i));
    },
    mark() {},
  };
}

/** @param {Layout} layout @param {number} layer −1: the inputs @returns {End[]} */
function endsOf({ sizes, neurons }, layer) {
  const count = sizes[layer + 1];
  if (layer >= 0 && layer < sizes.length - 2) {
    return neurons
      .filter((neuron) => neuron.layer === layer)
      .map(({ name, id, index }) => ({ name, color: neuronColor(id), place: { layer, neuron: index } }));
  }
  const [name, color] = layer < 0 ? ['x', 'var(--input-line)'] : ['Y′', 'var(--output-line)'];
  return Array.from({ length: count }, (_, neuron) => ({
    name: count === 1 ? name : `${name}${neuron + 1}`,
    color,
    place: layer < 0 ? null : { layer, neuron },
  }));
}

/** @param {string} title @param {End[]} ends @param {Actions} actions */
function createList(title, ends, actions) {
  const bars = ends.map(() => h('span', { class: 'neurons-bar' }));
  const values = ends.map(() => h('span', { class: 'value' }));
  const items = ends.map(({ name, color, place }, i) => {
    const label = place
      ? h('button', { type: 'button', class: 'neurons-name', on: { click: () => actions.select(place) } }, name)
      : h('span', { class: 'neurons-name' }, name);
    // An input is no neuron: hovering it lights up nothing.
    const on = { pointerenter: () => actions.hover(place), pointerleave: () => actions.hover(null) };
    return h('li', { style: { '--neuron': color }, on }, label, h('span', { class: 'neurons-track' }, bars[i]), values[i]);
  });
  return {
    element: h('section', { class: 'neurons-list' }, h('h3', {}, title), h('ul', {}, ...items)),
    /** @param {(index: number) => number} weight */
    write(weight) {
      const weights = ends.map((_, i) => weight(i));
      const largest = Math.max(1e-12, ...weights.map(Math.abs));
      weights.forEach((value, i) => {
        text(values[i], signed(value));
        bars[i].classList.toggle('negative', value < 0);
        bars[i].style.transform = `scaleX(${(Math.abs(value) / largest).toFixed(3)})`;
      });
    },
  };
}
