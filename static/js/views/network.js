/**
 * The network: neurons as buttons over a picture of edges and little graphs, with + and − under each hidden layer; or
 * the same network as paths.
 *
 * @import { Layout, State, View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

import { obstacle as obstacleOf } from '../controls/registry.js';
import { attr, fill, h, svg, text, unlessOff } from '../lib/dom.js';
import { mountWhenNeeded } from '../lib/lazy.js';
import { createThrottle } from '../lib/throttle.js';
import { watchTheme } from '../lib/palette.js';
import { currentParameters, isCurve } from '../lib/parameters.js';
import { swallow } from '../lib/promises.js';
import { count, list, t } from '../i18n.js';
import { createControls, name } from './network/controls.js';
import { layOut } from './network/geometry.js';
import { createNeurons, pixels } from './network/neurons.js';
import { createPicture } from './network/picture.js';
import { buildScene, MOST_EDGES } from './network/scene.js';
import { createWeights } from './network/weights.js';

const NUMBERS_EVERY = 100;

/**
 * @param {HTMLElement} root
 * @param {ViewContext & {schema: Schema}} context
 * @returns {View}
 */
export function mountNetwork(root, { store, actions, schema }) {
  const obstacle = (/** @type {string} */ name) => obstacleOf(name, store.get(), schema);
  const parts = createParts(root);
  const picture = createPicture(parts.canvas);
  const neurons = createNeurons(parts.neurons);
  const weights = createWeights(parts.weights);
  const controls = createControls(parts.controls, actions, () => store.get().selection, obstacle, parts.addLayer);
  const numbers = createThrottle(NUMBERS_EVERY, writeNumbers);
  const paths = mountWhenNeeded(
    async () => (await import('./network/paths.js')).mountPaths(parts.paths, { store, actions, obstacle }),
    ({ view }) => view.paths,
  );
  /** The hidden neurons that dropout leaves out. @type {Uint8Array | null} */
  let dropped = null;
  const later = [
    mountWhenNeeded(
      async () => (await import('./network/input.js')).mountInput(parts.neurons, { store, actions, neurons, controls }),
      undefined,
      parts.neurons,
    ),
    mountWhenNeeded(
      async () => (await import('./network/weight-editor.js')).mountWeightEditor(parts, { store, actions, obstacle, placed: () => placed, neuronAt: neurons.placeOf }),
    ),
    mountWhenNeeded(
      async () => (await import('./network/asleep-marks.js')).mountAsleepMarks(neurons.markAsleep),
      ({ findings }) => findings.length > 0,
    ),
    mountWhenNeeded(
      async () => (await import('./network/gain.js')).mountGain(root, { actions }),
      ({ gains, view }) => gains.length > 0 && !view.present,
    ),
    mountWhenNeeded(
      async () => (await import('./network/dropout-marks.js')).mountDropoutMarks(store.get, sitOut),
      ({ config }) => config.training.dropout > 0,
    ),
  ];
  let asPaths = false;
  /** @type {import('./network/geometry.js').Geometry | null} */
  let placed = null;
  /** The layout that the neurons stand as: behind the store's while the next picture is awaited. @type {Layout | null} */
  let arranged = null;
  const flow = mountWhenNeeded(
    async () => (await import('./network/flow.js')).mountFlow(parts.flow, { actions, store, placed: () => placed }),
    ({ view }) => view.tab === 'trace',
  );
  parts.addLayer.addEventListener('click', unlessOff(() => swallow(actions.addLayer(hiddenLayers(store.get())))));
  parts.toggle.addEventListener('click', () => actions.choose({ paths: !store.get().view.paths }));

  /** @param {Uint8Array | null} some */
  function sitOut(some) {
    dropped = some;
    if (asPaths) return;
    neurons.drop(store.get().layout, dropped);
    draw();
  }

  /** One of the two drawings is on the page at a time, and only that one is drawn. @param {State} state @returns {boolean} whether that changed */
  function choose({ view, layout }) {
    const possible = layout !== null && isCurve(layout);
    const wanted = view.paths && possible;
    parts.toggle.hidden = !possible || view.present;
    attr(parts.paths, 'inert', obstacle('network.paths') !== null);
    if (wanted === asPaths) return false;
    asPaths = wanted;
    attr(parts.toggle, 'aria-pressed', String(wanted));
    parts.legend.hidden = wanted;
    fill(parts.stage, ...(wanted ? [parts.paths] : parts.diagram));
    return true;
  }

  /** Everything that depends on shape, size and theme. */
  function arrange() {
    const { layout } = store.get();
    const { clientWidth: width, clientHeight: height } = parts.stage;
    if (!layout || width < 1 || height < 1) return;
    if (asPaths) {
      describe(layout);
      paths.resize?.();
      return;
    }
    const style = getComputedStyle(parts.stage);
    const measure = (/** @type {string} */ property) => Number.parseFloat(style.getPropertyValue(property));
    const textSize = measure('font-size');
    const geometry = layOut({ width, height, sizes: layout.sizes, textSize, controlSize: measure('--control') });
    placed = geometry;
    arranged = layout;
    const canvas = { width, height, ratio: devicePixelRatio, thinnest: measure('--thinnest') };
    picture.show(buildScene(layout, geometry, canvas));
    neurons.arrange(layout, geometry);
    neurons.drop(layout, dropped);
    weights.arrange(layout, geometry, textSize);
    controls.arrange(layout, geometry);
    placeInputs(parts.inputs, geometry.columns[0].boxes);
    describe(layout);
    mark();
    numbers.now();
    flow.resize?.();
  }

  /** @param {Layout} layout */
  function describe(layout) {
    const edges = layout.parameters.reduce((sum, { shape }) => sum + (shape[0] - 1) * shape[1], 0);
    const strongest = edges > MOST_EDGES && !asPaths && t('network.strongest', { shown: count(MOST_EDGES), total: count(edges) });
    const run = layout.race && t('network.shown_run', { number: layout.shown + 1, label: layout.race[layout.shown].label });
    text(parts.note, [run, strongest].filter(Boolean).join(' · '));
    text(parts.summary, summary(layout));
    name(parts.addLayer, t('network.add_layer'), obstacle);
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
    if (state.frame && currentParameters(state)) picture.draw(state.frame, highlightOf(state), dropped);
  }

  function writeNumbers() {
    const state = store.get();
    const parameters = currentParameters(state);
    if (!state.layout || state.layout !== arranged || !parameters || asPaths) return;
    neurons.write(state.layout, parameters);
    weights.write(state.layout, parameters);
  }

  const observer = new ResizeObserver(arrange);
  observer.observe(parts.stage);
  const unwatch = watchTheme(arrange);

  return {
    update(state, changed) {
      for (const part of later) part.update(state, changed);
      const switched = (changed.has('view') || changed.has('layout')) && choose(state);
      const anew = switched || changed.has('locks');
      if (asPaths) {
        if (changed.has('layout') || anew) arrange();
        paths.update(state, anew ? new Set([...changed, 'layout']) : changed);
        return;
      }
      if (changed.has('layout') || anew) arrange();
      else if (changed.has('hover') || changed.has('selection')) mark();
      else if (changed.has('frame')) draw();
      if (changed.has('frame')) numbers.request();
      flow.update(state, changed);
    },
    destroy() {
      observer.disconnect();
      unwatch();
      numbers.stop();
      paths.destroy();
      flow.destroy();
      for (const part of later) part.destroy();
      picture.destroy();
      root.replaceChildren();
    },
  };
}

