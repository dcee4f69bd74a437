/**
 * What a neuron can do: a line to move, every activation, a bent line to move, its three stages, and linear layers
 * multiplied out. All of it is the page's own: the network goes on as it is.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 * @import { Section } from './functions/model.js'
 */

import { t } from '../i18n.js';
import { loadActivations } from '../lib/activations.js';
import { h } from '../lib/dom.js';
import { createGallery } from './functions/gallery.js';
import { createLayers } from './functions/layers.js';
import { createLine } from './functions/line.js';
import { createModel } from './functions/model.js';
import { createRamp } from './functions/ramp.js';
import { createStages } from './functions/stages.js';

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
    update({ config }, changed) {
      if (changed.has('config')) gallery.follow(config);
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
