/**
 * A neuron chosen in a picture of the network: its numbers are opened in the inspector, in view.
 *
 * @import { Actions, NeuronPlace } from '../../types.js'
 */

import { revealSoon } from '../../lib/reveal.js';

/** @param {NeuronPlace} place @param {Actions} actions */
export function openDetails(place, actions) {
  actions.inspect(place);
  revealSoon(document.getElementById('inspector'));
}
