/**
 * What mouse, touch and keyboard do to the neurons: hover lights up, click selects, arrow keys walk, + and − add and
 * remove.
 *
 * @import { Actions, Layout, NeuronPlace, Store, View } from '../../types.js'
 */

import { samePlace } from '../../lib/parameters.js';
import { openDetails } from './details.js';

/** Each arrow's move between layers and within one. @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {Object} Hands
 * @property {Store} store
 * @property {Actions} actions
 * @property {ReturnType<typeof import('./neurons.js').createNeurons>} neurons
 * @property {{add: (layer: number) => void, remove: (layer: number) => void}} controls
 */

/**
 * @param {HTMLElement} container of the neurons
 * @param {Hands} hands
 * @returns {View}
 */
export function mountInput(container, { store, actions, neurons, controls }) {
  /** @param {NeuronPlace | null} place */
  function hover(place) {
    const { hover: current } = store.get();
    if (place === current || (place && samePlace(place, current))) return;
    actions.hover(place);
  }

  /** @param {NeuronPlace} place @param {string} key @returns {boolean} whether the key meant something */
  function press(place, key) {
    const { layout } = store.get();
    if (!layout) return false;
    if (key in ARROWS) neurons.focus(neighbor(layout, place, ARROWS[key]));
    else if (key === '+' || key === '=') controls.add(place.layer);
    else if (key === '-' || key === '_') controls.remove(place.layer);
    else if (key === 'Delete' || key === 'Backspace') removeExactly(place);
    else if (key === 'Escape' && store.get().selection) actions.select(null);
    else return false;
    return true;
  }

  /** Delete takes the neuron the keyboard is on, whatever is selected. @param {NeuronPlace} place */
  function removeExactly(place) {
    actions.select(place);
    controls.remove(place.layer);
  }

  /** @param {EventTarget | null} target */
  function focused(target) {
    const place = neurons.placeOf(target);
    if (!place) return;
    neurons.rest(place);
    if (target instanceof Element && target.matches(':focus-visible')) hover(place);
  }

  const abort = new AbortController();
  const { signal } = abort;
  // Whoever walked here by keyboard may have been quicker than this module.
  focused(document.activeElement);
  container.addEventListener('click', ({ target }) => {
    const place = neurons.placeOf(target);
    // The bias written on a neuron is a number of its own, to be changed.
    if (!place || (target instanceof Element && target.closest('.neuron-bias'))) return;
    neurons.rest(place);
    if (samePlace(place, store.get().selection)) actions.select(null);
    else openDetails(place, actions);
  }, { signal });
  container.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType === 'mouse') hover(neurons.placeOf(target));
  }, { signal });
  container.addEventListener('pointerout', ({ pointerType }) => {
    if (pointerType === 'mouse') hover(null);
  }, { signal });
  container.addEventListener('focusin', ({ target }) => focused(target), { signal });
  container.addEventListener('focusout', () => hover(null), { signal });
  container.addEventListener('keydown', (event) => {
    const place = neurons.placeOf(event.target);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(place, event.key)) event.preventDefault();
  }, { signal });
  return { update() {}, destroy: () => abort.abort() };
}

/**
 * The neuron an arrow leads to; across layers, the one at the same height.
 * @param {Layout} layout
 * @param {NeuronPlace} place
 * @param {[number, number]} move
 * @returns {NeuronPlace}
 */
function neighbor({ sizes }, { layer, neuron }, [across, along]) {
  const target = Math.max(0, Math.min(sizes.length - 2, layer + across));
  const [here, there] = [sizes[layer + 1], sizes[target + 1]];
  const level = target === layer ? neuron + along : Math.floor(((neuron + 0.5) / here) * there);
  return { layer: target, neuron: Math.max(0, Math.min(there - 1, level)) };
}
