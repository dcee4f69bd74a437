/**
 * What a neuron can do: a line to move, every activation, a bent line to move, its three stages, and linear layers
 * multiplied out. All of it is the page's own: the network goes on as it is.
 *
 * @import { View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Section } from './model.js'
 */

import { t } from '../../js/i18n.js';
import { loadActivations } from '../../js/lib/activations.js';
import { h } from '../../js/lib/dom.js';
import { createGallery } from './gallery.js';
import { createLayers } from './layers.js';
import { createLine } from './line.js';
import { createModel } from './model.js';
import { createRamp } from './ramp.js';
import { createStages } from './stages.js';

export default {
  slot: 'tab',
  id: 'functions',
  single: true,
  order: 40,
  reads: ['config'],
  mount: mountFunctions,
};

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountFunctions(root, { store, actions, schema }) {
  const model = createModel([store.get().config.network.activation].flat()[0] ?? 'relu');
  const gallery = createGallery(model, schema.registries.activations, actions);
  const sections = [createLine(model), gallery, createRamp(model), createStages(model), createLayers(model)];
  const panels = sections.map((section, i) => ({ section, panel: createPanel(section, i === 0) }));
  const trouble = h('p', { class: 'functions-trouble', role: 'alert', hidden: true }, t('functions.failed'), ' ',
    h('button', { type: 'button', on: { click: load } }, t('functions.retry')));
  root.append(trouble, ...panels.map(({ panel }) => panel));

  function draw() {
    for (const { section, panel } of panels) if (panel.open) section.draw();
  }

  async function load() {
    try {
      model.set({ tables: await loadActivations() });
      trouble.hidden = true;
    } catch {
      trouble.hidden = false;
    }
  }

  model.subscribe(draw);
  draw();
  load();
  return {
    update({ config }) {
      gallery.follow(config);
    },
    destroy() {
      for (const section of sections) section.destroy();
      root.replaceChildren();
    },
  };
}

/** @param {Section} section @param {boolean} open @returns {HTMLDetailsElement} */
function createPanel({ name, content, draw }, open) {
  const panel = h('details', { class: 'functions-section', dataset: { section: name }, open }, h('summary', {}, h('h3', {}, t(`functions.${name}.title`))),
    h('p', { class: 'functions-try' }, t(`functions.${name}.try`)), ...content);
  panel.addEventListener('toggle', () => panel.open && draw());
  return panel;
}
