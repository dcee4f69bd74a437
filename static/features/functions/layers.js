/**
 * Why nonlinearity: linear layers multiplied out are one linear layer again, until something stands between them.
 *
 * @import { Model, Section } from './model.js'
 * @import { Depth, Letter, Step } from './algebra.js'
 */

import { t } from '../../js/i18n.js';
import { attr, fill, h, svg, text } from '../../js/lib/dom.js';
import { createPlot, sample } from '../../js/lib/plot.js';
import { collapse, countBends, LETTERS, nested, stacked } from './algebra.js';
import { createDial } from './dial.js';
import { lineFormula } from './formula.js';

/** @type {[number, number]} */
const ACROSS = [-3, 3];
/** @type {[number, number]} */
const UP = [-6, 6];
/** @type {[number, number]} */
const RANGE = [-3, 3];
/** Products of three such numbers have three decimals: what is shown is exact. */
const STEP = 0.5;
const POINTS = 241;
const DEPTHS = /** @type {Depth[]} */ ([2, 3]);
const relu = (/** @type {number} */ z) => Math.max(0, z);
const nothing = (/** @type {number} */ z) => z;

/** @param {Model} model @returns {Section} */
export function createLayers(model) {
  const plot = createPlot({ x: ACROSS, y: UP, xTicks: [-2, 0, 2], yTicks: [-6, -3, 0, 3, 6], resized: draw });
  const curve = svg('path', { class: 'plot-curve' });
  plot.curves.append(curve);
  const dials = LETTERS[3].map((letter) => ({ letter, dial: dialOf(letter) }));
  const depths = DEPTHS.map((depth) => {
    const input = h('input', { type: 'radio', name: 'functions-depth', value: depth, on: { change: () => set({ depth }) } });
    return { depth, input, element: h('label', {}, input, t(`functions.layers.depth_${depth}`)) };
  });
  const bent = h('input', { type: 'checkbox', role: 'switch', on: { change: () => set({ bent: bent.checked }) } });
  const steps = h('div', { class: 'functions-steps' });
  const words = h('p', { class: 'functions-words steady' });

  /** @param {Partial<ReturnType<Model['get']>['layers']>} changes */
  function set(changes) {
    model.set({ layers: { ...model.get().layers, ...changes } });
  }

  /** @param {Letter} letter */
  function dialOf(letter) {
    const change = (/** @type {number} */ value) => set({ numbers: { ...model.get().layers.numbers, [letter]: value } });
    return createDial({ letter, label: t(`functions.layers.number`, { letter }), range: RANGE, step: STEP, change });
  }

  function draw() {
    const { depth, bent: isBent, numbers } = model.get().layers;
    for (const each of depths) each.input.checked = each.depth === depth;
    bent.checked = isBent;
    for (const { letter, dial } of dials) {
      dial.element.hidden = !LETTERS[depth].includes(letter);
      dial.show(numbers[letter]);
    }
    const { slope, intercept, steps: lines } = collapse(depth, numbers);
    write(isBent ? [nested(depth, true, numbers)] : lines);
    const points = sample(stacked(depth, numbers, isBent ? relu : nothing), ACROSS, POINTS);
    text(words, isBent ? t(`functions.layers.${countBends(points) > 0 ? 'bends' : 'bends_elsewhere'}`) : t('functions.layers.straight', { formula: lineFormula(slope, intercept) }));
    if (!plot.ready) return;
    plot.name(t(isBent ? 'functions.layers.graph_bent' : 'functions.layers.graph'));
    attr(curve, 'd', plot.path(points));
  }

  /** @param {Step[]} lines */
  function write(lines) {
    if (steps.children.length !== lines.length) fill(steps, ...lines.map(createStep));
    lines.forEach(({ letters, numbers }, i) => {
      text(steps.children[i].children[0], `= ${letters}`);
      text(steps.children[i].children[1], `= ${numbers}`);
    });
  }

  return {
    name: 'layers',
    content: [
      h('div', { class: 'functions-depths' },
        h('div', { role: 'radiogroup', 'aria-label': t('functions.layers.depth') }, ...depths.map(({ element }) => element)),
        h('label', { class: 'functions-switch' }, bent, t('functions.layers.between'))),
      h('p', { class: 'functions-formula' }, 'y'), steps, words, plot.element,
      h('div', { class: 'dials' }, ...dials.map(({ dial }) => dial.element)),
    ],
    draw,
    destroy: plot.destroy,
  };
}

/** One line of the algebra: in letters, and with the numbers. */
function createStep() {
  return h('p', {}, h('span', { class: 'letters' }), h('output', { class: 'functions-formula', 'aria-live': 'off' }));
}
