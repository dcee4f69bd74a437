/**
 * Small graphs over fixed ranges: a box that follows its element's size, a grid with few numbers, and curves cut off at
 * the box.
 *
 * @import { ScaleLinear } from 'd3-scale'
 * @import { Range } from './axes.js'
 *
 * @typedef {ScaleLinear<number, number>} Scale
 * @typedef {[number, number]} Point
 * @typedef {ReturnType<typeof createPlot>} Plot
 */

import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { minus } from './format.js';
import { attr, h, svg, text } from './dom.js';

const WITH_NUMBERS = { left: 24, right: 10, top: 8, bottom: 20 };
const BARE = { left: 2, right: 2, top: 3, bottom: 3 };
/** Smaller than this there is nothing to see. */
const SMALLEST = 16;
/** Keeps steep curves inside what browsers can draw; the box hides it anyway. */
const FARTHEST = 1e4;

let made = 0;

/**
 * @param {Object} options
 * @param {Range} options.x
 * @param {Range} options.y
 * @param {number[]} [options.xTicks] with numbers; without any the graph is bare, with its zero lines alone
 * @param {number[]} [options.yTicks]
 * @param {string} [options.class]
 * @param {() => void} options.resized called when there is a box to draw in, and whenever it has changed
 */
export function createPlot({ x: across, y: up, xTicks = [], yTicks = [], class: className = '', resized }) {
  const clip = `plot-${++made}`;
  const margin = xTicks.length > 0 ? WITH_NUMBERS : BARE;
  const [x, y] = [scaleLinear(across, [0, 1]), scaleLinear(up, [1, 0])];
  const rectangle = svg('rect');
  const [grid, curves, marks] = [svg('g', { class: 'plot-grid' }), svg('g', { 'clip-path': `url(#${clip})` }), svg('g')];
  const picture = svg('svg', { role: 'img' }, svg('clipPath', { id: clip }, rectangle), grid, curves, marks);
  const element = h('div', { class: `plot ${className}` }, picture);
  let ready = false;

  function measure() {
    const { clientWidth: width, clientHeight: height } = element;
    ready = Math.min(width, height) >= SMALLEST;
    if (!ready) return;
    attr(picture, 'viewBox', `0 0 ${width} ${height}`);
    x.range([margin.left, width - margin.right]);
    y.range([height - margin.bottom, margin.top]);
    for (const [name, value] of Object.entries(boxOf(x, y))) attr(rectangle, name, value);
    drawGrid(grid, x, y, xTicks.length > 0 ? xTicks : [0], yTicks.length > 0 ? yTicks : [0], xTicks.length > 0);
    resized();
  }

  const toPath = line().defined(([, height]) => Number.isFinite(height))
    .x(([at]) => x(at))
    .y(([, height]) => Math.max(-FARTHEST, Math.min(FARTHEST, y(height))))
    .digits(1);

  const observer = new ResizeObserver(measure);
  observer.observe(element);
  return {
    element, curves, marks, x, y,
    /** Whether there is a box to draw in. */
    get ready() {
      return ready;
    },
    /** @param {Point[]} points @returns {string} */
    path: (points) => toPath(points) ?? '',
    /** What the graph shows, in words. @param {string} label */
    name: (label) => attr(picture, 'aria-label', label),
    destroy: () => observer.disconnect(),
  };
}

/** @param {Scale} x @param {Scale} y */
function boxOf(x, y) {
  const [[left, right], [bottom, top]] = [x.range(), y.range()];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * @param {SVGGElement} grid
 * @param {Scale} x
 * @param {Scale} y
 * @param {number[]} xTicks
 * @param {number[]} yTicks
 * @param {boolean} numbers
 */
function drawGrid(grid, x, y, xTicks, yTicks, numbers) {
  const [[left, right], [bottom, top]] = [x.range(), y.range()];
  const verticals = xTicks.map((tick) => {
    const at = Math.round(x(tick)) + 0.5;
    return svg('line', { class: tick === 0 ? 'zero' : null, x1: at, x2: at, y1: top, y2: bottom });
  });
  const levels = yTicks.map((tick) => {
    const at = Math.round(y(tick)) + 0.5;
    return svg('line', { class: tick === 0 ? 'zero' : null, x1: left, x2: right, y1: at, y2: at });
  });
  const below = xTicks.map((tick) => number(tick, { x: x(tick), y: bottom + 15, 'text-anchor': 'middle' }));
  const beside = yTicks.map((tick) => number(tick, { x: left - 6, y: y(tick) + 4, 'text-anchor': 'end' }));
  grid.replaceChildren(...verticals, ...levels, ...(numbers ? [...below, ...beside] : []));
}

/** @param {number} value @param {Record<string, unknown>} place */
function number(value, place) {
  const label = svg('text', place);
  text(label, minus(String(value)));
  return label;
}

/**
 * A function's graph as points: evenly spaced, and exactly where it bends.
 * @param {(x: number) => number} f
 * @param {Range} range
 * @param {number} count
 * @param {number[]} [bends]
 * @returns {Point[]}
 */
export function sample(f, [from, to], count, bends = []) {
  const even = Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const inside = bends.filter((at) => at > from && at < to);
  const places = inside.length > 0 ? [...even, ...inside].sort((a, b) => a - b) : even;
  return places.map((at) => [at, f(at)]);
}
