/**
 * Two numbers, the second larger; and the same where they may be left out.
 *
 * @import { Control, Setting } from './controls.js'
 */

import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { hasDates } from '../../lib/dates.js';
import { createNumberBox, everyDigit } from '../../lib/number-box.js';
import { readShownX, shownXText, unitsOf } from '../../lib/units.js';

/** How far beyond the data the charts show at first, in widths of the domain on each side. */
const BEYOND = 0.6;

/** @param {Setting} setting @returns {Control} */
export function range({ id, label, describedBy, commit, config }) {
  const units = () => unitsOf({ config: config() });
  const write = (/** @type {number} */ x) => (hasDates(units()) ? shownXText(units(), x) : everyDigit(x));
  const read = (/** @type {string} */ typed) => readShownX(units(), typed);
  const [from, to] = ['from', 'to'].map((end, i) => {
    const attributes = { id: i === 0 ? id : null, 'aria-label': `${label}, ${t(`settings.${end}`)}`, 'aria-describedby': describedBy };
    return createNumberBox(attributes, { change: () => commit([from.value(), to.value()]), negative: true, write, read });
  });
  const element = h('div', { class: 'range' }, from.element, h('span', { 'aria-hidden': 'true' }, '…'), to.element);
  return {
    element,
    show([low, high]) {
      const dates = hasDates(units());
      element.classList.toggle('dates', dates);
      for (const [box, end] of /** @type {const} */ ([[from, low], [to, high]])) box.element.style.width = dates ? `${write(end).length + 2}ch` : '';
      from.show(low);
      to.show(high);
    },
  };
}

/** Switched on, it begins somewhat wider than the domain. @param {Setting} setting @returns {Control} */
export function rangeOrNone(setting) {
  const { id, describedBy, commit, config } = setting;
  const ends = range({ ...setting, id: `${id}-from` });
  const input = h('input', {
    type: 'checkbox',
    role: 'switch',
    id,
    'aria-describedby': describedBy,
    on: { change: () => commit(input.checked ? widened(config().data.domain) : null) },
  });
  return {
    element: h('div', { class: 'range-or-none' }, input, ends.element),
    show(value) {
      input.checked = value !== null;
      ends.element.hidden = value === null;
      if (value) ends.show(value);
    },
  };
}

/** @param {[number, number]} domain @returns {[number, number]} */
function widened([low, high]) {
  const more = BEYOND * (high - low);
  const tidy = (/** @type {number} */ value) => Number(value.toPrecision(6));
  return [tidy(low - more), tidy(high + more)];
}
