/**
 * One hidden layer, one row a neuron: w, b, where it bends, v; and the output's bias below.
 *
 * @import { Actions, Layout, NeuronPlace } from '../../types.js'
 * @import { Panel } from '../neurons.js'
 */

import { attr, h, text } from '../../lib/dom.js';
import { short, signed } from '../../lib/numbers.js';
import { neuronColor } from '../../lib/palette.js';
import { bendOf, biasOf, weightOf } from '../../lib/parameters.js';
import { t } from '../../i18n.js';

/** @param {Layout} layout @param {Actions} actions @returns {Panel} */
export function createTable(layout, actions) {
  const rows = layout.neurons.map(({ index, name, id }) => createRow({ layer: 0, neuron: index }, name, id, actions));
  const outputBias = h('td', {});
  const heads = ['neuron', 'weight_in', 'bias', 'bend', 'weight_out'].map((key) =>
    h('th', { scope: 'col' }, t(`neurons.${key}`), symbolOf(key)),
  );
  const element = h(
    'table',
    { class: 'neurons-table' },
    h('thead', {}, h('tr', {}, ...heads)),
    h('tbody', {}, ...rows.map(({ row }) => row)),
    h('tfoot', {}, h('tr', {}, h('th', { scope: 'row', colspan: 4 }, t('neurons.output_bias')), outputBias)),
  );
  return {
    element,
    write(_state, parameters) {
      const [hidden, output] = layout.parameters;
      rows.forEach(({ cells }, i) => {
        const bend = bendOf(parameters, layout, i);
        const numbers = [
          signed(weightOf(parameters, hidden, 0, i)),
          signed(biasOf(parameters, hidden, i)),
          short(bend),
          signed(weightOf(parameters, output, i, 0)),
        ];
        cells.forEach((cell, column) => text(cell, numbers[column]));
      });
      text(outputBias, signed(biasOf(parameters, output, 0)));
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

/** @param {string} key */
function symbolOf(key) {
  const symbol = { weight_in: 'w', bias: 'b', bend: '−b/w', weight_out: 'v' }[key];
  return symbol && h('var', {}, symbol);
}

/** @param {NeuronPlace} place @param {string} name @param {number} id @param {Actions} actions */
function createRow(place, name, id, actions) {
  const button = h('button', { class: 'neurons-name', type: 'button' }, name);
  const cells = Array.from({ length: 4 }, () => h('td', {}));
  const pressed = () => button.getAttribute('aria-pressed') === 'true';
  const on = {
    click: () => actions.select(pressed() ? null : place),
    pointerenter: () => actions.hover(place),
    pointerleave: () => actions.hover(null),
  };
  const style = { '--neuron': neuronColor(id) };
  const row = h('tr', { style, on }, h('th', { scope: 'row' }, button), ...cells);
  return { row, button, cells };
}
