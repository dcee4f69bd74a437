/**
 * The network: neurons as buttons over a picture of edges and little graphs, with + and − under each hidden layer.
 *
 * @import { Layout, State, View, ViewContext } from '../types.js'
 */

import { attr, h, svg, text } from '../lib/dom.js';
import { createPace } from '../lib/pace.js';
import { watchTheme } from '../lib/palette.js';
import { currentParameters } from '../lib/parameters.js';
import { swallow } from '../lib/promises.js';
import { createStanding } from '../lib/standing.js';
import { count, t } from '../i18n.js';
import { createControls, name } from './network/controls.js';
import { layOut } from './network/geometry.js';
import { createNeurons, pixels } from './network/neurons.js';
import { createPicture } from './network/picture.js';
import { buildScene, MOST_EDGES } from './network/scene.js';
import { createWeights } from './network/weights.js';
import { listen } from './network/input.js';

const NUMBERS_EVERY = 100;

/**
 * @param {HTMLElement} root
 * @param {ViewContext & {schema: {limits: Record<string, number>}}} context
 * @returns {View}
 */
export function mountNetwork(root, { store, actions, schema }) {
  const limits = { neurons: schema.limits.neurons, hidden_layers: schema.limits.hidden_layers };
  const parts = createParts(root);
  const picture = createPicture(parts.canvas);
  const neurons = createNeurons(parts.neurons);
  const weights = createWeights(parts.weights);
  const controls = createControls(parts.controls, actions, () => store.get().selection, limits);
  const forget = listen(parts.neurons, { store, actions, neurons, controls });
  const numbers = createPace(NUMBERS_EVERY, writeNumbers);
  const standing = createStanding();
  parts.addLayer.addEventListener('click', () => swallow(actions.addLayer(hiddenLayers(store.get()))));

  /** Everything that depends on shape, size and theme. */
  function arrange() {
    const { layout } = store.get();
    const { clientWidth: width, clientHeight: height } = parts.stage;
    if (!layout || width < 1 || height < 1) return;
    const style = getComputedStyle(parts.stage);
    const measure = (/** @type {string} */ property) => Number.parseFloat(style.getPropertyValue(property));
    const textSize = measure('font-size');
    const geometry = layOut({ width, height, sizes: layout.sizes, textSize, controlSize: measure('--control') });
    const canvas = { width, height, ratio: devicePixelRatio, thinnest: measure('--thinnest') };
    picture.show(buildScene(layout, geometry, canvas));
    neurons.arrange(layout, geometry);
    weights.arrange(layout, geometry, textSize);
    controls.arrange(layout, geometry);
    placeInputs(parts.inputs, geometry.columns[0].boxes);
    describe(layout);
    mark();
    numbers.now();
  }

  /** @param {Layout} layout */
  function describe(layout) {
    const edges = layout.parameters.reduce((sum, { shape }) => sum + (shape[0] - 1) * shape[1], 0);
    const strongest = edges > MOST_EDGES && t('network.strongest', { shown: count(MOST_EDGES), total: count(edges) });
    text(parts.note, strongest || '');
    text(parts.summary, summary(layout));
    const full = layout.sizes.length - 2 >= limits.hidden_layers;
    name(parts.addLayer, t('network.add_layer'), full ? t('network.most_layers', { limit: limits.hidden_layers }) : null);
  }

  /** Light up what is hovered and selected. */
  function mark() {
    const state = store.get();
    neurons.mark(state);
    weights.mark(highlightOf(state));
    draw();
  }

  function draw() {
    const state = store.get();
    // Until the first frame of a new layout the old picture stays: better than a blink.
    if (state.frame && currentParameters(state)) picture.draw(state.frame, highlightOf(state));
  }

  function writeNumbers() {
    const state = store.get();
    const parameters = currentParameters(state);
    if (!state.layout || !parameters) return;
    neurons.write(state.layout, parameters);
    weights.write(state.layout, parameters);
  }

  const observer = new ResizeObserver(arrange);
  observer.observe(parts.stage);
  const unwatch = watchTheme(arrange);

  return {
    update(state, changed) {
      if (changed.has('layout')) arrange();
      else if (changed.has('hover') || changed.has('selection')) mark();
      else if (changed.has('frame')) draw();
      if (changed.has('findings') || changed.has('layout')) neurons.doze(standing.update(state, changed));
      if (changed.has('frame')) numbers.request();
    },
    destroy() {
      observer.disconnect();
      unwatch();
      forget();
      numbers.stop();
      picture.destroy();
      root.replaceChildren();
    },
  };
}

/** @param {HTMLElement} root */
function createParts(root) {
  const canvas = h('canvas', { class: 'network-picture', 'aria-hidden': 'true' });
  const weights = h('div', { class: 'network-weights', 'aria-hidden': 'true' });
  const inputs = h('div', { class: 'network-inputs', 'aria-hidden': 'true' });
  const neurons = h('div', { class: 'network-neurons', role: 'group', 'aria-label': t('network.neurons') });
  const controls = h('div', { class: 'network-controls' });
  const stage = h('div', { class: 'network-stage' }, canvas, weights, inputs, neurons, controls);
  const note = h('span', { class: 'network-note' });
  const addLayer = h('button', { class: 'add-layer', type: 'button' }, t('network.add_layer'));
  const legend = h('div', { class: 'network-head' }, createLegend(), note, addLayer);
  const summaryText = h('p', { class: 'network-summary', id: 'network-summary', 'aria-live': 'off' });
  root.append(legend, stage, summaryText);
  attr(root, 'aria-describedby', 'network-summary');
  return { canvas, weights, inputs, neurons, controls, stage, note, addLayer, summary: summaryText };
}

/** @returns {HTMLElement} */
function createLegend() {
  /** @param {string} kind @param {string} label */
  const item = (kind, label) =>
    h('span', { class: 'legend-item' }, swatch(kind), label);
  return h(
    'p',
    { class: 'legend' },
    h('span', { class: 'legend-item minor' }, t('network.width')),
    item('positive', t('network.positive')),
    item('negative', t('network.negative')),
  );
}

/** @param {string} kind */
function swatch(kind) {
  const line = svg('line', { x1: 1, x2: 25, y1: 5, y2: 5 });
  return svg('svg', { class: `swatch ${kind}`, viewBox: '0 0 26 10', 'aria-hidden': 'true' }, line);
}

/** @param {HTMLElement} container @param {import('../lib/raster.js').Box[]} boxes */
function placeInputs(container, boxes) {
  const inputs = boxes.map((box, i) => {
    const style = { ...pixels(box), '--width': `${box.width}px` };
    return h('div', { class: 'network-input', style }, boxes.length === 1 ? 'x' : `x${i + 1}`);
  });
  container.replaceChildren(...inputs);
}

/** @param {State} state @returns {import('../lib/diagram.js').Highlight} */
function highlightOf({ hover }) {
  return hover && { column: hover.layer + 1, index: hover.neuron };
}

/** @param {State} state */
function hiddenLayers({ layout }) {
  return layout ? layout.sizes.length - 2 : 0;
}

/** The network in words. @param {Layout} layout */
function summary({ sizes, parameter_count }) {
  const hidden = sizes.slice(1, -1);
  const key = hidden.length === 0 ? 'network.summary_linear' : 'network.summary';
  return t(key, { inputs: sizes[0], hidden: hidden.join(', '), outputs: sizes[sizes.length - 1], count: count(parameter_count) });
}
