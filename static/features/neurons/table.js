/**
 * One hidden layer, one row a neuron: w, b, where it bends, v; and the output's bias below. Every number can be changed.
 *
 * @import { Actions, Layout, NeuronPlace } from '../../js/types.js'
 * @import { Panel } from './index.js'
 */

import { attr, h } from '../../js/lib/dom.js';
import { neuronColor } from '../../js/lib/palette.js';
import { t } from '../../js/i18n.js';
import { createFields } from './fields.js';

/** @param {Layout} layout @param {Actions} actions @returns {Panel} */
export function createTable(layout, actions) {
  const fields = createFields(layout, actions);
  const outputBias = fields.number({ layer: 1, to: 0, from: null }, t('neurons.output_bias'));
  const rows = layout.neurons.map(({ index, name, id }) => {
    const cells = [
      fields.number({ layer: 0, to: index, from: 0 }, labelOf('weight_in', name)),
      fields.number({ layer: 0, to: index, from: null }, labelOf('bias', name)),
      fields.bend(index, labelOf('bend', name)),
      fields.number({ layer: 1, to: 0, from: index }, labelOf('weight_out', name)),
    ];
    const row = createRow({ layer: 0, neuron: index }, name, id, cells.map(({ element }) => element), actions);
    return { ...row, cells };
  });
  const heads = ['neuron', 'weight_in', 'bias', 'bend', 'weight_out'].map((key) =>
    h('th', { scope: 'col' }, t(`neurons.${key}`), symbolOf(key)),
  );
  const element = h(
    'table',
    { class: 'neurons-table' },
    h('thead', {}, h('tr', {}, ...heads)),
    h('tbody', {}, ...rows.map(({ row }) => row)),
    h('tfoot', {}, h('tr', {}, h('th', { scope: 'row', colspan: 4 }, t('neurons.output_bias')), h('td', {}, outputBias.element))),
  );
  return {
    element,
    write(_state, parameters) {
      for (const { cells } of rows) for (const cell of cells) cell.read(parameters);
      outputBias.read(parameters);
    },
    mark({ selection, hover }) {
      rows.forEach(({ row, button }, neuron) => {
        const isHere = (/** @type {NeuronPlace | null} */ place) => place?.layer === 0 && place.neuron === neuron;
        row.classList.toggle('lit', isHere(hover));
        row.classList.toggle('selected', isHere(selection));
        attr(button, 'aria-pressed', String(isHere(selection)));
      });
    },
  };
}

/** @param {string} key @param {string} name */
function labelOf(key, name) {
  return t('neurons.number_of', { what: t(`neurons.${key}`), name });
}

/** @param {string} key */
function symbolOf(key) {
  const symbol = { weight_in: 'w', bias: 'b', bend: '−b/w', weight_out: 'v' }[key];
  return symbol && h('var', {}, symbol);
}

/** @param {NeuronPlace} place @param {string} name @param {number} id @param {HTMLElement[]} cells @param {Actions} actions */
function createRow(place, name, id, cells, actions) {
  const button = h('button', { class: 'neurons-name', type: 'button' }, name);
  const on = {
    /** @param {MouseEvent} event */
    click({ target }) {
      // A number is changed while its neuron's graphs are in sight.
      const pressed = button.getAttribute('aria-pressed') === 'true' && !(target instanceof HTMLInputElement);
      actions.select(pressed ? null : place);
    },
    pointerenter: () => actions.hover(place),
    pointerleave: () => actions.hover(null),
  };
  const style = { '--neuron': neuronColor(id) };
  const row = h('tr', { style, on }, h('th', { scope: 'row' }, button), ...cells.map((cell) => h('td', {}, cell)));
  return { row, button };
}
