/**
 * Every activation function: its graph, its derivative, and the formulas of both.
 *
 * @import { Actions, Config } from '../../js/types.js'
 * @import { Entry } from '../../js/schema.js'
 * @import { Model, Section } from './model.js'
 * @import { Point } from '../../js/lib/plot.js'
 */

import { activationAt } from '../../js/lib/activations.js';
import { firstOf, t } from '../../js/i18n.js';
import { attr, h, svg, text } from '../../js/lib/dom.js';
import { createPlot, sample } from '../../js/lib/plot.js';

/** @type {[number, number]} */
const ACROSS = [-4, 4];
/** @type {[number, number]} */
const UP = [-1.5, 3];
/** The tables have a value at each twentieth. */
const POINTS = 161;
/** No smooth one of them changes by so much from one point to the next. */
const JUMP = 0.3;
/** A derivative written with a speaks of the value R(z) itself. */
const SPEAKS_OF_VALUE = /(^|[^a-z])a([^a-z]|$)/;

/** @param {Model} model @param {Entry[]} entries @param {Actions} actions */
export function createGallery(model, entries, actions) {
  const thumbs = entries.map((entry) => createThumb(entry.name, nameOf(entry), () => model.set({ activation: entry.name }), drawThumbs));
  const large = createGraph({ xTicks: [-4, -2, 0, 2, 4], yTicks: [-1, 0, 1, 2, 3], resized: draw });
  const name = h('strong');
  const formula = h('output', { class: 'functions-formula', 'aria-live': 'off' });
  const derivative = h('output', { class: 'functions-formula derivative', 'aria-live': 'off' });
  const where = h('p', { class: 'functions-words' }, t('functions.gallery.where'));
  const button = h('button', { type: 'button', on: { click: use } });
  /** @type {string | null} what every layer of the network has; null where they differ */
  let present = null;

  function use() {
    const { activation } = model.get();
    // A refusal is put into words elsewhere.
    if (activation !== present) actions.patch({ 'network.activation': activation }).catch(() => {});
  }

  function draw() {
    const { activation, tables } = model.get();
    const entry = entries.find((each) => each.name === activation);
    if (!entry) return;
    for (const thumb of thumbs) thumb.input.checked = thumb.name === activation;
    text(name, nameOf(entry));
    text(formula, `R(z) = ${formulaOf(entry)}`);
    text(derivative, `R′(z) = ${derivativeOf(entry)}`);
    where.hidden = !SPEAKS_OF_VALUE.test(entry.derivative_formula ?? '');
    attr(button, 'aria-disabled', activation === present ? 'true' : null);
    text(button, t(activation === present ? 'functions.gallery.used' : 'functions.gallery.use'));
    if (!tables || !large.plot.ready) return;
    large.draw(tables, activation);
    large.plot.name(t('functions.gallery.graph', { name: nameOf(entry) }));
    drawThumbs();
  }

  function drawThumbs() {
    const { tables } = model.get();
    if (!tables || thumbs.every(({ drawn }) => drawn)) return;
    for (const thumb of thumbs) thumb.draw(tables);
  }

  /** @type {Section & {follow: (config: Config) => void}} */
  const section = {
    name: 'gallery',
    content: [
      h('div', { class: 'functions-gallery', role: 'radiogroup', 'aria-label': t('functions.gallery.choose') }, ...thumbs.map(({ element }) => element)),
      h('p', { class: 'functions-name' }, name, h('span', { class: 'legend' }, t('functions.gallery.legend'))),
      large.plot.element, formula, derivative, where, button,
    ],
    draw,
    /** The network's activation changed. @param {Config} config */
    follow({ network }) {
      const all = [network.activation].flat();
      present = all.every((each) => each === all[0]) ? all[0] : null;
      draw();
    },
    destroy() {
      for (const { plot } of [large, ...thumbs]) plot.destroy();
    },
  };
  return section;
}

/** A value and its derivative, dashed. @param {Omit<Parameters<typeof createPlot>[0], 'x' | 'y'>} options */
function createGraph(options) {
  const plot = createPlot({ x: ACROSS, y: UP, ...options });
  const value = svg('path', { class: 'plot-curve' });
  const slope = svg('path', { class: 'plot-curve derivative' });
  plot.curves.append(slope, value);
  return {
    plot,
    /** @param {import('../../js/lib/activations.js').ActivationTables} tables @param {string} name */
    draw(tables, name) {
      for (const [path, kind] of /** @type {const} */ ([[value, 'values'], [slope, 'derivatives']])) {
        attr(path, 'd', plot.path(withJumps(sample((z) => activationAt(tables, name, z, kind), ACROSS, POINTS))));
      }
    },
  };
}

/** Where a function jumps its line has a gap, not a slope. @param {Point[]} points @returns {Point[]} */
function withJumps(points) {
  return points.flatMap(([x, y], i) => {
    const [before, height] = points[i - 1] ?? [x, y];
    return Math.abs(y - height) > JUMP ? [[before, NaN], [before, y], [x, y]] : [[x, y]];
  });
}

/** @param {string} name @param {string} label @param {() => void} choose @param {() => void} resized */
function createThumb(name, label, choose, resized) {
  const graph = createGraph({ class: 'bare', resized: () => ((drawn = false), resized()) });
  let drawn = false;
  const input = h('input', { type: 'radio', name: 'functions-activation', value: name, on: { change: choose } });
  attr(graph.plot.element, 'aria-hidden', 'true');
  return {
    name,
    input,
    plot: graph.plot,
    element: h('label', { class: 'functions-thumb' }, input, graph.plot.element, h('span', {}, label)),
    /** Whether it shows what it has to: it never changes but for its size. */
    get drawn() {
      return drawn;
    },
    /** @param {import('../../js/lib/activations.js').ActivationTables} tables */
    draw(tables) {
      if (drawn || !graph.plot.ready) return;
      graph.draw(tables, name);
      drawn = true;
    },
  };
}

/** @param {Entry} entry */
function nameOf({ name }) {
  return firstOf([`activations.${name}`], name);
}

/** @param {Entry} entry */
function formulaOf({ name, formula }) {
  return firstOf([`formulas.activations.${name}`], formula);
}

/** @param {Entry} entry */
function derivativeOf({ name, derivative_formula: formula }) {
  return firstOf([`formulas.derivatives.${name}`], formula ?? '');
}
