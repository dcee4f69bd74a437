/**
 * One neuron of a larger network in numbers that can be changed: its bias, its bend, what comes in, what goes out.
 *
 * @import { Actions, Layout, NeuronPlace } from '../../js/types.js'
 * @import { Panel } from './index.js'
 * @import { End } from './ends.js'
 * @import { PlacedField } from './fields.js'
 */

import { h } from '../../js/lib/dom.js';
import { weightOf } from '../../js/lib/parameters.js';
import { t } from '../../js/i18n.js';
import { endsOf } from './ends.js';
import { createFields } from './fields.js';

/** @param {Layout} layout @param {NeuronPlace} place @param {Actions} actions @returns {Panel} */
export function createDetail(layout, place, actions) {
  const { layer, neuron } = place;
  const fields = createFields(layout, actions);
  const sources = endsOf(layout, layer - 1);
  const isOutput = layer + 1 >= layout.parameters.length;
  const { name } = endsOf(layout, layer)[neuron];
  const bias = fields.number({ layer, to: neuron, from: null }, isOutput ? t('neurons.output_bias') : labelOf('bias', name));
  const bend = layer === 0 && !isOutput ? fields.bend(neuron, labelOf('bend', name)) : null;

  /** @param {string} from @param {string} to */
  const arrow = (from, to) => t('neurons.weight_of', { from, to });
  const incoming = createList(t('neurons.incoming'), sources, actions, (end, i) => ({
    field: fields.number({ layer, to: neuron, from: i }, arrow(end.name, name)),
    weight: (parameters) => weightOf(parameters, layout.parameters[layer], i, neuron),
  }));
  const outgoing = isOutput ? null : createList(t('neurons.outgoing'), endsOf(layout, layer + 1), actions, (end, i) => ({
    field: fields.number({ layer: layer + 1, to: i, from: neuron }, arrow(name, end.name)),
    weight: (parameters) => weightOf(parameters, layout.parameters[layer + 1], neuron, i),
  }));
  const numbers = h(
    'div',
    { class: 'neurons-own' },
    h('span', { class: 'number-row' }, isOutput ? t('neurons.output_bias') : t('neurons.bias'), h('var', {}, 'b'), bias.element),
    bend && h('span', { class: 'number-row' }, t('neurons.bend'), h('var', {}, '−b/w'), bend.element),
  );
  return {
    element: h('div', { class: 'neurons-detail' }, numbers, incoming.element, outgoing?.element),
    write(_state, parameters) {
      bias.read(parameters);
      bend?.read(parameters);
      incoming.read(parameters);
      outgoing?.read(parameters);
    },
    mark({ hover }) {
      incoming.mark(hover);
      outgoing?.mark(hover);
    },
  };
}

/** @param {string} key @param {string} name */
function labelOf(key, name) {
  return t('neurons.number_of', { what: t(`neurons.${key}`), name });
}

/**
 * @typedef {{field: PlacedField, weight: (parameters: Float32Array) => number}} Weighed
 *
 * @param {string} title
 * @param {End[]} ends
 * @param {Actions} actions
 * @param {(end: End, index: number) => Weighed} weigh
 */
function createList(title, ends, actions, weigh) {
  const bars = ends.map(() => h('span', { class: 'neurons-bar' }));
  const weighed = ends.map(weigh);
  const items = ends.map(({ name, color, place }, i) => {
    const label = place
      ? h('button', { type: 'button', class: 'neurons-name', on: { click: () => actions.select(place) } }, name)
      : h('span', { class: 'neurons-name' }, name);
    // An input is no neuron: hovering it lights up nothing.
    const on = { pointerenter: () => actions.hover(place), pointerleave: () => actions.hover(null) };
    return h('li', { style: { '--neuron': color }, on }, label, h('span', { class: 'neurons-track' }, bars[i]), weighed[i].field.element);
  });
  return {
    element: h('section', { class: 'neurons-list' }, h('h3', {}, title), h('ul', {}, ...items)),
    /** @param {Float32Array} parameters */
    read(parameters) {
      const weights = weighed.map(({ weight }) => weight(parameters));
      const largest = Math.max(1e-12, ...weights.map(Math.abs));
      weights.forEach((value, i) => {
        weighed[i].field.read(parameters);
        bars[i].classList.toggle('negative', value < 0);
        bars[i].style.transform = `scaleX(${(Math.abs(value) / largest).toFixed(3)})`;
      });
    },
    /** @param {NeuronPlace | null} hover */
    mark(hover) {
      items.forEach((item, i) => {
        const { place } = ends[i];
        item.classList.toggle('lit', place !== null && place.layer === hover?.layer && place.neuron === hover.neuron);
      });
    },
  };
}
