/**
 * Where the prediction bends: a ring on the line and a triangle on the x axis in the color of the neuron that bends it.
 * A neuron that does not bend it yet, being new, or that bends smoothly shows a dashed ring at its own bend.
 *
 * @import { Knot, Layout, State } from '../../../types.js'
 * @import { Layer } from '../layer.js'
 * @import { ChartView } from '../view.js'
 * @import { Box } from '../../../lib/raster.js'
 *
 * @typedef {{x: number, y: number, color: string, lit: boolean, chosen: boolean, pending: boolean}} Mark
 * @typedef {{group: SVGGElement, drop: SVGLineElement, foot: SVGPathElement, ring: SVGCircleElement,
 *   color: string, axis: number}} Shape
 */

import { attr, svg } from '../../../lib/dom.js';
import { neuronColor } from '../../../lib/palette.js';
import { bendOf, currentParameters, samePlace } from '../../../lib/parameters.js';
import { t } from '../../../i18n.js';
import { dims } from '../terms.js';
import { valueAt } from '../view.js';

/** More knots than this are only ticks on the axis. */
const MOST_RINGS = 40;
/** More than this are drawn smaller, and without the lines down to the axis. */
const CROWD = 16;
const TICK = 6;
/** Of a ring, with its line. */
const RADIUS = 8;

/** @type {Layer} */
export const knots = {
  id: 'knots',
  reads: ['frame', 'layout', 'knots', 'selection', 'hover', 'gains', 'view'],
  slot: 'marks',
  className: 'fit-knots',
  race: 'never',
  create: ({ group, occupied }) => createKnots(group, occupied),
  series({ knots: all, layout }) {
    if (!all?.length || !layout) return [];
    const { from, to } = layout.grids.prediction;
    const [x, y] = [all.map((knot) => knot.x), all.map((knot) => knot.y)];
    return [{ kind: 'fit-knot', name: () => t('explore.knots'), x, y, from, to, color: 'var(--prediction)', size: 10, symbol: 'circle-open' }];
  },
};

/** @param {SVGGElement} container @param {Map<string, Box[]>} occupied where the rings are told */
function createKnots(container, occupied) {
  const ticks = createTicks();
  container.append(ticks.element);
  /** @type {Shape[]} */
  const shapes = [];

  return {
    /** @param {State} state @param {ChartView} view */
    draw(state, view) {
      const { layout } = state;
      if (!layout) return;
      const all = state.knots ?? [];
      const many = all.length > MOST_RINGS;
      ticks.draw(state.view.contributions && many ? all : [], layout, view);
      const marks = marksOf(state, state.view.contributions && !many);
      container.classList.toggle('dimmed', dims(state));
      container.classList.toggle('crowded', marks.length > CROWD);
      marks.forEach((mark, i) => drawMark((shapes[i] ??= createShape(container)), mark, view));
      occupied.set('knots', marks.map(({ x, y }) => ({ x: view.x(x) - RADIUS, y: view.y(y) - RADIUS, width: 2 * RADIUS, height: 2 * RADIUS })));
      for (const { group } of shapes.slice(marks.length)) attr(group, 'display', 'none');
    },
  };
}

/** @param {SVGGElement} container @returns {Shape} */
function createShape(container) {
  const drop = svg('line', { class: 'fit-knot-drop' });
  const foot = svg('path', { class: 'fit-knot-foot' });
  const ring = svg('circle', { class: 'fit-knot' });
  const group = svg('g', {}, drop, foot, ring);
  container.append(group);
  return { group, drop, foot, ring, color: '', axis: NaN };
}

/** @param {Shape} shape @param {Mark} mark @param {ChartView} view */
function drawMark(shape, { x: at, y: height, color, lit, chosen, pending }, { plot, x, y }) {
  const { group, drop, foot, ring } = shape;
  const top = Math.max(plot.top, Math.min(plot.bottom, y(height))).toFixed(1);
  if (shape.color !== color) group.style.setProperty('--neuron', color);
  shape.color = color;
  if (shape.axis !== plot.axis) {
    shape.axis = plot.axis;
    attr(drop, 'y2', plot.axis);
    attr(foot, 'd', `M0 ${plot.axis - 8}l5 8h-10z`);
  }
  attr(group, 'display', null);
  attr(group, 'class', [lit && 'lit', chosen && 'chosen', pending && 'pending'].filter(Boolean).join(' ') || null);
  attr(group, 'transform', `translate(${x(at).toFixed(1)} 0)`);
  attr(ring, 'cy', top);
  attr(drop, 'y1', top);
}

