/**
 * A box for a number, typed in any way that `parseNumber` understands; the arrow keys change it. A text box with the
 * role of a number box: `type=number` refuses decimal commas and full-width digits, and tells nobody what was typed.
 */

import { attr, h } from './dom.js';
import { minus, powers } from './format.js';
import { parseNumber } from './parse-number.js';

/** With Shift. */
const LARGE_STEP = 10;
/** Where each arrow key leads. @type {Record<string, number>} */
const DIRECTIONS = { ArrowUp: 1, ArrowDown: -1 };

/**
 * The phone keyboard for a number. iPhones have a number pad without a minus, so it is only for what is never negative.
 * @param {boolean} negative whether it may be
 * @returns {'text' | 'decimal'}
 */
export function keyboardFor(negative) {
  return negative ? 'text' : 'decimal';
}

/** @param {number} value @returns {string} */
export function everyDigit(value) {
  return powers(minus(String(value)));
}

/** A number as it is easy to change: powers of ten are for reading. @param {string} written @param {number} value @returns {string} */
function forTyping(written, value) {
  return written.includes('×10') ? String(value) : written;
}

/** @typedef {{element: HTMLInputElement, value: () => number, show: (value: number | null) => void, limit: (least: number, most: number) => void}} NumberBox */

/**
 * @param {Record<string, unknown>} attributes
 * @param {{change: (value: number) => void, negative: boolean, step?: () => number, write?: (value: number) => string, read?: (typed: string) => number}} options
 *   change: told NaN for what is no number; write: how a number is shown, every digit unless told; read: how it is typed
 * @returns {NumberBox}
 */
export function createNumberBox(attributes, { change, negative, step = () => 1, write = everyDigit, read = parseNumber }) {
  let shown = NaN;
  /** Whether somebody is at it: then it is not written over. */
  let typing = false;
  let focused = false;
  const element = h('input', {
    type: 'text', role: 'spinbutton', class: 'number-box', inputmode: keyboardFor(negative), autocomplete: 'off', spellcheck: 'false',
    'aria-valuenow': 0, ...attributes, on: { input: () => (typing = true), change: take, keydown: onKey, focus: begin, blur: leave },
  });

  /** @returns {number} the number shown where it stands as it was written, else what was typed */
  function value() {
    return element.value !== '' && [written(shown), forTyping(written(shown), shown)].includes(element.value) ? shown : read(element.value);
  }

  function begin() {
    focused = true;
    const words = element.value === written(shown) ? forTyping(element.value, shown) : element.value;
    if (words === element.value) return;
    element.value = words;
    // Writing has undone what the Tab key selected.
    element.select();
  }

  function leave() {
    focused = false;
    if (element.value === forTyping(written(shown), shown)) element.value = written(shown);
  }

  function take() {
    typing = false;
    const typed = value();
    mark(typed);
    change(typed);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const direction = DIRECTIONS[event.key];
    if (!direction) return;
    event.preventDefault();
    const from = value();
    typing = false;
    const by = direction * step() * (event.shiftKey ? LARGE_STEP : 1);
    const wanted = Number(((Number.isNaN(from) ? 0 : from) + by).toPrecision(12));
    const [least, most] = ['min', 'max'].map((end) => element.getAttribute(`aria-value${end}`));
    show(Math.min(most === null ? Infinity : Number(most), Math.max(least === null ? -Infinity : Number(least), wanted)));
    take();
  }

  /** @param {number} number */
  function written(number) {
    return Number.isNaN(number) ? '' : write(number);
  }

  /** @param {number} number */
  function mark(number) {
    attr(element, 'aria-valuenow', Number.isFinite(number) ? number : 0);
    attr(element, 'aria-valuetext', element.value);
  }

  /** @param {number | null} number null: nothing */
  function show(number) {
    shown = number ?? NaN;
    const words = focused ? forTyping(written(shown), shown) : written(shown);
    if (!typing && element.value !== words) element.value = words;
    mark(shown);
  }

  return {
    element,
    value,
    show,
    limit(least, most) {
      attr(element, 'aria-valuemin', least);
      attr(element, 'aria-valuemax', most);
    },
  };
}
