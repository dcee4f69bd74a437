/**
 * What each added neuron gained: the training loss before it and a while after.
 *
 * @import { Gain, Layout } from '../../types.js'
 */

import { fill, h } from '../../lib/dom.js';
import { shortText } from '../../lib/format.js';
import { neuronColor } from '../../lib/palette.js';
import { t } from '../../i18n.js';

export function createGains() {
  const list = h('ul', {});
  const element = h('section', { class: 'neurons-gains', hidden: true }, h('h3', {}, t('neurons.gained')), list);
  return {
    element,
    /** @param {Gain[]} gains @param {Layout | null} layout */
    show(gains, layout) {
      element.hidden = gains.length === 0;
      fill(list, ...gains.map((gain) => describe(gain, layout)));
    },
  };
}

/** Names shift when a neuron before goes: the present one is told. @param {Gain} gain @param {Layout | null} layout */
function describe({ neuronId, name: firstName, from, to }, layout) {
  const name = layout?.neurons.find((neuron) => neuron.id === neuronId)?.name ?? firstName;
  const change = to === null
    ? t('neurons.gain_waiting', { from: shortText(from) })
    : t('neurons.gain', { from: shortText(from), to: shortText(to) });
  const worth = to === null ? '' : to < from ? 'better' : 'worse';
  return h('li', { class: worth, style: { '--neuron': neuronColor(neuronId) } }, h('b', {}, name), ` ${change}`);
}
