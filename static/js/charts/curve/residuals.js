/**
 * The strip of residuals below the chart: what is left between each sample and the prediction, on a scale of its own, so
 * that a pattern in them can be seen when the curves already look alike.
 *
 * @import { Layout, State } from '../../types.js'
 * @import { Page, Part } from './layer.js'
 */

import { scaleLinear } from 'd3-scale';
import { attr, h, svg, text } from '../../lib/dom.js';
import { reachFor, tickText } from '../../lib/axes.js';
import { createThrottle } from '../../lib/throttle.js';
import { heightText, toShownHeight, unitsOf } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { residualsOf } from './layers/gap.js';
import { point, rangeOf } from './paths.js';
import { diamonds } from './view.js';

const HEIGHT = 56;
const MARGIN = 7;
const MARK = 3;
const THINNEST = 0.6;
const THICKEST = 2;
/** The scale is made smaller only when less than this part of it is used. */
const LOOSE = 0.45;
const WORDS_EVERY = 1000;

/** @param {Page} page @returns {Part} */
export function mountResiduals(page) {
  const { box, get, signal } = page;
  const { strip, picture, zero, stems, marks, high, low, label } = createStrip();
  box.after(strip);
  const words = createThrottle(WORDS_EVERY, describe, signal);
  let reach = 0;

  function draw() {
    const { view } = page;
    const found = strip.hidden ? null : read(get());
    if (!view || !found) return;
    const { train, validation, layout } = found;
    const units = unitsOf(layout);
    reach = reachOf(reach, [...train, ...validation].map((residual) => toShownHeight(units, residual)));
    const y = scaleLinear([-reach, reach].map((end) => end / units.y_scale), [HEIGHT - MARGIN, MARGIN]).clamp(true);
    attr(stems, 'stroke-width', stemWidth(train.length, view.plot).toFixed(1));
    attr(stems, 'd', stemsOf(layout.data.train.x, train, view.x, y));
    attr(marks, 'd', diamonds({ x: layout.data.validation.x, y: validation }, view.x, y, MARK));
    text(high, tickText(reach));
    text(low, tickText(-reach));
    words.request();
  }

  function arrange() {
    const { view } = page;
    if (!view || strip.hidden) return;
    const { left, right } = view.plot;
    attr(picture, 'viewBox', `0 0 ${strip.clientWidth} ${HEIGHT}`);
    for (const [name, value] of Object.entries({ x1: left, x2: right, y1: HEIGHT / 2, y2: HEIGHT / 2 })) attr(zero, name, value);
    for (const [tick, at] of /** @type {const} */ ([[high, MARGIN + 4], [low, HEIGHT - MARGIN + 4]])) {
      attr(tick, 'x', left - 6);
      attr(tick, 'y', at);
    }
    attr(label, 'x', left + 6);
    attr(label, 'y', MARGIN + 5);
    draw();
  }

  function describe() {
    const found = read(get());
    if (found) attr(picture, 'aria-label', summaryOf(found));
  }

  return {
    reads: ['frame', 'layout', 'view'],
    update({ view }) {
      const appears = strip.hidden && view.residuals && !view.rows;
      strip.hidden = !view.residuals || view.rows;
      if (appears) arrange();
      else draw();
    },
    resize: arrange,
  };
}

function createStrip() {
  const zero = svg('line', { class: 'residual-zero' });
  const stems = svg('path', { class: 'residual-stems' });
  const marks = svg('path', { class: 'fit-validation' });
  const [high, low] = [1, -1].map(() => svg('text', { class: 'residual-tick', 'text-anchor': 'end' }));
  const label = svg('text', { class: 'residual-label' }, t('fit.residuals_label'));
  const picture = svg('svg', { role: 'img', 'aria-label': t('fit.residuals_label') }, zero, stems, marks, high, low, label);
  return { strip: h('div', { class: 'fit-residuals', hidden: true }, picture), picture, zero, stems, marks, high, low, label };
}

/** @typedef {{train: number[], validation: number[], layout: Layout}} Residuals */

/** @param {State} state @returns {Residuals | null} */
function read({ layout, frame }) {
  const prediction = frame?.sections.prediction;
  if (!layout || !prediction || frame.layout !== layout.layout) return null;
  const [train, validation] = [layout.data.train, layout.data.validation].map((points) =>
    residualsOf(points, prediction, layout.grids.prediction),
  );
  return { train, validation, layout };
}

/** @param {Residuals} residuals @returns {string} */
function summaryOf({ train, validation, layout }) {
  const units = unitsOf(layout);
  const [[from, to], [validationFrom, validationTo]] = [train, validation].map((all) => rangeOf(all).map((end) => heightText(units, end)));
  const key = validation.length > 0 ? 'fit.residuals_summary' : 'fit.residuals_summary_train';
  return t(key, { from, to, validationFrom, validationTo });
}

/**
 * How far the scale goes, with room for every residual.
 * @param {number} current
 * @param {number[]} residuals
 * @returns {number} the current reach where it still does
 */
export function reachOf(current, residuals) {
  const [low, high] = rangeOf(residuals);
  const largest = Math.max(-low, high);
  if (current > 0 && largest <= current && largest >= current * LOOSE) return current;
  return largest > 0 || current === 0 ? reachFor(largest) : current;
}

/** Less than half of the room each has. @param {number} count @param {{left: number, right: number}} plot */
function stemWidth(count, { left, right }) {
  return Math.max(THINNEST, Math.min(THICKEST, (0.45 * (right - left)) / count));
}

/** @param {number[]} x @param {number[]} residuals @param {(x: number) => number} toX @param {(y: number) => number} toY */
function stemsOf(x, residuals, toX, toY) {
  const from = toY(0);
  return residuals
    .map((residual, i) => (Number.isNaN(residual) ? '' : point('M', toX(x[i]), from) + point('L', toX(x[i]), toY(residual))))
    .join('');
}
