/**
 * A number of the network that can be changed where it stands. While somebody is at it the live number waits.
 *
 * @typedef {Object} NumberField
 * @property {HTMLElement} element
 * @property {(value: number) => void} show the live number; NaN where there is none to change
 *
 * @typedef {Object} Wanted
 * @property {string} label
 * @property {(value: number) => string} write the live number in words
 * @property {(value: number) => Promise<unknown>} commit
 * @property {() => void} [done] what Enter does after the number is taken; without it the field stays
 */

import { attr, h } from './dom.js';
import { minus } from './format.js';
import { createPendingEdits } from './pending-edits.js';
import { keyboardFor } from './number-box.js';
import { parseNumber } from './parse-number.js';
import { t } from '../i18n.js';

const STEP = 0.1;
const LARGE_STEP = 1;
const COMPLAIN_FOR = 6000;
/** Where each arrow key leads. @type {Record<string, number>} */
const DIRECTIONS = { ArrowUp: 1, ArrowDown: -1 };

let fields = 0;

/** @param {Wanted} wanted @returns {NumberField} */
export function createNumberField({ label, write, commit, done }) {
  const id = `number-${++fields}`;
  const error = h('span', { class: 'number-error', id, role: 'alert' });
  const input = h('input', {
    type: 'text', class: 'number', dataset: { control: 'network.weight' }, inputmode: keyboardFor(true), autocomplete: 'off', spellcheck: 'false',
    'aria-label': label,
    on: { focus: begin, blur: leave, keydown: onKey, input: () => complain('') },
  });
  /** As the network has it. */
  let known = NaN;
  /** As it was asked to be, until that is answered. */
  let live = NaN;
  let before = '';
  let editing = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let forgetting;
  const pending = createPendingEdits(() => {
    if (!editing) rewrite(live);
  });

  function begin() {
    editing = true;
    before = exact(live);
    input.value = before;
    input.select();
    complain('');
  }

  function leave() {
    const right = submit();
    editing = false;
    rewrite(live);
    // What was wrong has gone from the field: its message would stand over others for nothing.
    if (!right) forgetting = setTimeout(complain, COMPLAIN_FOR, '');
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Enter' && submit()) (done ?? (() => input.select()))();
    else if (event.key === 'Escape') revert();
    else if (event.key in DIRECTIONS) step(DIRECTIONS[event.key] * (event.shiftKey ? LARGE_STEP : STEP));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function revert() {
    input.value = before;
    complain('');
    input.blur();
  }

  /** @param {number} by */
  function step(by) {
    const typed = parseNumber(input.value);
    const value = (Number.isNaN(typed) ? live : typed) + by;
    if (!Number.isFinite(value)) return;
    input.value = exact(value, 7);
    submit();
  }

  /** @returns {boolean} whether what stands there is a number */
  function submit() {
    if (input.value === before || input.readOnly) return true;
    const value = parseNumber(input.value);
    const trouble = Number.isNaN(value) ? 'neurons.no_number' : Number.isFinite(Math.fround(value)) ? '' : 'neurons.too_large';
    complain(trouble && t(trouble));
    if (trouble) return false;
    before = input.value;
    live = value;
    pending.wait(commit(value).catch(() => (live = known)));
    return true;
  }

  /** @param {string} words */
  function complain(words) {
    clearTimeout(forgetting);
    if (error.textContent !== words) error.textContent = words;
    attr(input, 'aria-invalid', words !== '' && 'true');
    attr(input, 'aria-describedby', words !== '' && id);
  }

  /** @param {number} value */
  function rewrite(value) {
    const words = write(value);
    if (input.value !== words) input.value = words;
    input.readOnly = !Number.isFinite(value);
  }

  return {
    element: h('span', { class: 'number-field' }, input, error),
    show(value) {
      known = value;
      if (pending.open) return;
      live = value;
      if (!editing) rewrite(value);
    },
  };
}

/** @param {number} value @param {number} [digits] that count @returns {string} */
function exact(value, digits = 4) {
  return Number.isFinite(value) ? minus(String(Number(value.toPrecision(digits)))) : '';
}
