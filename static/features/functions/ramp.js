/**
 * One neuron to move by hand, v·R(w·x + b) + c, and three of them with their sum.
 *
 * @import { Model, Section } from './model.js'
 * @import { Path } from './formula.js'
 */

import { t } from '../../js/i18n.js';
import { bends } from '../../js/lib/activations.js';
import { attr, h, svg, text } from '../../js/lib/dom.js';
import { neuronColor } from '../../js/lib/palette.js';
import { createPlot, sample } from '../../js/lib/plot.js';
import { createDial } from './dial.js';
import { pathFormula, plain } from './formula.js';
import { createHandles } from './holds.js';
import { FIRST, SECOND, THIRD } from './model.js';
import { ACROSS, graphOf, LIMITS, STEP, UP, zeroOf } from './moves.js';
import { createRows } from './rows.js';

const POINTS = 161;
/** Each start is one path, or all three with their sum. @type {Path[][]} */
const STARTS = [[FIRST], [SECOND], [FIRST, SECOND, THIRD]];
const LETTERS = /** @type {const} */ (['w', 'b', 'v', 'c']);

/** @param {Model} model @returns {Section} */
export function createRamp(model) {
  const plot = createPlot({ x: ACROSS, y: UP, xTicks: [0, 2, 4, 6, 8], yTicks: [-6, -3, 0, 3, 6], class: 'tall', resized: draw });
  const curves = [FIRST, SECOND, THIRD].map((_, i) => svg('path', { class: 'plot-curve', style: { '--neuron': neuronColor(i) } }));
  const total = svg('path', { class: 'plot-curve total' });
  const drop = svg('line', { class: 'plot-drop' });
  plot.curves.append(drop, ...curves, total);
  const handles = createHandles(plot, model);
  const rows = createRows(model);
  const words = h('p', { class: 'functions-words steady' });
  const dials = LETTERS.map((letter) => ({ letter, dial: dialOf(letter) }));
  const starts = STARTS.map((paths) => {
    const name = paths.length > 1 ? 'f1 + f2 + f3' : pathFormula(paths[0], 'relu');
    return h('button', { type: 'button', on: { click: () => model.set({ paths, chosen: 0, activation: 'relu' }) } }, name);
  });

  /** @param {keyof Path} letter */
  function dialOf(letter) {
    const change = (/** @type {number} */ value) => model.move((path) => ({ ...path, [letter]: value }));
    return createDial({ letter, label: t(`functions.ramp.${letter}`), range: LIMITS[letter], step: STEP, change });
  }

  function draw() {
    const { paths, chosen, activation, tables } = model.get();
    rows.draw();
    for (const { letter, dial } of dials) dial.show(paths[chosen][letter]);
    text(words, bendWords(paths[chosen], activation));
    if (!plot.ready || tables === null) return;
    plot.element.style.setProperty('--neuron', neuronColor(chosen));
    plot.name(t('functions.ramp.graph', { formula: paths.map((path, i) => `f${i + 1} = ${pathFormula(path, activation)}`).join('; ') }));
    curves.forEach((curve, i) => {
      attr(curve, 'd', paths[i] ? curveOf([paths[i]]) : '');
      curve.classList.toggle('chosen', i === chosen);
    });
    attr(total, 'd', paths.length > 1 ? curveOf(paths) : '');
    drawDrop(paths[chosen]);
    handles.draw();
  }

  /** @param {Path[]} paths @returns {string} the graph of their sum */
  function curveOf(paths) {
    const graphs = paths.map((path) => graphOf(path, model.bend));
    return plot.path(sample((x) => graphs.reduce((sum, graph) => sum + graph(x), 0), ACROSS, POINTS, paths.map(zeroOf)));
  }

  /** From the bend down to the axis. @param {Path} path */
  function drawDrop(path) {
    const x = zeroOf(path);
    const shown = x >= ACROSS[0] && x <= ACROSS[1];
    attr(drop, 'display', shown ? null : 'none');
    if (!shown) return;
    for (const name of ['x1', 'x2']) attr(drop, name, plot.x(x).toFixed(1));
    attr(drop, 'y1', plot.y(graphOf(path, model.bend)(x)).toFixed(1));
    attr(drop, 'y2', plot.y(UP[0]));
  }

  return {
    name: 'ramp',
    content: [
      h('div', { class: 'functions-starts', role: 'group', 'aria-label': t('functions.ramp.starts') }, ...starts),
      rows.element, rows.offsets, plot.element, h('div', { class: 'dials' }, ...dials.map(({ dial }) => dial.element)), words,
    ],
    draw,
    destroy: plot.destroy,
  };
}

/** @param {Path} path @param {string} activation @returns {string} */
function bendWords(path, activation) {
  const x = zeroOf(path);
  if (path.w === 0) return t('functions.ramp.level');
  if (!bends(activation)) return t('functions.ramp.zero', { x: plain(x) });
  return t(x >= ACROSS[0] && x <= ACROSS[1] ? 'functions.ramp.bend' : 'functions.ramp.outside', { x: plain(x) });
}
