/**
 * What each neuron adds, as thin curves in its color; the output bias as a level line; and, while some neurons are
 * muted, the sum of those still shown.
 *
 * @import { NeuronPlace, State } from '../../../types.js'
 * @import { Layer } from '../layer.js'
 * @import { PixelGrid } from '../paths.js'
 * @import { Term } from '../terms.js'
 * @import { ChartView } from '../view.js'
 * @import { DrawnCurve } from '../../../lib/label-places.js'
 * @import { Box } from '../../../lib/raster.js'
 */

import { attr, svg, text } from '../../../lib/dom.js';
import { bestPlace } from '../../../lib/label-places.js';
import { createThrottle } from '../../../lib/throttle.js';
import { samePlace } from '../../../lib/parameters.js';
import { levelText, unitsOf } from '../../../lib/units.js';
import { t } from '../../../i18n.js';
import { legendItem, LINE } from '../layer.js';
import { gridPath, pixelGrid, sumOf } from '../paths.js';
import { anyMuted, contributionsOf, dims, outputBiasOf, termsOf } from '../terms.js';

const NUMBERS_EVERY = 200;
/** How wide Plotly draws them, and how the bias is dashed. */
const THIN = 1.5;
const BIAS_DASH = [9, 9];
/** Where along its line the bias may be named, from the right end, and how far above or below it, in heights of the text. */
const LABEL_AT = [0, 0.5, 1, 0.25, 0.75, 0.125, 0.375, 0.625, 0.875];
const LABEL_OFF = [-0.4, 1.2];
/** How wide letters are, in heights of the text: Latin ones, and those that are as wide as high. */
const NARROW = 0.58;
const WIDE = /[\u2e80-\uffdc]/g;

/** @type {Layer} */
export const contributions = {
  id: 'contributions',
  reads: ['frame', 'layout', 'muted', 'hover', 'selection', 'view'],
  slot: 'lines',
  className: 'fit-contributions',
  race: 'never',
  create: ({ group, labels, occupied, signal }) => createContributions(group, labels, occupied, signal),
  series(state) {
    const shown = shownTerms(state);
    const bias = outputBiasOf(state);
    const curves = contributionsOf(state);
    if (!state.layout || !curves || bias === null) return [];
    const { from, to, count } = state.layout.grids.prediction;
    const common = { from, to, size: THIN };
    return [
      { ...common, kind: 'fit-bias', name: () => t('fit.bias'), y: new Float32Array(count).fill(bias), color: 'var(--output-line)', dash: BIAS_DASH },
      ...shown.map(({ name, color, i }) => ({ ...common, kind: 'fit-term', name: () => name, y: curves[i], color })),
    ];
  },
  legend(state) {
    const { layout, muted, view } = state;
    if (!layout || !view.contributions || !contributionsOf(state)) return [];
    return [
      legendItem('fit-bias', t('fit.bias')),
      ...shownTerms(state).map(({ name, color, dash }) => legendItem('fit-term', name, LINE, { 'stroke-dasharray': dash || null, style: { '--neuron': color } })),
      ...(anyMuted(termsOf(layout), muted) ? [legendItem('fit-shown', t('fit.shown'))] : []),
    ];
  },
};

/** The terms that are not muted, and which of the frame's curves each is. @param {State} state */
function shownTerms({ layout, muted }) {
  return layout ? termsOf(layout).map((term, i) => ({ ...term, i })).filter(({ id }) => !muted.has(id ?? -1)) : [];
}

/**
 * @param {SVGGElement} lines clipped to the plot
 * @param {SVGGElement} labels
 * @param {Map<string, Box[]>} [occupied] what the bias's name makes room for, and where that is told
 * @param {AbortSignal} [signal]
 */
export function createContributions(lines, labels, occupied = new Map(), signal = undefined) {
  const level = svg('path', { class: 'fit-bias' });
  const sum = svg('path', { class: 'fit-shown' });
  const terms = createTerms();
  const label = createBiasLabel(labels, occupied, signal);
  lines.append(level, terms.element, sum);
  /** @type {Pick<State, 'layout' | 'hover' | 'selection'> | null} what was lit up last */
  let marked = null;

  /** @param {number} bias @param {State} state @param {ChartView} view */
  function drawBias(bias, state, view) {
    const { plot, y } = view;
    const inside = y(bias) > plot.top && y(bias) < plot.bottom;
    attr(level, 'd', inside ? `M${plot.left} ${y(bias).toFixed(1)}H${plot.right}` : '');
    label.draw(inside ? bias : null, state, view);
  }

  /** Light up the curve of the neuron hovered, and more calmly of the one selected. @param {State} state */
  function mark(state) {
    const { layout, hover, selection } = state;
    if (!layout || (marked?.layout === layout && marked.hover === hover && marked.selection === selection)) return;
    marked = { layout, hover, selection };
    lines.classList.toggle('dimmed', dims(state));
    terms.mark(termsOf(layout), hover, selection);
    const output = { layer: layout.sizes.length - 2, neuron: 0 };
    level.classList.toggle('lit', samePlace(output, hover) || samePlace(output, selection));
  }

  return {
    /** @param {State} state @param {ChartView} view */
    draw(state, view) {
      const values = state.view.contributions ? contributionsOf(state) : null;
      const bias = state.view.contributions ? outputBiasOf(state) : null;
      const shown = values?.length && bias !== null;
      for (const layer of [lines, labels]) attr(layer, 'display', shown ? null : 'none');
      if (!values || !shown) return void occupied.delete('bias');
      const grid = pixelGrid(view, values[0].length);
      const kept = shownTerms(state);
      terms.draw(kept, values, grid);
      const rest = kept.length < values.length ? sumOf(bias, kept.map(({ i }) => values[i]), values[0].length) : null;
      attr(sum, 'd', rest ? gridPath(rest, grid) : '');
      drawBias(bias, state, view);
      mark(state);
    },
  };
}

