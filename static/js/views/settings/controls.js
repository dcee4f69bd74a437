/**
 * One control for each kind the schema names: made from a field, showing a value, telling a new one.
 *
 * @import { Config } from '../../types.js'
 * @import { Field, Schema } from '../../schema.js'
 */

import { firstOf, t } from '../../i18n.js';
import { createDice } from '../../lib/choice.js';
import { attr, h, text } from '../../lib/dom.js';
import { percentText, shortText } from '../../lib/format.js';
import { createNumberBox, keyboardFor } from '../../lib/number-box.js';
import { parseNumber } from '../../lib/parse-number.js';
import { range, rangeOrNone } from './ranges.js';
import { scaleOf } from './scales.js';
import { shuffle } from './shuffle.js';

const PERCENT = new Set(['validation_fraction', 'dropout']);
const SEEDS = 10_000;

/**
 * @typedef {Object} Setting what a control needs to know
 * @property {Field} field
 * @property {string} label
 * @property {string} id of the element that the visible label belongs to
 * @property {string} describedBy
 * @property {Schema} schema
 * @property {(value: unknown) => void} commit
 * @property {() => Config} config the present experiment
 *
 * @typedef {{element: HTMLElement, show: (value: any) => void}} Control
 */

/** @type {Record<string, (setting: Setting) => Control>} */
export const CONTROLS = { slider, number, menu, layered_menu: layeredMenu, switch: toggle, seed, range, batch, range_or_none: rangeOrNone, shuffle };

/** @param {Setting} setting @returns {Control} */
function slider(setting) {
  const { field, label, commit } = setting;
  const scale = scaleOf(field);
  const exact = exactInput(setting, (value) => valueText(field, value), (typed) => numberOf(field, typed));
  const input = rangeInput(setting, scale.notches, () => {
    const value = scale.value(input.valueAsNumber);
    show(value);
    commit(value);
  });
  attr(exact, 'aria-label', t('settings.exact', { label }));

  /** @param {number} value */
  function show(value) {
    input.value = String(scale.position(value));
    attr(input, 'aria-valuetext', valueText(field, value));
    showExact(exact, valueText(field, value));
  }

  return { element: h('div', { class: 'slider' }, input, exact), show };
}

/** A number of samples, or all of them at the slider's far end. @param {Setting} setting @returns {Control} */
function batch(setting) {
  const { field, label, commit } = setting;
  const scale = scaleOf(field);
  const all = scale.notches + 1;
  const words = (/** @type {number | null} */ value) => (value === null ? t('settings.full_batch') : String(value));
  const read = (/** @type {string} */ typed) =>
    typed === '' || typed === t('settings.full_batch') ? null : numberOf(field, typed);
  const exact = exactInput(setting, words, read);
  const input = rangeInput(setting, all, () => {
    const value = input.valueAsNumber === all ? null : scale.value(input.valueAsNumber);
    show(value);
    commit(value);
  });
  attr(exact, 'aria-label', t('settings.exact', { label }));

  /** @param {number | null} value */
  function show(value) {
    input.value = String(value === null ? all : scale.position(value));
    attr(input, 'aria-valuetext', words(value));
    showExact(exact, words(value));
  }

  return { element: h('div', { class: 'slider' }, input, exact), show };
}

/** @param {Setting} setting @returns {Control} */
function number({ field, id, describedBy, commit }) {
  const least = field.single?.minimum ?? field.single?.exclusiveMinimum ?? -Infinity;
  const step = field.single?.integer ? 1 : (field.ui.step ?? 1);
  return createNumberBox({ id, 'aria-describedby': describedBy }, { change: commit, negative: least < 0, step: () => step });
}

/** A menu that shows a short name while closed, and each choice with its formula when open. @param {Setting} setting @returns {Control} */
function menu({ field, id, describedBy, schema, commit }) {
  const registry = registryOf(field, schema);
  const shown = h('span', { class: 'chosen', 'aria-hidden': 'true' });
  const choices = field.single?.choices ?? [];
  // The registry's order goes from simple to elaborate, the schema's may be alphabetical.
  const options = registry.entries.filter(({ name }) => choices.includes(name)).map(({ name, formula }) => {
    const label = firstOf([`${registry.name}.${name}`], name);
    return h('option', { value: name }, `${label}:  ${firstOf([`formulas.${registry.name}.${name}`], formula)}`);
  });
  const several = h('option', { value: '', hidden: true }, t('settings.per_layer'));
  const select = h('select', { id, 'aria-describedby': describedBy, on: { change: () => commit(select.value) } });
  select.append(...options, ...(field.list ? [several] : []));
  return {
    element: h('div', { class: 'menu' }, shown, select),
    show(value) {
      const name = field.tag ? value[field.tag] : value;
      select.value = Array.isArray(name) ? '' : name;
      const keys = [`${registry.name}_short.${name}`, `${registry.name}.${name}`];
      text(shown, Array.isArray(name) ? t('settings.per_layer') : firstOf(keys, name));
    },
  };
}

