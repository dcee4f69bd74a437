/**
 * What stands around the paths: x on the left, the headings above, the sum and the prediction on the right, and below
 * them the buttons that add and remove neurons.
 *
 * @import { Actions, Layout } from '../../../types.js'
 */

import { attr, fill, h, text } from '../../../lib/dom.js';
import { extent } from '../../../lib/axes.js';
import { swallow } from '../../../lib/promises.js';
import { t } from '../../../i18n.js';
import { button, MINUS, name, PLUS } from '../controls.js';
import { createBefore } from './before.js';
import { createGraph } from './graph.js';
import { lastHidden, MOST_FULL, MOST_SHOWN } from './reading.js';

/** Points of the prediction that a tiny graph has room for. */
const POINTS = 64;

/** @param {HTMLElement} root @param {Actions} actions @param {import('../controls.js').Asks} obstacle */
export function createFrame(root, actions, obstacle) {
  const parts = createParts();
  const controls = createFoot(actions, obstacle);
  const output = createGraph('output');
  const result = h('div', { class: 'paths-output' }, h('span', {}, 'Y′'), output.element);
  const sum = h('div', { class: 'paths-sum' }, h('span', { class: 'paths-sigma' }, 'Σ'), result);
  const before = createBefore(actions);
  const input = h('div', { class: 'paths-start' }, h('div', { class: 'paths-input' }, h('span', {}, 'x')), before.element);
  const body = h('div', { class: 'paths-body' }, parts.heads, input, parts.list, parts.lastPlace, sum);
  root.append(body, h('div', { class: 'network-controls paths-foot' }, controls.element, parts.note));
  let shown = -1;

  return {
    list: parts.list,
    drawBefore: before.draw,
    layout: () => shown,
    /** The height that is left for all rows. */
    room: () => body.clientHeight - parts.heads.offsetHeight,
    /** @param {Layout} layout @param {HTMLElement[]} rows @param {HTMLElement} last */
    show(layout, rows, last) {
      const layer = lastHidden(layout);
      const size = layer < 0 ? 0 : layout.sizes[layer + 1];
      shown = layout.layout;
      before.show(layout, layer);
      fill(parts.list, ...rows);
      fill(parts.lastPlace, last);
      fill(parts.heads, ...headsOf(layer));
      attr(body, 'data-alone', layer < 0);
      attr(body, 'data-short', size > MOST_FULL);
      parts.list.hidden = layer < 0;
      text(parts.note, noteOf(layer, size));
      controls.furnish(layer, size);
    },
    /** @param {Layout} layout @param {Float32Array | undefined} prediction */
    drawOutput({ target, data }, prediction) {
      if (!prediction) return;
      const [low, high] = extent(target.y ?? data.train.y);
      const range = /** @type {[number, number]} */ (low < high ? [low, high] : [low - 1, high + 1]);
      output.draw(thinned(prediction), range);
      output.drawBelow(target.y ? thinned(target.y) : [], range);
    },
  };
}

function createParts() {
  const heads = h('div', { class: 'paths-heads', 'aria-hidden': 'true' });
  const list = h('ul', { class: 'paths-list', 'aria-label': t('paths.list') });
  const lastPlace = h('div', { class: 'paths-last' });
  const note = h('p', { class: 'paths-note' });
  return { heads, list, lastPlace, note };
}

/** @param {Actions} actions @param {import('../controls.js').Asks} obstacle */
function createFoot(actions, obstacle) {
  let layer = -1;
  const remove = button('network.remove', 'remove-neuron', MINUS, () => swallow(actions.removeNeuron(layer)));
  const count = h('span', { class: 'neuron-count' });
  const add = button('network.add', 'add-neuron', PLUS, () => swallow(actions.addNeuron(layer)));
  const element = h('div', { class: 'column-foot', 'data-controls': 'wide' }, remove, count, add);
  return {
    element,
    /** @param {number} last @param {number} size */
    furnish(last, size) {
      layer = last;
      element.hidden = last < 0;
      if (last < 0) return;
      const number = { layer: last + 1 };
      text(count, t('network.count', { count: size }));
      add.dataset.control = `network.add.${last + 1}`;
      remove.dataset.control = `network.remove.${last + 1}`;
      name(add, t('network.add_neuron', number), obstacle);
      name(remove, t('network.remove_neuron', number), obstacle);
    },
  };
}

/** @param {number} layer @returns {HTMLElement[]} */
function headsOf(layer) {
  const head = (/** @type {string} */ word, /** @type {string} */ formula) =>
    h('span', { class: 'paths-head' }, `${t(`paths.${word}`)} `, h('i', {}, formula));
  if (layer < 0) return [head('linear', 'w·x + b')];
  return [head('linear', layer === 0 ? 'z = w·x + b' : 'z = Σ w·a + b'), head('nonlinear', 'a = R(z)'), head('linear', 'v·a')];
}

/** What the drawing leaves out, in words. @param {number} layer @param {number} size */
function noteOf(layer, size) {
  const notes = [
    layer > 0 && t('paths.from_layer', { layer }),
    size > MOST_SHOWN && t('paths.strongest', { shown: MOST_SHOWN, total: size }),
  ];
  return notes.filter((note) => note !== false).join(' ');
}

/** @param {ArrayLike<number>} values @returns {number[]} */
function thinned(values) {
  const count = Math.min(POINTS, values.length);
  return Array.from({ length: count }, (_, i) => values[Math.round((i * (values.length - 1)) / Math.max(1, count - 1))]);
}