/** Many knots as ticks on the x axis, a path for each color. */
function createTicks() {
  const element = svg('g', { class: 'fit-ticks' });
  /** @type {Map<string, SVGPathElement>} by color */
  const paths = new Map();
  /** @type {{knots: Knot[] | null, view: ChartView | null}} what they were drawn from */
  let drawn = { knots: null, view: null };

  /** @param {string} color */
  function pathOf(color) {
    const path = paths.get(color) ?? svg('path', { style: { '--neuron': color } });
    if (!paths.has(color)) element.append(path);
    paths.set(color, path);
    return path;
  }

  return {
    element,
    /** @param {Knot[]} all @param {Layout} layout @param {ChartView} view */
    draw(all, layout, view) {
      if (drawn.knots === all && drawn.view === view) return;
      drawn = { knots: all, view };
      /** @type {Map<string, string>} */
      const ticks = new Map();
      const colors = colorsOf(layout);
      for (const knot of all) {
        const color = colors(knot);
        ticks.set(color, `${ticks.get(color) ?? ''}M${view.x(knot.x).toFixed(1)} ${view.plot.axis}v-${TICK}`);
      }
      for (const color of new Set([...ticks.keys(), ...paths.keys()])) attr(pathOf(color), 'd', ticks.get(color) ?? '');
    },
  };
}

/** @param {State} state @param {boolean} every whether all knots are shown, or only of the neurons pointed at @returns {Mark[]} */
function marksOf(state, every) {
  const { layout, hover, selection, knots } = state;
  if (!layout) return [];
  const colors = colorsOf(layout);
  const shown = (knots ?? []).filter((knot) => every || samePlace(knot, hover) || samePlace(knot, selection));
  const marks = shown.map((knot) => ({
    x: knot.x,
    y: knot.y,
    color: colors(knot),
    lit: samePlace(knot, hover),
    chosen: samePlace(knot, selection),
    pending: false,
  }));
  return [...marks, ...pendingMarks(state)];
}

/** Bends that are no knots: of neurons just added, and of those selected or hovered. @param {State} state @returns {Mark[]} */
function pendingMarks(state) {
  const { layout, selection, hover, gains, knots } = state;
  if (!layout) return [];
  const growing = gains.filter(({ to }) => to === null).map(({ neuronId }) => neuronId);
  return layout.neurons.filter(({ layer }) => layer === 0).flatMap(({ layer, index, id }) => {
    const place = { layer, neuron: index };
    const [lit, chosen] = [samePlace(place, hover), samePlace(place, selection)];
    if (!lit && !chosen && !growing.includes(id)) return [];
    if (knots?.some((knot) => samePlace(knot, place))) return [];
    const at = bendPlace(state, index);
    return at ? [{ ...at, color: neuronColor(id), lit, chosen, pending: true }] : [];
  });
}

/** @param {Layout} layout @returns {(knot: Knot) => string} */
function colorsOf({ neurons, sizes }) {
  const starts = sizes.slice(1, -1).map((_, layer) => sizes.slice(1, layer + 1).reduce((sum, size) => sum + size, 0));
  return ({ layer, neuron }) => neuronColor(neurons[starts[layer] + neuron]?.id ?? 0);
}

/** @param {State} state @param {number} neuron @returns {{x: number, y: number} | null} null where it does not bend in sight */
function bendPlace(state, neuron) {
  const { layout, frame } = state;
  const parameters = currentParameters(state);
  const prediction = frame?.sections.prediction;
  if (!layout || !parameters || !prediction || layout.sizes.length < 3) return null;
  const { from, to } = layout.grids.prediction;
  const x = bendOf(parameters, layout, neuron);
  return x >= from && x <= to ? { x, y: valueAt(prediction, from, to, x) } : null;
}
