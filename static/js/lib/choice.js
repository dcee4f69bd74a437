/** One of a few, as buttons side by side; and a die to roll. */

import { attr, h, svg } from './dom.js';

let made = 0;

/**
 * @param {string} label
 * @param {{value: string, label: string}[]} options the first one is chosen at first
 * @param {(value: string) => void} choose
 */
export function createChoice(label, options, choose) {
  const name = `choice-${++made}`;
  const inputs = options.map(({ value }, i) =>
    h('input', { type: 'radio', name, value, checked: i === 0, on: { change: () => choose(value) } }));
  const labels = options.map((option, i) => h('label', {}, inputs[i], h('span', {}, option.label)));
  return {
    element: h('div', { class: 'choice', role: 'radiogroup', 'aria-labelledby': name }, h('span', { id: name }, label), h('div', {}, ...labels)),
    /** @param {string} value @param {boolean} possible @param {string} why it is not */
    enable(value, possible, why) {
      const at = options.findIndex((option) => option.value === value);
      inputs[at].disabled = !possible;
      attr(labels[at], 'title', possible ? null : why);
    },
  };
}

/** @param {string} label @param {() => void} roll */
export function createDice(label, roll) {
  const eyes = [[7, 7], [13, 7], [10, 10], [7, 13], [13, 13]].map(([cx, cy]) => svg('circle', { class: 'solid', cx, cy, r: 1.2 }));
  const picture = svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('rect', { x: 3, y: 3, width: 14, height: 14, rx: 3 }), ...eyes);
  return h('button', { type: 'button', class: 'icon', 'aria-label': label, title: label, on: { click: roll } }, picture);
}
