/**
 * What each neuron adds, as thin curves in its color; the output bias as a level line; and, while some neurons are
 * muted, the sum of those still shown.
 *
 * @import { State } from '../../types.js'
 * @import { ChartView } from './chart.js'
 * @import { DrawnCurve } from '../../lib/label-places.js'
 * @import { Box } from '../../lib/raster.js'
 */

import { attr, svg, text } from '../../lib/dom.js';
import { bestPlace } from '../../lib/label-places.js';
import { createPace } from '../../lib/pace.js';
import { samePlace } from '../../lib/parameters.js';
import { levelText, PLAIN, unitsOf } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { gridPath, pixelGrid, sumOf } from './paths.js';
import { anyMuted, contributionsOf, dims, outputBiasOf, termsOf } from './terms.js';

const NUMBERS_EVERY = 200;
/** Where along its line the bias may be named, from the right end, and how far above or below it, in heights of the text. */
const LABEL_AT = [0, 0.5, 1, 0.25, 0.75, 0.125, 0.375, 0.625, 0.875];
const LABEL_OFF = [-0.4, 1.2];
/** How wide letters are, in heights of the text: Latin ones, and those that are as wide as high. */
const NARROW = 0.58;
const WIDE = /[\u2e80-\uffdc]/g;

/**
 * @param {SVGGElement} lines clipped to the plot
 * @param {SVGGElement} labels
 * @param {Map<string, Box[]>} [occupied] what the bias's name makes room for, and where that is told
 */
export function createContributions(lines, labels, occupied = new Map()) {
  const level = svg('path', { class: 'fit-bias' });
  const sum = svg('path', { class: 'fit-shown' });
  const curves = svg('g', { class: 'fit-terms' });
  const label = svg('text', { class: 'fit-bias-label', 'text-anchor': 'end' });
  const numbers = createPace(NUMBERS_EVERY, nameBias);
  lines.append(level, curves, sum);
  labels.append(label);
  /** @type {{path: SVGPathElement, color: string}[]} by the neuron's index; hidden ones wait to be used again */
  const pool = [];
  let bias = 0;
  let units = PLAIN;
  /** @type {{state: State, view: ChartView} | null} what was drawn last */
  let drawn = null;
  let place = 0;
  let size = { width: 0, height: 0 };
  /** @type {ChartView | null} for which the height of the text is known: asking at every word would cost a pass over the styles */
  let measured = null;
  /** @type {Pick<State, 'layout' | 'hover' | 'selection'> | null} what was lit up last */
  let marked = null;

  /** @param {number} index @param {import('./terms.js').Term} term @returns {SVGPathElement} */
  function pathAt(index, { color, dash }) {
    const known = (pool[index] ??= { path: svg('path', { class: 'fit-term' }), color: '' });
    if (known.color !== color) {
      known.color = color;
      known.path.style.setProperty('--neuron', color);
      attr(known.path, 'stroke-dasharray', dash || null);
      curves.append(known.path);
    }
    return known.path;
  }

  /** @param {State} state @param {ChartView} view @param {Float32Array[]} values */
  function drawCurves(state, view, values) {
    const terms = termsOf(/** @type {NonNullable<State['layout']>} */ (state.layout));
    const grid = pixelGrid(view, values[0].length);
    const isShown = (/** @type {number} */ i) => !state.muted.has(terms[i].id ?? -1);
    values.forEach((curve, i) => {
      attr(pathAt(i, terms[i]), 'd', isShown(i) ? gridPath(curve, grid) : '');
    });
    const rest = anyMuted(terms, state.muted) ? sumOf(bias, values.filter((_, i) => isShown(i)), values[0].length) : null;
    attr(sum, 'd', rest ? gridPath(rest, grid) : '');
  }

  /** Write the bias, where the fewest lines run through its name. */
  function nameBias() {
    text(label, t('fit.bias_is', { value: levelText(units, bias) }));
    if (!drawn) return;
    const { state, view } = drawn;
    if (measured !== view) size.height = Number.parseFloat(getComputedStyle(label).fontSize);
    measured = view;
    const textSize = size.height;
    size.width = widthOf(label.textContent ?? '') * textSize;
    const boxes = labelPlaces(view).map(({ right, baseline }) => ({
      x: right - size.width, y: baseline - size.height, ...size,
    }));
    const others = [...occupied].flatMap(([name, drawn]) => (name === 'bias' ? [] : drawn));
    place = bestPlace(boxes, { curves: curvesOf(state, view), boxes: others }, place);
    occupied.set('bias', [boxes[place]]);
    placeLabel(view);
  }

  /** @param {ChartView} view */
  function labelPlaces({ plot, y }) {
    const room = plot.right - plot.left - size.width - 8;
    return LABEL_AT.flatMap((at) => LABEL_OFF.map((off) => ({ right: plot.right - 4 - at * room, baseline: y(bias) + off * size.height })));
  }

  /** @param {ChartView} view */
  function placeLabel(view) {
    const { right, baseline } = labelPlaces(view)[place];
    attr(label, 'x', right.toFixed(1));
    attr(label, 'y', baseline.toFixed(1));
  }

  /** @param {ChartView} view */
  function drawBias(view) {
    const { plot, y } = view;
    const at = y(bias).toFixed(1);
    const inside = y(bias) > plot.top && y(bias) < plot.bottom;
    attr(level, 'd', inside ? `M${plot.left} ${at}H${plot.right}` : '');
    attr(label, 'display', inside ? null : 'none');
    if (!inside) occupied.delete('bias');
    if (!inside) return;
    placeLabel(view);
    numbers.request();
  }

  /** Light up the curve of the neuron hovered, and more calmly of the one selected. @param {State} state */
  function mark(state) {
    const { layout, hover, selection } = state;
    if (!layout || (marked?.layout === layout && marked.hover === hover && marked.selection === selection)) return;
    marked = { layout, hover, selection };
    const terms = termsOf(layout);
    lines.classList.toggle('dimmed', dims(state));
    pool.forEach(({ path }, i) => {
      path.classList.toggle('lit', samePlace(terms[i]?.place ?? null, hover));
      path.classList.toggle('chosen', samePlace(terms[i]?.place ?? null, selection));
    });
    const output = { layer: layout.sizes.length - 2, neuron: 0 };
    level.classList.toggle('lit', samePlace(output, hover) || samePlace(output, selection));
  }

  return {
    /** @param {State} state @param {ChartView} view */
    draw(state, view) {
      const values = state.view.contributions ? contributionsOf(state) : null;
      const height = state.view.contributions ? outputBiasOf(state) : null;
      const shown = values?.length && height !== null;
      for (const layer of [lines, labels]) attr(layer, 'display', shown ? null : 'none');
      if (!shown) occupied.delete('bias');
      if (!values || !shown) return;
      bias = height;
      units = unitsOf(state.layout ?? state);
      drawn = { state, view };
      for (const { path } of pool.slice(values.length)) attr(path, 'd', '');
      drawCurves(state, view, values);
      drawBias(view);
      mark(state);
    },
    destroy: numbers.stop,
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
