/**
 * Which x is sent through: a number and a slider.
 *
 * @import { Actions, Layout } from '../../js/types.js'
 */

import { attr, h, text } from '../../js/lib/dom.js';
import { digitsText } from '../../js/lib/format.js';
import { createNumberBox } from '../../js/lib/number-box.js';
import { short } from '../../js/lib/numbers.js';
import { isPlain, PLAIN, readShownX, shownXText, toShownX, toTrainedX, unitsOf } from '../../js/lib/units.js';
import { t } from '../../js/i18n.js';

const STEPS = 120;

/** @param {HTMLElement} container @param {Actions} actions */
export function createPicker(container, actions) {
  const number = createNumberBox({ id: 'trace-x' }, { change: pick, negative: true, step: () => Number(slider.step) * units.x_scale, write: inWords, read });
  const slider = h('input', { type: 'range', 'aria-label': t('trace.x_slider') });
  const scaled = h('span', { class: 'trace-scaled', hidden: true });
  container.append(h('label', { for: 'trace-x' }, h('var', {}, 'x'), ' ='), number.element, slider, scaled);
  /** The number is in the data's own units, the slider moves in the network's. */
  let units = PLAIN;

  /** @type {[number, number]} */
  let ends = [0, 0];

  /** @param {number} value in the data's own units */
  function pick(value) {
    if (Number.isFinite(value)) actions.pickX(toTrainedX(units, Math.max(ends[0], Math.min(ends[1], value))));
  }

  /** @param {number} x in the data's own units */
  function inWords(x) {
    return isPlain(units) ? digitsText(x, 4) : shownXText(units, x);
  }

  /** @param {string} typed */
  function read(typed) {
    return readShownX(units, typed);
  }

  slider.addEventListener('input', () => actions.pickX(slider.valueAsNumber));

  return {
    /** @param {Layout | null} layout @param {number | null} x */
    show(layout, x) {
      if (!layout) return;
      const { from, to } = layout.grids.prediction;
      units = unitsOf(layout);
      attr(slider, 'min', from);
      attr(slider, 'max', to);
      ends = [toShownX(units, from), toShownX(units, to)];
      number.limit(...ends);
      attr(slider, 'step', Number(((to - from) / STEPS).toPrecision(3)));
      const told = x === null ? '' : inWords(toShownX(units, x));
      number.show(x === null ? null : toShownX(units, x));
      if (slider.valueAsNumber !== x && x !== null) slider.value = String(x);
      attr(slider, 'aria-valuetext', told);
      scaled.hidden = isPlain(units) || x === null;
      if (!scaled.hidden && x !== null) text(scaled, t('csv.scaled_x', { x: short(x) }));
    },
  };
}
