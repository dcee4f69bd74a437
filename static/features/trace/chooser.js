/**
 * Which weight's update is written out: a menu of all of them, or of one neuron's where all would be too many.
 *
 * @import { Layout, NeuronPlace, WeightPlace } from '../../js/types.js'
 */

import { h } from '../../js/lib/dom.js';
import { t } from '../../js/i18n.js';
import { nameOf, neuronsOf, partsOf } from '../../js/lib/weight-places.js';
import { weightName } from './given.js';

/** A menu of more is of no use. */
const MOST = 300;

/** @param {HTMLElement} container @param {(weight: WeightPlace) => void} choose */
export function createChooser(container, choose) {
  const menu = h('select', { id: 'trace-weight' });
  container.append(h('label', { for: 'trace-weight' }, t('trace.weight')), menu);
  /** @type {WeightPlace[]} */
  let places = [];
  let listed = '';
  menu.addEventListener('change', () => choose(places[menu.selectedIndex]));

  /** @param {Layout} layout @param {WeightPlace | null} traced @param {NeuronPlace | null} only */
  function list(layout, traced, only) {
    const neurons = neuronsListed(layout, traced, only);
    const key = `${layout.layout} ${neurons.map(({ layer, neuron }) => `${layer}.${neuron}`).join()}`;
    if (key === listed) return;
    listed = key;
    const groups = neurons.map((place) => ({ name: nameOf(layout, place.layer, place.neuron), all: partsOf(layout, place) }));
    places = groups.flatMap(({ all }) => all);
    menu.replaceChildren(...groups.map(({ name, all }) =>
      h('optgroup', { label: name }, ...all.map((place) => h('option', {}, weightName(layout, place))))));
  }

  return {
    /** @param {Layout} layout @param {WeightPlace | null} traced @param {NeuronPlace | null} only */
    show(layout, traced, only) {
      list(layout, traced, only);
      const at = places.findIndex((p) => p.layer === traced?.layer && p.to === traced.to && p.from === traced.from);
      if (menu.selectedIndex !== at) menu.selectedIndex = at;
    },
    focus: () => menu.focus(),
  };
}

/** @param {Layout} layout @param {WeightPlace | null} traced @param {NeuronPlace | null} only @returns {NeuronPlace[]} */
function neuronsListed(layout, traced, only) {
  if (layout.parameter_count <= MOST) return neuronsOf(layout);
  const own = traced && { layer: traced.layer, neuron: traced.to };
  const others = only && !(own?.layer === only.layer && own.neuron === only.neuron) ? [only] : [];
  return [...(own ? [own] : []), ...others];
}
