/**
 * The chosen path's three operations, linear, nonlinear, linear, and one x on its way through them.
 *
 * @import { Model, Section } from './model.js'
 */

import { t } from '../../js/i18n.js';
import { attr, h, svg, text } from '../../js/lib/dom.js';
import { neuronColor } from '../../js/lib/palette.js';
import { createPlot, sample } from '../../js/lib/plot.js';
import { createDial } from './dial.js';
import { call, lineFormula, plain, scaledAndShifted, sum, term, constant, worked } from './formula.js';
import { ACROSS, STEP, zeroOf } from './moves.js';

const POINTS = 161;
const NAMES = /** @type {const} */ (['z', 'a', 'y']);
/** @type {[number, number]} */
const UP = [-8, 8];

/** @param {Model} model @returns {Section} */
export function createStages(model) {
  const graphs = NAMES.map((name) => createGraph(name, draw));
  const rows = ['linear', 'bend', 'linear'].map((name) => {
    const output = h('output', { class: 'functions-formula', 'aria-live': 'off' });
    return { output, element: h('p', {}, h('span', { class: 'label' }, t(`functions.stages.${name}`)), output) };
  });
  const dial = createDial({ letter: 'x', label: t('functions.stages.x'), range: ACROSS, step: STEP, change: (x) => model.set({ x }) });

  function draw() {
    const { paths, chosen, activation, x } = model.get();
    const { w, b, v, c } = paths[chosen];
    const z = w * x + b;
    const a = model.bend(z);
    dial.show(x);
    text(rows[0].output, `z = ${lineFormula(w, b)} = ${scaledAndShifted(w, x, b)}`);
    if (!Number.isFinite(a)) return;
    text(rows[1].output, `a = ${worked(call(activation, plain(z)), a)}`);
    text(rows[2].output, `y = ${sum([term(v, 'a'), constant(c)])} = ${scaledAndShifted(v, a, c)}`);
    const stages = [(/** @type {number} */ at) => w * at + b, (/** @type {number} */ at) => model.bend(w * at + b), (/** @type {number} */ at) => v * model.bend(w * at + b) + c];
    graphs.forEach((graph, i) => graph.draw(stages[i], x, zeroOf(paths[chosen]), neuronColor(chosen)));
  }

  return {
    name: 'stages',
    content: [
      dial.element,
      h('div', { class: 'functions-stages' }, ...graphs.map(({ element }) => element)),
      h('div', { class: 'functions-rows' }, ...rows.map(({ element }) => element)),
    ],
    draw,
    destroy() {
      for (const { plot } of graphs) plot.destroy();
    },
  };
}

/** @param {typeof NAMES[number]} name @param {() => void} resized */
function createGraph(name, resized) {
  const plot = createPlot({ x: ACROSS, y: UP, class: 'bare', resized });
  const curve = svg('path', { class: 'plot-curve' });
  const hair = svg('path', { class: 'plot-drop' });
  const dot = svg('circle', { class: 'plot-dot', r: 4.5 });
  plot.curves.append(hair, curve, dot);
  return {
    plot,
    element: h('figure', {}, plot.element, h('figcaption', {}, h('var', {}, name))),
    /** @param {(x: number) => number} f @param {number} x @param {number} zero @param {string} color */
    draw(f, x, zero, color) {
      const y = f(x);
      if (!plot.ready || Number.isNaN(y)) return;
      plot.element.style.setProperty('--neuron', color);
      plot.name(t('functions.stages.graph', { name, x: plain(x), y: plain(y) }));
      attr(curve, 'd', plot.path(sample(f, ACROSS, POINTS, [zero])));
      attr(hair, 'd', plot.path([[x, UP[0]], [x, UP[1]]]));
      attr(dot, 'cx', plot.x(x).toFixed(1));
      attr(dot, 'cy', plot.y(y).toFixed(1));
    },
  };
}
