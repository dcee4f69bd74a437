/**
 * Which x is sent through: a number and a slider.
 *
 * @import { Actions, Layout } from '../../types.js'
 */

import { attr, h } from '../../lib/dom.js';
import { t } from '../../i18n.js';

const STEPS = 120;

/** @param {HTMLElement} container @param {Actions} actions */
export function createPicker(container, actions) {
  const number = h('input', { type: 'number', step: 'any', id: 'trace-x', inputmode: 'decimal' });
  const slider = h('input', { type: 'range', 'aria-label': t('trace.x_slider') });
  container.append(h('label', { for: 'trace-x' }, h('var', {}, 'x'), ' ='), number, slider);

  number.addEventListener('change', () => {
    const value = number.valueAsNumber;
    if (!Number.isFinite(value)) return;
    const [least, most] = [Number(number.min), Number(number.max)];
    actions.pickX(Math.max(least, Math.min(most, value)));
  });
  slider.addEventListener('input', () => actions.pickX(slider.valueAsNumber));

  return {
    /** @param {Layout | null} layout @param {number | null} x */
    show(layout, x) {
      if (!layout) return;
      const { from, to } = layout.grids.prediction;
      for (const input of [number, slider]) {
        attr(input, 'min', from);
        attr(input, 'max', to);
      }
      attr(slider, 'step', Number(((to - from) / STEPS).toPrecision(3)));
      const text = x === null ? '' : String(Number(x.toPrecision(4)));
      if (number.valueAsNumber !== x) number.value = text;
      if (slider.valueAsNumber !== x && x !== null) slider.value = String(x);
      attr(slider, 'aria-valuetext', text);
    },
  };
}
