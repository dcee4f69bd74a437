/**
 * What each change of the network's shape gained or cost, the newest first.
 *
 * @import { State } from '../../js/types.js'
 */

import { fill, h } from '../../js/lib/dom.js';
import { gainSentence } from '../../js/lib/gain-words.js';
import { neuronColor } from '../../js/lib/palette.js';
import { unitsOf } from '../../js/lib/units.js';
import { t } from '../../js/i18n.js';

export function createGains() {
  const list = h('ul', {});
  const element = h('section', { class: 'neurons-gains', hidden: true }, h('h3', {}, t('neurons.gained')), list);
  return {
    element,
    /** @param {State} state */
    show(state) {
      element.hidden = state.gains.length === 0;
      fill(list, ...state.gains.map((gain) => describe(gain, state)).reverse());
    },
  };
}

/** @param {State['gains'][number]} gain @param {State} state */
function describe(gain, state) {
  const { before, name, after, worth } = gainSentence(gain, state.layout, unitsOf(state));
  const color = gain.neuronId === null ? 'var(--ink)' : neuronColor(gain.neuronId);
  return h('li', { class: worth, style: { '--neuron': color } }, before, h('b', {}, name), after);
}
