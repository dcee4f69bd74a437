/**
 * The neurons in numbers, each of which can be changed: a table of all of them while it is small, else the weights of
 * the one selected; and the selected one from near.
 *
 * @import { State, View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 */

import { fill, h } from '../../js/lib/dom.js';
import { createThrottle } from '../../js/lib/throttle.js';
import { currentParameters } from '../../js/lib/parameters.js';
import { t } from '../../js/i18n.js';
import { createCloseup } from './closeup.js';
import { createDetail } from './detail.js';
import { createGains } from './gains.js';
import { createTable } from './table.js';

export default {
  slot: 'tab',
  id: 'neurons',
  single: true,
  order: 20,
  reads: ['layout', 'selection', 'hover', 'frame', 'view', 'gains'],
  mount: mountNeurons,
};

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
 * @param {ViewContext & {schema: Schema}} context
 * @returns {View}
 */
export function mountNeurons(root, { store, actions, schema }) {
  const gains = createGains();
  const places = { table: h('div', {}), closeup: h('div', {}), detail: h('div', {}) };
  const numbers = createThrottle(NUMBERS_EVERY, write);
  root.append(places.table, places.closeup, places.detail, gains.element);

  /** @type {Record<keyof typeof places, Panel | null>} */
  const panels = { table: null, closeup: null, detail: null };

  function write() {
    const state = store.get();
    const parameters = currentParameters(state);
    if (!parameters || root.hidden) return;
    for (const panel of Object.values(panels)) panel?.write(state, parameters);
  }

  /** @param {keyof typeof places} name @param {Panel | null} panel @param {string} [instead] words where there is none */
  function put(name, panel, instead) {
    panels[name] = panel;
    fill(places[name], panel?.element ?? (instead && h('p', { class: 'neurons-choose' }, instead)));
  }

  /** @param {State} state @param {boolean} anew whether the network has another shape */
  function rebuild(state, anew) {
    const { layout } = state;
    const selection = selectionOf(state);
    const held = places.detail.contains(document.activeElement);
    const hasTable = fitsTable(state);
    if (anew) put('table', layout && hasTable ? createTable(layout, actions) : null);
    put('closeup', layout && selection && createCloseup(layout, selection, schema), t(hasTable ? 'neurons.choose_one' : 'neurons.choose'));
    put('detail', layout && selection && !hasTable ? createDetail(layout, selection, actions) : null);
    // A name in a list of one neuron leads to another neuron, which has a list of its own.
    if (held) places.closeup.querySelector('h3')?.focus();
    mark(state);
    numbers.now();
  }

  /** @param {State} state */
  function mark(state) {
    for (const panel of Object.values(panels)) panel?.mark(state);
  }

  return {
    update(state, changed) {
      const anew = changed.has('layout');
      if (anew || changed.has('selection')) rebuild(state, anew);
      else if (changed.has('hover')) mark(state);
      if (changed.has('selection')) reveal(places.closeup, state);
      if (changed.has('frame') || changed.has('view')) numbers.request();
      if (changed.has('gains') || changed.has('layout')) gains.show(state);
    },
    destroy() {
      numbers.stop();
      root.replaceChildren();
    },
  };
}

/** The neuron chosen, if the network still has it. @param {State} state */
function selectionOf({ layout, selection }) {
  const size = selection && layout?.sizes[selection.layer + 1];
  const exists = selection && layout && selection.layer < layout.parameters.length && selection.neuron < (size ?? 0);
  return exists && layout.sizes[0] === 1 ? selection : null;
}

/** A long table would hide what was asked for below it. @param {HTMLElement} closeup @param {State} state */
function reveal(closeup, { selection }) {
  const scrolls = closeup.parentElement && closeup.parentElement.scrollHeight > closeup.parentElement.clientHeight;
  // A field that somebody has just clicked must stay under the pointer.
  const typing = document.activeElement instanceof HTMLInputElement;
  if (selection && scrolls && !typing) closeup.scrollIntoView({ block: 'nearest' });
}

/** @param {State} state @returns {boolean} */
function fitsTable({ layout }) {
  return layout !== null && layout.sizes.length === 3 && layout.sizes[0] === 1 && layout.sizes[2] === 1
    && layout.sizes[1] <= LARGEST_TABLE;
}
