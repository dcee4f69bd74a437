/**
 * The loss against the learning rate, both on logarithmic axes, with the rate suggested and the one in use.
 *
 * @import { RangeTest, Zones } from './zones.js'
 *
 * @typedef {((value: number) => number) & {domain: [number, number], range: [number, number]}} LogScale
 */

import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { attr, h, svg } from '../../js/lib/dom.js';
import { extent, logRange, logTicks, tickText } from '../../js/lib/axes.js';
import { shortText } from '../../js/lib/format.js';

const MARGIN = { left: 42, right: 12, top: 26, bottom: 22 };
const SMALLEST = 80;
const TICK_ROOM = 48;
/** For a mark's words, to its left and right above the chart, or beside it. */
const [ROOM_ABOVE, ROOM_BESIDE] = [30, 110];

/** @typedef {{test: RangeTest, zones: Zones | null, present: number, suggested: number | null, words: {now: string, label: string}}} Shown */

export function createRateChart() {
  const picture = svg('svg', { role: 'img' });
  const element = h('div', { class: 'rate-chart' }, picture);
  /** @type {Shown | null} */
  let shown = null;

  function draw() {
    const { clientWidth: width, clientHeight: height } = element;
    if (!shown || Math.min(width, height) < SMALLEST) return;
    attr(picture, 'viewBox', `0 0 ${width} ${height}`);
    attr(picture, 'aria-label', shown.words.label);
    picture.replaceChildren(...partsOf(shown, width, height));
  }

  const observer = new ResizeObserver(draw);
  observer.observe(element);
  return {
    element,
    /** @param {Shown} what */
    show(what) {
      shown = what;
      draw();
    },
    destroy: () => observer.disconnect(),
  };
}

/** @param {Shown} shown @param {number} width @param {number} height @returns {SVGElement[]} */
function partsOf({ test: { rates, losses }, zones, present, suggested, words }, width, height) {
  const positive = losses.map((loss) => (loss !== null && loss > 0 ? loss : NaN));
  const x = logarithmic([rates[0], Math.max(rates[rates.length - 1], rates[0] * 10)], [MARGIN.left, width - MARGIN.right]);
  const y = logarithmic(logRange(extent(positive)), [height - MARGIN.bottom, MARGIN.top]);
  const points = rates.map((rate, i) => /** @type {[number, number]} */ ([rate, positive[i]]));
  const path = line().defined(([, loss]) => Number.isFinite(loss)).x(([rate]) => x(rate)).y(([, loss]) => y(loss)).digits(1);
  const parts = [...zonesParts(zones, rates, x, y), ...gridParts(x, y), svg('path', { class: 'rate-line', d: path(points) })];
  if (present >= x.domain[0] && present <= x.domain[1] && present !== suggested) parts.push(...mark('now', x(present), y, words.now, width));
  if (suggested !== null) parts.push(...mark('suggested', x(suggested), y, shortText(suggested), width));
  return parts;
}

/** @param {[number, number]} domain @param {[number, number]} range @returns {LogScale} */
function logarithmic(domain, range) {
  const scale = scaleLinear(domain.map(Math.log10), range);
  return Object.assign((/** @type {number} */ value) => scale(Math.log10(value)), { domain, range });
}

/** @param {LogScale} x @param {LogScale} y */
function gridParts(x, y) {
  const [[left, right], [bottom, top]] = [x.range, y.range];
  const [across, up] = [logTicks(...x.domain, Math.floor((right - left) / TICK_ROOM)), logTicks(...y.domain, 5)];
  return [
    ...up.map((tick) => svg('line', { class: 'rate-grid', x1: left, x2: right, y1: Math.round(y(tick)) + 0.5, y2: Math.round(y(tick)) + 0.5 })),
    ...across.map((tick) => svg('line', { class: 'rate-grid', x1: Math.round(x(tick)) + 0.5, x2: Math.round(x(tick)) + 0.5, y1: top, y2: bottom })),
    ...up.map((tick) => svg('text', { x: left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, tickText(tick))),
    ...across.map((tick) => svg('text', { x: x(tick), y: bottom + 16, 'text-anchor': 'middle' }, tickText(tick))),
  ];
}

/**
 * @param {Zones | null} zones
 * @param {number[]} rates
 * @param {LogScale} x
 * @param {LogScale} y
 */
function zonesParts(zones, rates, x, y) {
  if (!zones) return [];
  const [bottom, top] = y.range;
  /** @param {string} name @param {number} from @param {number} to */
  const zone = (name, from, to) => svg('rect', { class: `rate-zone ${name}`, x: x(from), y: top, width: Math.max(0, x(to) - x(from)), height: bottom - top });
  const falls = zone('falls', zones.falls, zones.lowest);
  return zones.blowsUp ? [falls, zone('blows-up', zones.lowest, rates[rates.length - 1])] : [falls];
}

/**
 * @param {'now' | 'suggested'} name
 * @param {number} at
 * @param {LogScale} y
 * @param {string} words
 * @param {number} width
 */
function mark(name, at, y, words, width) {
  const [bottom, top] = y.range;
  const above = { x: Math.min(Math.max(at, ROOM_ABOVE), width - ROOM_ABOVE), y: top - 8, 'text-anchor': 'middle' };
  const beside = at < ROOM_BESIDE ? { x: at + 5, y: top + 12, 'text-anchor': 'start' } : { x: at - 5, y: top + 12, 'text-anchor': 'end' };
  return [
    svg('line', { class: `rate-mark ${name}`, x1: at, x2: at, y1: top, y2: bottom }),
    svg('text', { class: `rate-mark ${name}`, ...(name === 'now' ? beside : above) }, words),
  ];
}
