/**
 * Which x is sent through: a number and a slider.
 *
 * @import { Actions, Layout } from '../../types.js'
 */

import { attr, h, text } from '../../lib/dom.js';
import { short } from '../../lib/numbers.js';
import { isPlain, PLAIN, toShownX, toTrainedX, unitsOf, xText } from '../../lib/units.js';
import { t } from '../../i18n.js';

const STEPS = 120;

/** @param {HTMLElement} container @param {Actions} actions */
export function createPicker(container, actions) {
  const number = h('input', { type: 'number', step: 'any', id: 'trace-x', inputmode: 'decimal' });
  const slider = h('input', { type: 'range', 'aria-label': t('trace.x_slider') });
  const scaled = h('span', { class: 'trace-scaled', hidden: true });
  container.append(h('label', { for: 'trace-x' }, h('var', {}, 'x'), ' ='), number, slider, scaled);
  /** The number is in the data's own units, the slider moves in the network's. */
  let units = PLAIN;

  number.addEventListener('change', () => {
    const value = number.valueAsNumber;
    if (!Number.isFinite(value)) return;
    const [least, most] = [Number(number.min), Number(number.max)];
    actions.pickX(toTrainedX(units, Math.max(least, Math.min(most, value))));
  });
  slider.addEventListener('input', () => actions.pickX(slider.valueAsNumber));

  return {
    /** @param {Layout | null} layout @param {number | null} x */
    show(layout, x) {
      if (!layout) return;
      const { from, to } = layout.grids.prediction;
      units = unitsOf(layout);
      attr(slider, 'min', from);
      attr(slider, 'max', to);
      attr(number, 'min', toShownX(units, from));
      attr(number, 'max', toShownX(units, to));
      attr(slider, 'step', Number(((to - from) / STEPS).toPrecision(3)));
      const plain = isPlain(units);
      const told = x === null ? '' : plain ? String(Number(x.toPrecision(4))) : xText(units, x);
      const typed = plain ? told : told.replace('−', '-');
      if (x === null || number.valueAsNumber !== toShownX(units, x)) number.value = typed;
      if (slider.valueAsNumber !== x && x !== null) slider.value = String(x);
      attr(slider, 'aria-valuetext', told);
      scaled.hidden = plain || x === null;
      if (!plain && x !== null) text(scaled, t('csv.scaled_x', { x: short(x) }));
    },
  };
}
