/**
 * The selected neuron seen from near: its three stages, its activation function, which of the data wakes it.
 *
 * @import { Layout, NeuronPlace } from '../../js/types.js'
 * @import { Panel } from './index.js'
 * @import { Schema } from '../../js/schema.js'
 */

import { h, text } from '../../js/lib/dom.js';
import { bendOf } from '../../js/lib/parameters.js';
import { t } from '../../js/i18n.js';
import { createBend } from './bend.js';
import { endsOf } from './ends.js';
import { createStages } from './stages.js';
import { bendText } from './words.js';

/** @param {Layout} layout @param {NeuronPlace} place @param {Schema} schema @returns {Panel} */
export function createCloseup(layout, place, schema) {
  const { layer, neuron } = place;
  const isOutput = layer === layout.parameters.length - 1;
  const { name, color } = endsOf(layout, layer)[neuron];
  const activation = schema.registries.activations.find((entry) => entry.name === layout.activations[layer]);
  const stages = createStages(layout, place);
  const bend = isOutput || !activation ? null : createBend(layout, place, activation);
  // In a larger network the bend stands among the numbers below.
  const single = layout.sizes.length === 3;
  const where = h('span', { class: 'closeup-bend' });
  const title = h(
    'h3',
    { class: 'closeup-title', tabindex: -1 },
    h('b', {}, isOutput ? name : t('neurons.title_of', { name })),
    h('span', { class: 'label' }, isOutput ? t('neurons.output') : single ? '' : t('neurons.of_layer', { layer: layer + 1 })),
    where,
  );
  return {
    element: h('section', { class: 'closeup', style: { '--neuron': color } }, title, stages.element, bend?.element),
    write({ frame }, parameters) {
      const source = { layout, parameters, sections: frame?.sections ?? {} };
      if (single && !isOutput) text(where, bendAt(bendOf(parameters, layout, neuron)));
      stages.write(source);
      bend?.write(source);
    },
    mark() {},
  };
}

/** @param {number} bend @returns {string} */
function bendAt(bend) {
  return Number.isNaN(bend) ? '' : t('neurons.bend_at', { x: bendText(bend) });
}
