/**
 * One row of the sums: the sum so far in black, what was added in its color, the curve to find pale behind.
 *
 * @import { Layout, NeuronPlace } from '../../types.js'
 * @import { Range } from '../../lib/axes.js'
 * @import { Scale } from './chart.js'
 * @import { Term } from './terms.js'
 *
 * @typedef {{x: Scale, from: number, to: number, top: number, height: number, textSize: number, layout: Layout}} RowPlace
 * @typedef {{own: Float32Array, sum: Float32Array, heights: Range}} RowCurves `heights`: those of all rows, one scale for all
 * @typedef {Object} RowShape
 * @property {SVGGElement} element
 * @property {NeuronPlace | null} place
 * @property {(place: RowPlace) => void} arrange
 * @property {(curves: RowCurves | null) => void} draw null: the row has yet to come
 */

import { scaleLinear } from 'd3-scale';
import { attr, svg, text } from '../../lib/dom.js';
import { toShownY, unitsOf } from '../../lib/units.js';
import { tickText } from '../../lib/axes.js';
import { t } from '../../i18n.js';
import { dots, pathOf, targetPoints } from './chart.js';
import { gridPath, pixelGrid } from './paths.js';

const PADDING = 5;

/**
 * @param {Term | null} term null: the output bias
 * @param {boolean} isLast
 * @returns {RowShape}
 */
export function createRow(term, isLast) {
  const zero = svg('path', { class: 'fit-row-zero' });
  const target = svg('path', { class: 'fit-target' });
  const own = svg('path', { class: term ? 'fit-term' : 'fit-bias' });
  const sum = svg('path', { class: 'fit-prediction' });
  const name = svg('text', { class: 'fit-row-name' }, term ? `+ ${term.name}` : t('fit.bias_letter'));
  const total = svg('text', { class: term ? 'fit-row-total' : 'fit-row-note' }, noteOf(term, isLast));
  const ends = [svg('text', { class: 'fit-row-end' }), svg('text', { class: 'fit-row-end' })];
  const style = { '--neuron': term?.color ?? 'var(--output-line)' };
  const element = svg('g', { class: 'fit-row', display: 'none', style }, zero, target, own, sum, name, total, ...ends);
  /** @type {RowPlace | null} */
  let at = null;
  let drawn = '';

  /** What changes with the place and the scale only. @param {RowPlace} place @param {Range} range @param {Scale} y */
  function drawStill({ x, from, to, top, height, layout }, range, y) {
    const key = [...range, top, height, x(from), x(to), layout.layout].join(' ');
    if (key === drawn) return;
    drawn = key;
    const points = targetPoints(layout);
    const { train } = layout.data;
    target.classList.toggle('points', points.length === 0);
    attr(target, 'd', points.length > 0 ? pathOf(x, y)(points) : dots(train, x, y));
    attr(zero, 'd', range[0] <= 0 && range[1] >= 0 ? `M${x(from)} ${Math.round(y(0)) + 0.5}H${x(to)}` : '');
    ends.forEach((label, i) => {
      text(label, tickText(toShownY(unitsOf(layout), range[1 - i])));
      attr(label, 'y', i === 0 ? top + PADDING + 8 : top + height - PADDING);
    });
  }

  /** @param {RowPlace} place */
  function arrange(place) {
    const { x, from, top, height, textSize } = place;
    at = place;
    const middle = top + height / 2;
    attr(name, 'x', 2);
    attr(name, 'y', total.textContent ? middle - 1 : middle + textSize * 0.35);
    attr(total, 'x', 2);
    attr(total, 'y', middle + textSize * 1.1);
    for (const label of ends) attr(label, 'x', x(from) - 6);
  }

  return {
    element,
    place: term?.place ?? null,
    arrange,
    draw(curves) {
      attr(element, 'display', curves && at ? null : 'none');
      if (!curves || !at) return;
      const { x, from, to, top, height } = at;
      const { heights } = curves;
      const y = scaleLinear(heights, [top + height - PADDING, top + PADDING]);
      drawStill(at, heights, y);
      const grid = pixelGrid({ x, y, from, to }, curves.sum.length);
      attr(own, 'd', gridPath(curves.own, grid));
      attr(sum, 'd', term ? gridPath(curves.sum, grid) : '');
    },
  };
}

/** @param {Term | null} term @param {boolean} isLast @returns {string} what stands below the name */
function noteOf(term, isLast) {
  if (!term) return t('fit.bias');
  return isLast ? '= Y′' : '';
}
