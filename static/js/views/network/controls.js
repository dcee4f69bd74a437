/**
 * What stands above and below each column: its name, and the buttons that add and remove neurons and layers.
 *
 * @import { Actions, Layout, NeuronPlace } from '../../types.js'
 * @import { Geometry } from './geometry.js'
 *
 * @typedef {{neurons: number, hidden_layers: number}} Limits
 *
 * @typedef {Object} LayerControls of one hidden layer
 * @property {HTMLElement} head
 * @property {HTMLElement} label
 * @property {HTMLButtonElement} removeLayer
 * @property {HTMLElement} foot
 * @property {HTMLButtonElement} remove
 * @property {HTMLElement} count
 * @property {HTMLButtonElement} add
 */

import { attr, h, svg, switchOff, text, unlessOff } from '../../lib/dom.js';
import { swallow } from '../../lib/promises.js';
import { t } from '../../i18n.js';

export const PLUS = 'M10 3v14M3 10h14';
export const MINUS = 'M3 10h14';
const CROSS = 'm4 4 12 12M16 4 4 16';

/**
 * @param {HTMLElement} container
 * @param {Actions} actions
 * @param {() => NeuronPlace | null} selection
 * @param {Limits} limits
 * @param {HTMLButtonElement} addLayer where the focus goes when the last layer does
 */
export function createControls(container, actions, selection, limits, addLayer) {
  /** @type {LayerControls[]} */
  const layers = [];
  const input = h('div', { class: 'column-label' });
  const output = h('div', { class: 'column-label' });
  container.append(input, output);

  /** @param {number} layer */
  function remove(layer) {
    const selected = selection();
    const neuron = selected?.layer === layer ? selected.neuron : undefined;
    swallow(actions.removeNeuron(layer, neuron));
  }

  /** @param {number} layer @returns {LayerControls} */
  function createLayer(layer) {
    const label = h('span', {});
    const removeLayer = button('remove-layer', CROSS, () => swallow(actions.removeLayer(layer)));
    const head = h('div', { class: 'column-label' }, label, removeLayer);
    const minus = button('remove-neuron', MINUS, () => remove(layer));
    const count = h('span', { class: 'neuron-count' });
    const add = button('add-neuron', PLUS, () => swallow(actions.addNeuron(layer)));
    const foot = h('div', { class: 'column-foot' }, minus, count, add);
    container.append(head, foot);
    return { head, label, removeLayer, foot, remove: minus, count, add };
  }

  /** @param {Layout} layout @param {Geometry} geometry */
  function arrange({ sizes, race }, geometry) {
    const hidden = sizes.length - 2;
    while (layers.length < hidden) layers.push(createLayer(layers.length));
    for (const { head, foot } of layers.splice(hidden)) {
      const wasFocused = [head, foot].some((part) => part.contains(document.activeElement));
      head.remove();
      foot.remove();
      if (wasFocused) (layers.at(-1)?.removeLayer ?? addLayer).focus();
    }
    place(input, geometry.columns[0].x, t('network.input'));
    place(output, geometry.columns[hidden + 1].x, t('network.output'));
    layers.forEach((controls, layer) => furnish(controls, layer, sizes[layer + 1], geometry, { ...limits, racing: race !== null }));
  }

  return {
    arrange,
    add: (/** @type {number} */ layer) => layers[layer]?.add.click(),
    remove: (/** @type {number} */ layer) => layers[layer]?.remove.click(),
  };
}

/** @param {LayerControls} controls @param {number} layer @param {number} size @param {Geometry} geometry @param {Limits & {racing: boolean}} limits */
function furnish(controls, layer, size, geometry, limits) {
  const { head, label, removeLayer, foot, remove, count, add } = controls;
  const { x } = geometry.columns[layer + 1];
  const number = { layer: layer + 1 };
  foot.style.setProperty('--size', `${geometry.buttonSize}px`);
  head.style.left = `${x}px`;
  foot.style.left = `${x}px`;
  attr(head, 'data-labels', geometry.labels);
  attr(foot, 'data-controls', geometry.controls);
  text(label, { long: t('network.hidden', number), short: t('network.hidden_short', number), number: `${layer + 1}` }[geometry.labels]);
  text(count, geometry.controls === 'wide' ? t('network.count', { count: size }) : `${size}`);
  const racing = limits.racing ? t('network.racing') : null;
  const full = size >= limits.neurons ? t('network.most_neurons', { limit: limits.neurons }) : null;
  name(removeLayer, t('network.remove_layer', number), racing);
  name(add, t('network.add_neuron', number), racing ?? full);
  name(remove, t('network.remove_neuron', number), racing ?? (size <= 1 ? t('network.last_neuron') : null));
}

/** @param {HTMLElement} element @param {number} x @param {string} label */
function place(element, x, label) {
  element.style.left = `${x}px`;
  text(element, label);
}

/** @param {string} kind @param {string} path @param {() => void} click */
export function button(kind, path, click) {
  const icon = svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: path }));
  return h('button', { class: kind, type: 'button', on: { click: unlessOff(click) } }, icon);
}

/** @param {HTMLButtonElement} element @param {string} label @param {string | null} obstacle why it cannot be used now */
export function name(element, label, obstacle) {
  attr(element, 'aria-label', label);
  attr(element, 'title', obstacle ?? label);
  switchOff(element, obstacle !== null);
}
