/**
 * What mouse, touch and keyboard do to the paths: the same as to the neurons of the diagram.
 *
 * @import { Actions, NeuronPlace, Store } from '../../../types.js'
 * @import { PathRow } from './rows.js'
 */

import { samePlace } from '../../../lib/parameters.js';
import { swallow } from '../../../lib/promises.js';
import { nextOf } from '../../../lib/roving.js';
import { openDetails } from '../details.js';
import { placeOf } from './rows.js';

/**
 * @param {HTMLElement} list
 * @param {{store: Store, actions: Actions, rows: () => PathRow[]}} hands
 * @returns {() => void} stops listening
 */
export function listenToPaths(list, { store, actions, rows }) {
  /** @param {EventTarget | null} target */
  function rowAt(target) {
    return rows().findIndex(({ element }) => target instanceof Node && element.contains(target));
  }

  /** @param {EventTarget | null} target @returns {NeuronPlace | null} */
  function placeAt(target) {
    const row = rows()[rowAt(target)];
    return row ? placeOf(row.neuron) : null;
  }

  /** @param {NeuronPlace | null} place */
  function hover(place) {
    const { hover: current } = store.get();
    if (place === current || (place && samePlace(place, current))) return;
    actions.hover(place);
  }

  /** @param {NeuronPlace} place @param {string} key @returns {boolean} whether the key meant something */
  function press({ layer, neuron }, key) {
    if (key === '+' || key === '=') swallow(actions.addNeuron(layer));
    else if (key === '-' || key === '_') swallow(actions.removeNeuron(layer));
    else if (key === 'Delete' || key === 'Backspace') swallow(actions.removeNeuron(layer, neuron));
    else if (key === 'Escape' && store.get().selection) actions.select(null);
    else return false;
    return true;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const place = placeAt(event.target);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextOf(event.key, rowAt(event.target), rows().length, { along: 'column' });
    if (next !== undefined) rows()[next].button.focus();
    else if (!press(place, event.key)) return;
    event.preventDefault();
  }

  const abort = new AbortController();
  const { signal } = abort;
  list.addEventListener('click', ({ target }) => {
    const place = placeAt(target);
    if (!place) return;
    if (samePlace(place, store.get().selection)) actions.select(null);
    else openDetails(place, actions);
  }, { signal });
  list.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType === 'mouse') hover(placeAt(target));
  }, { signal });
  list.addEventListener('pointerleave', () => hover(null), { signal });
  list.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element && target.matches(':focus-visible')) hover(placeAt(target));
  }, { signal });
  list.addEventListener('focusout', () => hover(null), { signal });
  list.addEventListener('keydown', onKey, { signal });
  return () => abort.abort();
}
