/**
 * What the newest change of the network gained, said beside it; a screen reader hears it once, when it is measured.
 *
 * @import { Actions, Gain, State, View } from '../../types.js'
 */

import { attr, fill, h, text } from '../../lib/dom.js';
import { gainSentence } from '../../lib/gain-words.js';
import { neuronColor } from '../../lib/palette.js';
import { unitsOf } from '../../lib/units.js';

/** @param {HTMLElement} root @param {{actions: Actions}} context @returns {View} */
export function mountGain(root, { actions }) {
  const sentence = h('p', { class: 'gain', hidden: true, 'aria-live': 'off' });
  const heard = h('p', { class: 'heard', role: 'status' });
  /** @type {Gain | undefined} */
  let shown;
  root.append(sentence, heard);
  sentence.addEventListener('pointerenter', () => actions.hover(placeOf(shown)));
  sentence.addEventListener('pointerleave', () => actions.hover(null));

  /** @type {State['layout']} */
  let layout = null;

  /** @param {Gain | undefined} gain @returns {import('../../types.js').NeuronPlace | null} of the neuron it is about */
  function placeOf(gain) {
    const neuron = layout?.neurons.find(({ id }) => id === gain?.neuronId);
    return neuron ? { layer: neuron.layer, neuron: neuron.index } : null;
  }

  /** @param {State} state */
  function show(state) {
    layout = state.layout;
    shown = state.gains.at(-1);
    sentence.hidden = !shown;
    if (!shown) return;
    const { before, name, after, worth } = gainSentence(shown, layout, unitsOf(state));
    attr(sentence, 'class', `gain ${worth}`);
    attr(sentence, 'data-place', (layout?.sizes.length ?? 0) > 3 ? 'head' : 'corner');
    sentence.style.setProperty('--neuron', shown.neuronId === null ? 'var(--ink)' : neuronColor(shown.neuronId));
    fill(sentence, before, h('b', {}, name), after);
    if (shown.final) text(heard, `${before}${name}${after}`);
  }

  return {
    update(state, changed) {
      if (changed.has('gains') || changed.has('layout')) show(state);
    },
    destroy() {
      sentence.remove();
      heard.remove();
    },
  };
}
