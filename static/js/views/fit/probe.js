/**
 * Reads both curves at one x, by mouse, touch or arrow keys: a slider to a screen reader, a crosshair to the eye.
 *
 * @import { State } from '../../types.js'
 * @import { Plot, Scale } from './chart.js'
 * @import { Units } from '../../types.js'
 */

import { attr, h, svg, text } from '../../lib/dom.js';
import { onKeys } from '../../lib/steps.js';
import { heightText, PLAIN, toShownX, xText, yText } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { valueAt } from './chart.js';

const STEPS = 60;

/**
 * @param {HTMLElement} container
 * @param {SVGGElement} layer to draw the crosshair in
 * @param {() => void} moved called when another x is read
 */
export function createProbe(container, layer, moved) {
  const slider = h('div', { class: 'fit-probe', role: 'slider', tabindex: 0, 'aria-label': t('fit.readout') });
  const rows = ['x', 'target', 'prediction', 'gap'].map((key) => createRow(key));
  const readout = h('div', { class: 'fit-readout', 'aria-hidden': 'true', hidden: true }, ...rows.map(({ row }) => row));
  const hair = svg('line', { class: 'fit-hair' });
  const gap = svg('line', { class: 'fit-gap' });
  const dots = [svg('circle', { class: 'fit-dot target' }), svg('circle', { class: 'fit-dot prediction' })];
  const group = svg('g', { display: 'none' }, hair, gap, ...dots);
  layer.append(group);
  container.append(slider, readout);

  /** @type {number | null} */
  let at = null;
  /** @type {{from: number, to: number, plot: Plot, x: Scale, y: Scale} | null} */
  let view = null;
  /** @type {Units} */
  let units = PLAIN;

  /** @param {number | null} x */
  function moveTo(x) {
    at = x === null || !view ? null : Math.max(view.from, Math.min(view.to, x));
    moved();
  }

  /** @param {PointerEvent} event */
  function point(event) {
    if (!view) return;
    moveTo(view.x.invert(view.plot.left + event.offsetX));
  }

  slider.addEventListener('pointermove', point);
  slider.addEventListener('pointerdown', point);
  slider.addEventListener('pointerleave', () => document.activeElement !== slider && moveTo(null));
  slider.addEventListener('blur', () => moveTo(null));
  slider.addEventListener('focus', () => {
    if (at === null && view && slider.matches(':focus-visible')) moveTo((view.from + view.to) / 2);
  });
  slider.addEventListener('keydown', ({ key }) => key === 'Escape' && slider.blur());
  slider.addEventListener('keydown', onKeys((steps) => {
    if (view) moveTo((at ?? (view.from + view.to) / 2) + (steps * (view.to - view.from)) / STEPS);
  }));

  /** @param {number} x @param {number} target @param {number} prediction */
  function write(x, target, prediction) {
    const gap = heightText(units, Math.abs(prediction - target));
    const values = { x: xText(units, x), target: yText(units, target), prediction: yText(units, prediction), gap };
    rows.forEach(({ row, value, key }) => {
      row.hidden = Number.isNaN(target) && (key === 'target' || key === 'gap');
      text(value, values[key]);
    });
    attr(slider, 'aria-valuenow', valueNow(x));
    attr(slider, 'aria-valuetext', t(Number.isNaN(target) ? 'fit.at_no_target' : 'fit.at', values));
  }

  /** @param {number} x @returns {number} */
  function valueNow(x) {
    return Number(toShownX(units, x).toPrecision(6));
  }

  /** @param {Plot} plot @param {Scale} x @param {Scale} y @param {number} target @param {number} prediction */
  function drawHair(plot, x, y, target, prediction) {
    const left = x(/** @type {number} */ (at));
    const inside = (/** @type {number} */ height) => Math.max(plot.top, Math.min(plot.bottom, y(height)));
    setLine(hair, left, plot.top, plot.bottom);
    [target, prediction].forEach((height, i) => {
      attr(dots[i], 'display', Number.isFinite(height) ? null : 'none');
      if (!Number.isFinite(height)) return;
      attr(dots[i], 'cx', left);
      attr(dots[i], 'cy', inside(height));
    });
    attr(gap, 'display', Number.isFinite(target) ? null : 'none');
    if (Number.isFinite(target)) setLine(gap, left, inside(target), inside(prediction));
    const right = left > (plot.left + plot.right) / 2;
    readout.style.left = right ? '' : `${left + 12}px`;
    readout.style.right = right ? `calc(100% - ${left - 12}px)` : '';
    readout.style.top = `${plot.top + 4}px`;
  }

  return {
    /** @param {number} from @param {number} to @param {Plot} plot @param {Scale} x @param {Scale} y @param {Units} shownIn */
    arrange(from, to, plot, x, y, shownIn) {
      view = { from, to, plot, x, y };
      units = shownIn;
      Object.assign(slider.style, {
        left: `${plot.left}px`, top: `${plot.top}px`,
        width: `${plot.right - plot.left}px`, height: `${plot.bottom - plot.top}px`,
      });
      attr(slider, 'aria-valuemin', valueNow(from));
      attr(slider, 'aria-valuemax', valueNow(to));
      attr(slider, 'aria-valuenow', valueNow(at ?? (from + to) / 2));
    },
    /** @param {State} state */
    draw({ layout, frame }) {
      const prediction = frame?.sections.prediction;
      const shown = at !== null && view && layout && prediction;
      attr(group, 'display', shown ? null : 'none');
      readout.hidden = !shown;
      if (at === null || !view || !layout || !prediction) return;
      const { from, to, plot, x, y } = view;
      const target = layout.target.y ? valueAt(layout.target.y, from, to, at) : NaN;
      const predicted = valueAt(prediction, from, to, at);
      write(at, target, predicted);
      drawHair(plot, x, y, target, predicted);
    },
  };
}

/** @param {string} key */
function createRow(key) {
  const value = h('span', { class: 'value' });
  const row = h('p', { class: key }, h('span', { class: 'label' }, t(`fit.row_${key}`)), value);
  return { row, value, key: /** @type {'x' | 'target' | 'prediction' | 'gap'} */ (key) };
}

/** @param {SVGLineElement} element @param {number} x @param {number} y1 @param {number} y2 */
function setLine(element, x, y1, y2) {
  attr(element, 'x1', x);
  attr(element, 'x2', x);
  attr(element, 'y1', y1);
  attr(element, 'y2', y2);
}
