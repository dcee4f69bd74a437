/**
 * The same network drawn as paths: each neuron of the last hidden layer is a row, linear, nonlinear, linear, and all
 * of them are added up with the one output bias.
 *
 * @import { Layout, View, ViewContext } from '../../types.js'
 * @import { PathRow } from './paths/rows.js'
 */

import { clamp } from '../../lib/axes.js';
import { attr } from '../../lib/dom.js';
import { createThrottle } from '../../lib/throttle.js';
import { currentParameters, samePlace } from '../../lib/parameters.js';
import { mountDropoutMarks } from './dropout-marks.js';
import { createFrame } from './paths/frame.js';
import { listenToPaths } from './paths/input.js';
import { rangeOf } from './paths/graph.js';
import { choosePaths, lastHidden, MOST_FULL, MOST_SHOWN, readStages } from './paths/reading.js';
import { createLast, createRow, placeOf } from './paths/rows.js';

const NUMBERS_EVERY = 100;
const GRAPHS_EVERY = 50;
const CHOICE_EVERY = 2000;
/** In heights of the text. */
const LOWEST = { flat: 2, stacked: 4 };
const HIGHEST = 5.4;
const NARROW = 46;
/** The output bias has no graph and no button, so its row may be low. */
const BIAS = { low: 1.7, high: 2.8 };
const TARGET_SIZE = 24;

/** @param {HTMLElement} root @param {ViewContext & {obstacle: import('./controls.js').Asks}} context @returns {View} */
export function mountPaths(root, { store, actions, obstacle }) {
  const frame = createFrame(root, actions, obstacle);
  /** @type {PathRow[]} */
  let rows = [];
  /** @type {ReturnType<typeof createLast> | null} */
  let last = null;
  /** The hidden neurons that dropout leaves out. @type {Uint8Array | null} */
  let dropped = null;
  const forget = listenToPaths(frame.list, { store, actions, rows: () => rows });
  const numbers = createThrottle(NUMBERS_EVERY, write);
  const graphs = createThrottle(GRAPHS_EVERY, draw);
  const choice = createThrottle(CHOICE_EVERY, chooseAgain);
  const dropoutMarks = mountDropoutMarks(store.get, sitOut);

  /** @param {Layout} layout */
  function build(layout) {
    const state = store.get();
    const parameters = currentParameters(state);
    const shown = parameters ? choosePaths(layout, parameters, state.frame?.sections ?? {}) : [];
    const focused = rows.findIndex(({ button }) => button === document.activeElement);
    const focusedId = rows[focused]?.neuron.id;
    const full = layout.sizes[lastHidden(layout) + 1] <= MOST_FULL;
    rows = shown.map((neuron) => createRow(layout, neuron, full));
    last = createLast(layout);
    frame.show(layout, rows.map(({ element }) => element), last.element);
    if (focused >= 0) focus(rows.find(({ neuron }) => neuron.id === focusedId) ?? rows[Math.min(focused, rows.length - 1)]);
    arrange();
    mark();
    numbers.now();
    graphs.now();
  }

  /** @param {PathRow | undefined} row */
  function focus(row) {
    row?.button.focus({ preventScroll: true });
  }

  /** Rows as high as there is room for. */
  function arrange() {
    const { clientWidth: width } = root;
    if (width < 1) return;
    const textSize = Number.parseFloat(getComputedStyle(root).fontSize);
    const narrow = width < NARROW * textSize;
    attr(root, 'data-narrow', narrow);
    const names = rows.map(({ neuron }) => neuron.name.length);
    root.style.setProperty('--name', `${Math.max(0, ...names)}ch`);
    const all = frame.room();
    const bias = rows.length === 0 ? HIGHEST * textSize : clamp(all / (rows.length + 1), [BIAS.low * textSize, BIAS.high * textSize]);
    const room = (all - bias) / Math.max(1, rows.length);
    const full = store.get().layout?.sizes.at(-2) === rows.length && rows.length <= MOST_FULL;
    // A narrow box has its graph above its numbers, where that can be.
    const stacked = narrow && full && room >= LOWEST.stacked * textSize;
    attr(root, 'data-stacked', stacked);
    const lowest = Math.max(TARGET_SIZE, LOWEST[stacked ? 'stacked' : 'flat'] * textSize);
    const measures = { '--row': clamp(room, [lowest, HIGHEST * textSize]), '--bias': bias, '--list': all - bias };
    for (const [name, value] of Object.entries(measures)) root.style.setProperty(name, `${Math.floor(value)}px`);
  }

  /** @param {Uint8Array | null} some */
  function sitOut(some) {
    dropped = some;
    mark();
  }

  function mark() {
    const { hover, selection, layout } = store.get();
    const out = new Set(layout?.neurons.filter((_, i) => dropped?.[i]).map(({ id }) => id));
    for (const { element, button, neuron } of rows) {
      element.classList.toggle('dropped', out.has(neuron.id));
      element.classList.toggle('lit', samePlace(placeOf(neuron), hover));
      element.classList.toggle('selected', samePlace(placeOf(neuron), selection));
      attr(button, 'aria-pressed', String(samePlace(placeOf(neuron), selection)));
    }
  }

  function write() {
    const state = store.get();
    const parameters = currentParameters(state);
    if (!state.layout || !parameters || !isCurrent(state.layout)) return;
    for (const row of rows) row.write(state.layout, parameters);
    last?.write(state.layout, parameters);
  }

  function draw() {
    const state = store.get();
    const { layout, frame: newest } = state;
    const parameters = currentParameters(state);
    if (!layout || !newest || !parameters || !isCurrent(layout)) return;
    const stages = rows.map(({ neuron }) => readStages(layout, parameters, newest.sections, neuron.index));
    const shared = rangeOf(stages.flatMap((each) => (each ? [each.contribution] : [])));
    stages.forEach((each, i) => each && rows[i].draw(each, shared));
    last?.draw(layout, parameters);
    frame.drawOutput(layout, newest.sections.prediction);
    frame.drawBefore(newest.sections);
  }

  /** The layout the rows were made for: later ones come with `changed`. @param {Layout} layout */
  function isCurrent({ layout }) {
    return layout === frame.layout();
  }

  /** While training goes on, other paths may come to matter more. */
  function chooseAgain() {
    const { layout, frame: newest } = store.get();
    const parameters = currentParameters(store.get());
    if (!layout || !newest || !parameters) return;
    const wanted = choosePaths(layout, parameters, newest.sections);
    if (wanted.some(({ id }, i) => id !== rows[i]?.neuron.id)) build(layout);
  }

  return {
    update(state, changed) {
      const { layout } = state;
      if (!layout) return;
      dropoutMarks.update(state, changed);
      if (changed.has('layout')) build(layout);
      else if (changed.has('hover') || changed.has('selection')) mark();
      if (!changed.has('frame')) return;
      numbers.request();
      graphs.request();
      if ((layout.sizes.at(-2) ?? 0) > MOST_SHOWN) choice.request();
    },
    resize: arrange,
    destroy() {
      for (const pace of [numbers, graphs, choice]) pace.stop();
      dropoutMarks.destroy();
      forget();
      root.replaceChildren();
    },
  };
}