/** One menu for each hidden layer; all alike become a single value again. @param {Setting} setting @returns {Control} */
function layeredMenu(setting) {
  const { field, id, commit } = setting;
  /** @type {string[]} */
  let values = [];
  const menus = Array.from({ length: field.layers ?? 0 }, (_, layer) => {
    /** @param {unknown} choice */
    const choose = (choice) => {
      values = values.with(layer, String(choice));
      commit(values.every((value) => value === choice) ? choice : values);
    };
    const own = { ...setting, field: { ...field, list: null }, id: layer === 0 ? id : `${id}-${layer}`, commit: choose };
    const { element, show } = menu(own);
    const label = t('settings.layer', { layer: layer + 1 });
    attr(element.querySelector('select') ?? element, 'aria-label', `${setting.label}: ${label}`);
    return { show, element: h('div', { class: 'layer' }, h('span', { class: 'label', 'aria-hidden': 'true' }, label), element) };
  });
  return {
    element: h('div', { class: 'layers' }, ...menus.map(({ element }) => element)),
    show(value) {
      values = Array.isArray(value) ? value : menus.map(() => value);
      menus.forEach(({ show }, layer) => show(values[layer]));
    },
  };
}

/** @param {Setting} setting @returns {Control} */
function toggle({ field, id, describedBy, commit }) {
  const input = h('input', {
    type: 'checkbox',
    role: 'switch',
    id,
    'aria-describedby': describedBy,
    on: { change: () => commit(input.checked ? (field.whole ?? true) : field.whole ? null : false) },
  });
  return { element: input, show: (value) => (input.checked = Boolean(value)) };
}

/** @param {Setting} setting @returns {Control} */
function seed(setting) {
  const { element: input, show } = number(setting);
  const dice = createDice(t('settings.dice'), () => setting.commit(Math.floor(Math.random() * SEEDS)));
  return { element: h('div', { class: 'seed' }, input, dice), show };
}

/** @param {Setting} setting @param {number} notches @param {() => void} onInput */
function rangeInput({ id, describedBy }, notches, onInput) {
  return h('input', {
    type: 'range',
    id,
    min: 0,
    max: notches,
    step: 1,
    'aria-describedby': describedBy,
    on: { input: onInput },
  });
}

/**
 * The exact value beside a slider, to read and to type.
 * @param {Setting} setting
 * @param {(value: any) => string} words
 * @param {(typed: string) => number | null} read
 */
function exactInput({ field, describedBy, commit }, words, read) {
  const input = h('input', {
    type: 'text',
    class: 'exact',
    inputmode: keyboardFor((field.single?.minimum ?? 0) < 0),
    autocomplete: 'off',
    'aria-describedby': describedBy,
    on: {
      focus: () => input.select(),
      change: () => {
        const value = read(input.value.trim());
        if (value === null || !Number.isNaN(value)) input.value = words(value);
        commit(value);
      },
    },
  });
  return input;
}

/** Leaves a field alone in which somebody is typing. @param {HTMLInputElement} input @param {string} words */
function showExact(input, words) {
  if (document.activeElement !== input && input.value !== words) input.value = words;
}

/** @param {Field} field @param {number} value */
function valueText(field, value) {
  return PERCENT.has(field.name) ? percentText(value) : shortText(value);
}

/** The number somebody typed, with any kind of minus and digits; NaN where it is none. @param {Field} field @param {string} typed */
function numberOf(field, typed) {
  const plain = typed.normalize('NFKC').trim();
  const isPercent = plain.endsWith('%');
  const value = parseNumber(isPercent ? plain.slice(0, -1) : typed);
  const meansPercent = isPercent || (PERCENT.has(field.name) && value >= 1);
  return meansPercent ? Number((value / 100).toPrecision(12)) : value;
}

/** @param {Field} field @param {Schema} schema */
function registryOf({ name }, schema) {
  const plural = name === 'loss' ? 'losses' : `${name}s`;
  const entries = schema.registries[/** @type {keyof Schema['registries']} */ (plural)] ?? [];
  return { name: plural, entries };
}