/** @param {HTMLElement} root */
function createParts(root) {
  const canvas = h('canvas', { class: 'network-picture', 'aria-hidden': 'true' });
  const weights = h('div', { class: 'network-weights', dataset: { control: 'network.weight' }, role: 'group', 'aria-label': t('network.weights') });
  const flow = h('div', { class: 'network-flow', 'aria-hidden': 'true' });
  const inputs = h('div', { class: 'network-inputs', 'aria-hidden': 'true' });
  const neurons = h('div', { class: 'network-neurons', role: 'group', 'aria-label': t('network.neurons') });
  const controls = h('div', { class: 'network-controls' });
  const diagram = [canvas, weights, inputs, neurons, flow, controls];
  const paths = h('div', { class: 'paths', dataset: { control: 'network.paths' }, role: 'group', 'aria-label': t('paths.region') });
  const stage = h('div', { class: 'network-stage' }, ...diagram);
  const note = h('span', { class: 'network-note' });
  const addLayer = h('button', { class: 'add-layer', type: 'button', dataset: { control: 'network.layer.add' } }, t('network.add_layer'));
  const help = { title: t('paths.toggle_help'), 'aria-pressed': 'false' };
  const toggle = h('button', { class: 'toggle-paths', type: 'button', ...help }, t('paths.toggle'));
  const legend = createLegend();
  const head = h('div', { class: 'network-head' }, legend, note, toggle, addLayer);
  const summaryText = h('p', { class: 'heard', id: 'network-summary', 'aria-live': 'off' });
  root.append(head, stage, summaryText);
  attr(root, 'aria-describedby', 'network-summary');
  const pieces = { canvas, weights, flow, inputs, neurons, controls, diagram, paths, stage };
  return { ...pieces, legend, note, toggle, addLayer, summary: summaryText };
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
  return t(key, { inputs: sizes[0], hidden: list(hidden.map(String)), outputs: sizes[sizes.length - 1], count: count(parameter_count) });
}