/** One curve for each neuron. */
function createTerms() {
  const element = svg('g', { class: 'fit-terms' });
  /** @type {{path: SVGPathElement, color: string}[]} by the neuron's index; hidden ones wait to be used again */
  const pool = [];

  /** @param {Term & {i: number}} term @returns {SVGPathElement} */
  function pathOf({ color, dash, i }) {
    const known = (pool[i] ??= { path: svg('path', { class: 'fit-term' }), color: '' });
    if (known.color !== color) {
      known.color = color;
      known.path.style.setProperty('--neuron', color);
      attr(known.path, 'stroke-dasharray', dash || null);
      element.append(known.path);
    }
    return known.path;
  }

  return {
    element,
    /** @param {(Term & {i: number})[]} shown @param {Float32Array[]} values @param {PixelGrid} grid */
    draw(shown, values, grid) {
      const drawn = new Set(shown.map(({ i }) => i));
      pool.forEach(({ path }, i) => drawn.has(i) || attr(path, 'd', ''));
      for (const term of shown) attr(pathOf(term), 'd', gridPath(values[term.i], grid));
    },
    /** @param {Term[]} terms @param {NeuronPlace | null} hover @param {NeuronPlace | null} selection */
    mark(terms, hover, selection) {
      pool.forEach((known, i) => {
        known?.path.classList.toggle('lit', samePlace(terms[i]?.place ?? null, hover));
        known?.path.classList.toggle('chosen', samePlace(terms[i]?.place ?? null, selection));
      });
    },
  };
}

/**
 * The output bias in words at its line, where the fewest curves run through them.
 * @param {SVGGElement} labels
 * @param {Map<string, Box[]>} occupied
 * @param {AbortSignal} [signal]
 */
function createBiasLabel(labels, occupied, signal) {
  const label = svg('text', { class: 'fit-bias-label', 'text-anchor': 'end' });
  const words = createThrottle(NUMBERS_EVERY, write, signal);
  labels.append(label);
  /** @type {{bias: number, state: State, view: ChartView} | null} what was drawn last */
  let drawn = null;
  let place = 0;
  let size = { width: 0, height: 0 };
  /** @type {ChartView | null} for which the height of the text is known: asking at every word would cost a pass over the styles */
  let measured = null;

  function write() {
    if (!drawn) return;
    const { bias, state, view } = drawn;
    text(label, t('fit.bias_is', { value: levelText(unitsOf(state.layout ?? state), bias) }));
    if (measured !== view) size.height = Number.parseFloat(getComputedStyle(label).fontSize);
    measured = view;
    size.width = widthOf(label.textContent ?? '') * size.height;
    const boxes = places(bias, view).map(({ right, baseline }) => ({ x: right - size.width, y: baseline - size.height, ...size }));
    const others = [...occupied].flatMap(([name, taken]) => (name === 'bias' ? [] : taken));
    place = bestPlace(boxes, { curves: curvesOf(state, view), boxes: others }, place);
    occupied.set('bias', [boxes[place]]);
    move(bias, view);
  }

  /** @param {number} bias @param {ChartView} view */
  function places(bias, { plot, y }) {
    const room = plot.right - plot.left - size.width - 8;
    return LABEL_AT.flatMap((at) => LABEL_OFF.map((off) => ({ right: plot.right - 4 - at * room, baseline: y(bias) + off * size.height })));
  }

  /** @param {number} bias @param {ChartView} view */
  function move(bias, view) {
    const { right, baseline } = places(bias, view)[place];
    attr(label, 'x', right.toFixed(1));
    attr(label, 'y', baseline.toFixed(1));
  }

  return {
    /** @param {number | null} bias null where its line is not in sight @param {State} state @param {ChartView} view */
    draw(bias, state, view) {
      attr(label, 'display', bias === null ? 'none' : null);
      if (bias === null) return void occupied.delete('bias');
      drawn = { bias, state, view };
      move(bias, view);
      return words.request();
    },
  };
}

/** @param {string} words @returns {number} about, in heights of the text */
function widthOf(words) {
  const wide = words.match(WIDE)?.length ?? 0;
  return (words.length - wide) * NARROW + wide;
}

/** Every line a label may stand in the way of. @param {State} state @param {ChartView} view @returns {DrawnCurve[]} */
function curvesOf(state, view) {
  const target = state.layout?.target.y;
  const lines = [state.frame?.sections.prediction, target, ...(contributionsOf(state) ?? [])].filter((line) => line?.length);
  return lines.map((values) => /** @type {any} */ ({ values, ...pixelGrid(view, values?.length ?? 0) }));
}
