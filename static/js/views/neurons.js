/**
 * The neurons in numbers: a table of all of them while it is small, else the weights of the one selected.
 *
 * @import { State, View, ViewContext } from '../types.js'
 */

import { fill, h } from '../lib/dom.js';
import { createPace } from '../lib/pace.js';
import { currentParameters } from '../lib/parameters.js';
import { t } from '../i18n.js';
import { createDetail } from './neurons/detail.js';
import { createGains } from './neurons/gains.js';
import { createTable } from './neurons/table.js';

const NUMBERS_EVERY = 100;
const LARGEST_TABLE = 16;

/**
 * What shows some of the network's numbers.
 * @typedef {Object} Panel
 * @property {HTMLElement} element
 * @property {(state: State, parameters: Float32Array) => void} write
 * @property {(state: State) => void} mark
 */

/**
 * @param {HTMLElement} root
 * @param {ViewContext} context
 * @returns {View}
 */
export function mountNeurons(root, { store, actions }) {
  const gains = createGains();
  const place = h('div', { class: 'neurons-place' });
  const numbers = createPace(NUMBERS_EVERY, write);
  root.append(place, gains.element);

  /** @type {Panel | null} */
  let panel = null;

  function write() {
    const state = store.get();
    const parameters = currentParameters(state);
    if (parameters) panel?.write(state, parameters);
  }

  /** @param {State} state */
  function rebuild(state) {
    panel = choosePanel(state, actions);
    fill(place, panel?.element ?? h('p', { class: 'neurons-choose' }, t('neurons.choose')));
    panel?.mark(state);
    numbers.now();
  }

  return {
    update(state, changed) {
      const tables = changed.has('layout') || (changed.has('selection') && !fitsTable(state));
      if (tables) rebuild(state);
      else if (changed.has('selection') || changed.has('hover')) panel?.mark(state);
      if (changed.has('frame')) numbers.request();
      if (changed.has('gains') || changed.has('layout')) gains.show(state.gains, state.layout);
    },
    destroy() {
      numbers.stop();
      root.replaceChildren();
    },
  };
}

/** @param {State} state @param {import('../types.js').Actions} actions @returns {Panel | null} */
function choosePanel(state, actions) {
  const { layout, selection } = state;
  if (!layout) return null;
  if (fitsTable(state)) return createTable(layout, actions);
  return selection && selection.layer < layout.parameters.length ? createDetail(layout, selection, actions) : null;
}

/** @param {State} state @returns {boolean} */
function fitsTable({ layout }) {
  return layout !== null && layout.sizes.length === 3 && layout.sizes[0] === 1 && layout.sizes[2] === 1
    && layout.sizes[1] <= LARGEST_TABLE;
}
