/**
 * A linear function: w turns it, b lifts it, and it crosses 0 at −b/w.
 *
 * @import { Model, Section } from './model.js'
 */

import { t } from '../../js/i18n.js';
import { clamp } from '../../js/lib/axes.js';
import { attr, h, svg, text } from '../../js/lib/dom.js';
import { createPlot } from '../../js/lib/plot.js';
import { createDial } from './dial.js';
import { lineFormula, plain } from './formula.js';
import { createHandle } from './handle.js';
import { snap, STEP, zeroOf } from './moves.js';

/** @type {[number, number]} */
const ACROSS = [-3, 3];
/** @type {[number, number]} */
const UP = [-6, 6];
/** w + b stays in sight, where the handle that turns the line is. @type {[number, number]} */
const RANGE = [-3, 3];

/** @param {Model} model @returns {Section} */
export function createLine(model) {
  const plot = createPlot({ x: ACROSS, y: UP, xTicks: [-2, 0, 2], yTicks: [-6, -3, 0, 3, 6], resized: draw });
  const line = svg('path', { class: 'plot-curve' });
  const rise = svg('path', { class: 'plot-rise' });
  const crossing = svg('circle', { class: 'plot-crossing', r: 4.5 });
  const crossingName = svg('text', { class: 'plot-word' });
  plot.curves.append(rise, line);
  plot.marks.append(crossing, crossingName);
  const formula = h('output', { class: 'functions-formula', 'aria-live': 'off' });
  const words = h('p', { class: 'functions-words steady' });
  const dials = { w: dialOf('w'), b: dialOf('b') };
  const lift = createHandle(plot, {
    letter: 'b', orientation: 'vertical', range: RANGE,
    drag: ([, y]) => set('b', y), step: (steps) => set('b', model.get().line.b + steps * STEP),
  });
  const turn = createHandle(plot, {
    letter: 'w', orientation: 'vertical', range: RANGE,
    drag: ([, y]) => set('w', y - model.get().line.b), step: (steps) => set('w', model.get().line.w + steps * STEP),
  });

  /** @param {'w' | 'b'} letter */
  function dialOf(letter) {
    return createDial({ letter, label: t(`functions.line.${letter}`), range: RANGE, step: STEP, change: (value) => set(letter, value) });
  }

  /** @param {'w' | 'b'} letter @param {number} value */
  function set(letter, value) {
    model.set({ line: { ...model.get().line, [letter]: snap(clamp(value, RANGE)) } });
  }

  function draw() {
    const { w, b } = model.get().line;
    text(formula, `y = ${lineFormula(w, b)}`);
    text(words, crossingWords(w, b));
    dials.w.show(w);
    dials.b.show(b);
    if (!plot.ready) return;
    plot.name(t('functions.line.graph', { formula: lineFormula(w, b) }));
    attr(line, 'd', plot.path(ACROSS.map((x) => [x, w * x + b])));
    attr(rise, 'd', plot.path([[0, b], [1, b], [1, w + b]]));
    drawCrossing(zeroOf({ w, b }));
    lift.show([0, b], { label: t('functions.line.lift'), value: b, words: plain(b) });
    turn.show([1, w + b], { label: t('functions.line.turn'), value: w, words: plain(w) });
  }

  /** @param {number} x */
  function drawCrossing(x) {
    const inSight = x >= ACROSS[0] && x <= ACROSS[1];
    for (const mark of [crossing, crossingName]) attr(mark, 'display', inSight ? null : 'none');
    if (!inSight) return;
    attr(crossing, 'cx', plot.x(x));
    attr(crossing, 'cy', plot.y(0));
    // In the one of the two corners the line leaves free that is towards the middle.
    const leftwards = x > 0;
    const below = leftwards === model.get().line.w < 0;
    attr(crossingName, 'text-anchor', leftwards ? 'end' : 'start');
    attr(crossingName, 'x', plot.x(x) + (leftwards ? -8 : 8));
    attr(crossingName, 'y', plot.y(0) + (below ? 17 : -8));
    text(crossingName, `x = −b/w = ${plain(x)}`);
  }

  return {
    name: 'line',
    content: [formula, plot.element, h('div', { class: 'dials' }, dials.w.element, dials.b.element), words],
    draw,
    destroy: plot.destroy,
  };
}

/** @param {number} w @param {number} b @returns {string} */
function crossingWords(w, b) {
  const x = zeroOf({ w, b });
  if (w === 0) return t(b === 0 ? 'functions.line.nothing' : 'functions.line.level');
  return t(x >= ACROSS[0] && x <= ACROSS[1] ? 'functions.line.crossing' : 'functions.line.outside', { x: plain(x) });
}
