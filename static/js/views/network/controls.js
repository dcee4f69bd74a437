/**
 * What stands above and below each column: its name, and the buttons that add and remove neurons and layers.
 *
 * @import { Actions, Layout, NeuronPlace } from '../../types.js'
 * @import { Reason } from '../../controls/registry.js'
 * @import { Geometry } from './geometry.js'
 *
 * @typedef {(name: string) => Reason | null} Asks why a control cannot be used now
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
 * @param {Asks} obstacle
 * @param {HTMLButtonElement} addLayer where the focus goes when the last layer does
 */
export function createControls(container, actions, selection, obstacle, addLayer) {
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
    const removeLayer = button(`network.layer.remove.${layer + 1}`, 'remove-layer', CROSS, () => swallow(actions.removeLayer(layer)));
    const head = h('div', { class: 'column-label' }, label, removeLayer);
    const minus = button(`network.remove.${layer + 1}`, 'remove-neuron', MINUS, () => remove(layer));
    const count = h('span', { class: 'neuron-count' });
    const add = button(`network.add.${layer + 1}`, 'add-neuron', PLUS, () => swallow(actions.addNeuron(layer)));
    const foot = h('div', { class: 'column-foot' }, minus, count, add);
    container.append(head, foot);
    return { head, label, removeLayer, foot, remove: minus, count, add };
  }

  /** @param {Layout} layout @param {Geometry} geometry */
  function arrange({ sizes }, geometry) {
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
    layers.forEach((controls, layer) => furnish(controls, layer, sizes[layer + 1], geometry, obstacle));
  }

  return {
    arrange,
    add: (/** @type {number} */ layer) => layers[layer]?.add.click(),
    remove: (/** @type {number} */ layer) => layers[layer]?.remove.click(),
  };
}

/** @param {LayerControls} controls @param {number} layer @param {number} size @param {Geometry} geometry @param {Asks} obstacle */
function furnish(controls, layer, size, geometry, obstacle) {
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
  name(removeLayer, t('network.remove_layer', number), obstacle);
  name(add, t('network.add_neuron', number), obstacle);
  name(remove, t('network.remove_neuron', number), obstacle);
}

/** @param {HTMLElement} element @param {number} x @param {string} label */
function place(element, x, label) {
  element.style.left = `${x}px`;
  text(element, label);
}

/** @param {string} control @param {string} kind @param {string} path @param {() => void} click */
export function button(control, kind, path, click) {
  const icon = svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: path }));
  return h('button', { class: kind, type: 'button', dataset: { control }, on: { click: unlessOff(click) } }, icon);
}

/** What a button is called, or why it cannot be used now. @param {HTMLButtonElement} element @param {string} label @param {Asks} obstacle */
export function name(element, label, obstacle) {
  const reason = obstacle(element.dataset.control ?? '');
  attr(element, 'aria-label', label);
  attr(element, 'title', reason ? t(reason.key, reason.params) : label);
  switchOff(element, reason !== null);
}
