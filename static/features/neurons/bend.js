/**
 * A neuron's activation function with its derivative, where on it the training points lie, and how many wake it.
 *
 * @import { Layout, NeuronPlace } from '../../js/types.js'
 * @import { ActivationTables } from '../../js/lib/activations.js'
 * @import { Source } from './curves.js'
 */

import { activationAt, isRamp, isRectifier, loadActivations } from '../../js/lib/activations.js';
import { extent, nice } from '../../js/lib/axes.js';
import { attr, h, svg, text } from '../../js/lib/dom.js';
import { swallow } from '../../js/lib/promises.js';
import { firstOf, t } from '../../js/i18n.js';
import { preactivationOf, readAt } from './curves.js';
import { awakeText } from './words.js';

const WIDTH = 280;
const HEIGHT = 84;
const BAND = 9;
const MARGIN = 3;
const POINTS = 160;
/** How far from 0 the graph may reach: the nearest that holds every z. */
const REACHES = [2, 4, 6, 8, 12, 20, 40];
/** More marks than this would be one block. */
const MOST_MARKS = 200;

/** @typedef {{name: string, formula: string, derivative_formula?: string}} Described */

/** @param {Layout} layout @param {NeuronPlace} place @param {Described} activation */
export function createBend(layout, place, activation) {
  const graph = createActivationGraph(activation.name);
  const corner = isRamp(activation.name);
  const awake = createAwake();
  const element = h(
    'section',
    { class: 'neurons-bend' },
    h(
      'div',
      { class: 'bend-head' },
      h('h3', {}, h('var', {}, 'R'), ` = ${firstOf([`activations.${activation.name}`], activation.name)}`),
      createLegend(activation),
    ),
    graph.element,
    corner && awake.element,
  );
  swallow(loadActivations().then(graph.use));
  return {
    element,
    /** @param {Source} source */
    write(source) {
      const curve = preactivationOf(source, place);
      if (!curve) return;
      const z = readAt(curve, layout.data.train.x);
      graph.mark(z);
      const share = z.filter((each) => each > 0).length / z.length;
      if (corner) awake.show(share, { exact: place.layer === 0, flat: isRectifier(activation.name) });
    },
  };
}

/** @param {Described} activation */
function createLegend({ name, formula, derivative_formula = '' }) {
  /** @param {string} kind @param {string} symbol @param {string} words */
  const item = (kind, symbol, words) => h(
    'li',
    { class: kind },
    svg('svg', { class: 'bend-swatch', viewBox: '0 0 20 8', 'aria-hidden': 'true' }, svg('line', { x1: 1, x2: 19, y1: 4, y2: 4 })),
    h('span', {}, h('var', {}, symbol), ` = ${words}`),
  );
  return h(
    'ul',
    { class: 'bend-legend' },
    item('value', 'R(z)', firstOf([`formulas.activations.${name}`], formula)),
    item('slope', 'R′(z)', firstOf([`formulas.derivatives.${name}`], derivative_formula)),
  );
}

/** @param {string} name */
function createActivationGraph(name) {
  const zero = svg('path', { class: 'graph-zero' });
  const slope = svg('path', { class: 'bend-slope' });
  const value = svg('path', { class: 'bend-value' });
  const marks = svg('path', { class: 'bend-marks' });
  const box = { class: 'graph', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' };
  const [low, high] = [h('span', {}), h('span', {})];
  let reach = 4;
  /** @type {ActivationTables | null} */
  let tables = null;

  const across = (/** @type {number} */ z) => ((z + reach) / (2 * reach)) * WIDTH;

  function draw() {
    text(low, `−${reach}`);
    text(high, String(reach));
    if (!tables) return;
    const known = tables;
    const zs = Array.from({ length: POINTS + 1 }, (_, i) => (i / POINTS) * 2 * reach - reach);
    const [values, slopes] = /** @type {const} */ (['values', 'derivatives']).map((kind) => zs.map((z) => activationAt(known, name, z, kind)));
    const [bottom, top] = nice(extent([...values, ...slopes, 0]));
    const at = (/** @type {number} */ y) => MARGIN + ((top - y) / (top - bottom)) * (HEIGHT - BAND - 2 * MARGIN);
    const path = (/** @type {number[]} */ ys) => `M${ys.map((y, i) => `${across(zs[i]).toFixed(1)} ${at(y).toFixed(1)}`).join('L')}`;
    attr(value, 'd', path(values));
    attr(slope, 'd', path(slopes));
    attr(zero, 'd', `M0 ${at(0).toFixed(1)}H${WIDTH}M${WIDTH / 2} 0V${HEIGHT - BAND}`);
  }

  return {
    element: h(
      'div',
      { class: 'bend-graph' },
      svg('svg', box, zero, slope, value, marks),
      h('p', { class: 'bend-axis', 'aria-hidden': 'true' }, low, h('span', {}, t('neurons.band')), high),
    ),
    /** @param {ActivationTables} loaded */
    use(loaded) {
      tables = loaded;
      draw();
    },
    /** @param {number[]} z of the training points */
    mark(z) {
      const farthest = Math.max(...extent(z).map(Math.abs));
      const needed = REACHES.find((each) => each >= farthest) ?? REACHES[REACHES.length - 1];
      // It grows at once and shrinks late, so that it does not flicker between two reaches.
      if (needed > reach || (needed < reach && farthest < 0.55 * reach)) {
        reach = needed;
        draw();
      }
      const every = Math.ceil(z.length / MOST_MARKS);
      const shown = z.filter((each, i) => i % every === 0 && Math.abs(each) <= reach);
      attr(marks, 'd', shown.map((each) => `M${across(each).toFixed(1)} ${HEIGHT - BAND + 1}V${HEIGHT}`).join(''));
    },
  };
}

/** How many of the training points wake the neuron, in words and as a bar. */
function createAwake() {
  const words = h('p', {});
  const bar = h('span', { class: 'awake-bar' });
  return {
    element: h('div', { class: 'neurons-awake' }, words, h('span', { class: 'neurons-track' }, bar)),
    /** @param {number} share @param {{exact: boolean, flat: boolean}} kind */
    show(share, kind) {
      text(words, awakeText(share, kind));
      bar.style.transform = `scaleX(${share.toFixed(3)})`;
    },
  };
}
