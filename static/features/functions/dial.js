/**
 * One number to set: its letter, a slider, and the number.
 *
 * @import { Range } from '../../js/lib/axes.js'
 */

import { clamp } from '../../js/lib/axes.js';
import { attr, h, text } from '../../js/lib/dom.js';
import { onKeys } from '../../js/lib/slider-keys.js';
import { plain } from './formula.js';
import { snap } from './moves.js';

/**
 * @param {Object} options
 * @param {string} options.letter
 * @param {string} options.label what a screen reader says
 * @param {Range} options.range
 * @param {number} options.step
 * @param {(value: number) => void} options.change
 */
export function createDial({ letter, label, range, step, change }) {
  let now = 0;

  /** @param {number} value */
  function set(value) {
    change(snap(clamp(value, range), step));
  }

  // A number that a handle set lies between two steps: the slider shows it, and keys go on from it in steps.
  const input = h('input', {
    type: 'range', min: range[0], max: range[1], step: 'any', 'aria-label': label,
    on: { input: () => set(input.valueAsNumber), keydown: onKeys((steps) => set(now + steps * step)) },
  });
  const output = h('span', { class: 'value' });
  return {
    element: h('label', { class: 'dial' }, h('var', {}, letter), input, output),
    /** @param {number} value @param {string} [meaning] of the number, where it has one in words */
    show(value, meaning) {
      now = value;
      if (input.valueAsNumber !== value) input.value = String(value);
      attr(input, 'aria-valuetext', meaning ?? plain(value));
      text(output, plain(value));
    },
  };
}
