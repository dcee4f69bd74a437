/**
 * One run to be, in the form: what differs, chosen from menus, and the name that comes of it.
 *
 * @import { Config } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Difference, Entry } from './entries.js'
 */

import { attr, fill, h, text } from '../../js/lib/dom.js';
import { runNumber, runSwatch } from '../../js/lib/racing.js';
import { firstOf, t } from '../../js/i18n.js';
import { choicesOf, DIFFERENCES, fieldOf, labelOf, presentText } from './entries.js';

/** Rows have lasting numbers of their own, for the ids of their elements. */
let made = 0;

/**
 * @param {Entry} entry changed in place
 * @param {{config: () => Config, schema: Schema, changed: () => void, remove: () => void}} context
 */
export function createEntryRow(entry, { config, schema, changed, remove }) {
  made += 1;
  const errorId = `race-error-${made}`;
  const mark = h('span', { class: 'race-mark', 'aria-hidden': 'true' });
  const name = h('span', { class: 'race-label' });
  const cross = h('button', { type: 'button', class: 'quiet icon', on: { click: remove } }, '×');
  const error = h('p', { class: 'race-error', id: errorId, role: 'alert' });
  const lines = entry.map((difference, i) => createLine(difference, i));
  const head = h('div', { class: 'race-entry-head' }, mark, name, cross);
  const element = h('li', { class: 'race-entry' }, h('fieldset', {}, head, ...lines, error));

  /** @param {Difference} difference @param {number} at */
  function createLine(difference, at) {
    const none = h('option', { value: '' }, t(at === 0 ? 'race.nothing' : 'race.nothing_more'));
    const names = Object.keys(DIFFERENCES).map((each) => h('option', { value: each }, t(`fields.${each}`)));
    const menu = h('select', { 'aria-label': t(at === 0 ? 'race.differs' : 'race.differs_too'), on: { change: choose } });
    menu.append(none, ...names);
    const place = h('span', { class: 'race-value' });
    menu.value = difference.name;

    function choose() {
      difference.name = menu.value;
      difference.typed = menu.value === '' ? '' : presentText(menu.value, config());
      showControl();
      react();
    }

    function showControl() {
      fill(place, difference.name !== '' && createControl(difference));
    }

    showControl();
    return h('div', { class: 'race-line' }, menu, place);
  }

  /** @param {Difference} difference */
  function createControl(difference) {
    const label = t(`fields.${difference.name}`);
    const choices = choicesOf(fieldOf(difference.name, config(), schema), schema);
    const plural = difference.name === 'loss' ? 'losses' : `${difference.name}s`;
    const attributes = { 'aria-label': label, 'aria-describedby': errorId };
    const take = () => {
      difference.typed = control.value;
      react();
    };
    const control = choices
      ? h('select', { ...attributes, on: { change: take } }, ...choices.map((choice) => h('option', { value: choice }, firstOf([`${plural}.${choice}`], choice))))
      : h('input', { type: 'text', autocomplete: 'off', placeholder: placeholderOf(difference.name), ...attributes, on: { input: take } });
    control.value = difference.typed;
    return control;
  }

  function react() {
    text(error, '');
    changed();
  }

  return {
    element,
    entry,
    /** @param {number} index @param {boolean} removable */
    number(index, removable) {
      const label = labelOf(entry, config(), schema);
      fill(mark, runSwatch(index), runNumber(index));
      text(name, label);
      attr(element.firstElementChild ?? element, 'aria-label', t('race.entry', { number: index + 1, label }));
      attr(cross, 'aria-label', t('race.remove', { number: index + 1 }));
      cross.hidden = !removable;
    },
    /** @param {string} words what is wrong, empty if nothing is */
    object: (words) => text(error, words),
    focus: () => element.querySelector('select')?.focus(),
  };
}

/** @param {string} name */
function placeholderOf(name) {
  if (name === 'hidden') return t('race.no_hidden');
  return name === 'batch_size' ? t('settings.full_batch') : null;
}
