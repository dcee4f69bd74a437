/**
 * One setting: label, control, help, and what is wrong with it, if anything.
 *
 * @import { Config, State, ViewContext } from '../../types.js'
 * @import { Field, Schema } from '../../schema.js'
 */

import { firstOf, t } from '../../i18n.js';
import { attr, h, text } from '../../lib/dom.js';
import { domainChanges } from '../../lib/formula-units.js';
import { tidy, toShownX, toTrainedX, unitsOf } from '../../lib/units.js';
import { createPendingEdits } from '../../lib/pending-edits.js';
import { get, objection, same } from '../../schema.js';
import { objectionText } from '../../lib/objections.js';
import { CONTROLS } from './controls.js';

const RISING = ['range', 'range_or_none'];

/** @typedef {ReturnType<typeof createSetting>} SettingView */

/**
 * @param {Field} field
 * @param {ViewContext & {schema: Schema}} context
 * @param {string} [prefix] of its ids, where the same setting is elsewhere on the page too
 */
export function createSetting(field, { store, actions, schema }, prefix = '') {
  const id = `${prefix}${field.ui.control}-${field.path.replaceAll('.', '-')}`;
  const name = firstOf([`fields.${field.name}`], field.name.replaceAll('_', ' '));
  const label = field.layers ? t('settings.by_layer', { label: name }) : name;
  const help = firstOf([`fields.${field.name}_help`], '');
  const described = h('span', { class: 'help', id: `${id}-help` }, help);
  const error = h('span', { class: 'error', id: `${id}-error`, role: 'alert' });
  const pending = createPendingEdits(() => showValue(store.get().config));

  const control = CONTROLS[field.ui.control]({
    field, label, id, schema, commit, config: () => store.get().config, describedBy: `${id}-help ${id}-error`,
  });
  const caption = h('label', { for: id, title: help }, label);
  const element = h(
    'div',
    { class: `field ${field.ui.control}-field`, dataset: { control: field.path } },
    caption, control.element, described, error,
  );

  /** @param {unknown} typed */
  function commit(typed) {
    const value = inUnits(field, typed, (x) => tidy(toTrainedX(unitsOf(store.get()), x), 1));
    const found = objection(field, value) ?? orderObjection(field, value);
    text(error, found ? objectionText(found) : '');
    if (found) {
      showValue(store.get().config);
      return;
    }
    const chosen = field.tag ? schema.branch(field, String(value)) : value;
    if (same(chosen, get(store.get().config, field.path)) && !pending.open) return;
    pending.wait(isDomain(field) ? changeDomain(value, typed) : actions.patch({ [field.path]: chosen }));
  }

  /** A formula may need other units there. Without an answer the present ones stay. @param {any} domain @param {any} typed */
  async function changeDomain(domain, typed) {
    const changes = await domainChanges(store.get().config, domain, typed, actions.ask).catch(() => ({ [field.path]: domain }));
    return actions.patch(changes);
  }

  /** @param {Config} config */
  function showValue(config) {
    const value = get(config, field.path);
    const units = unitsOf({ config });
    if (value !== undefined) control.show(inUnits(field, value, (x) => tidy(toShownX(units, x), units.x_scale)));
    attr(element, 'data-changed', !same(value, field.default));
  }

  return {
    field,
    element,
    /** @param {State} state @param {boolean} withErrors */
    update({ config, fieldErrors }, withErrors) {
      if (!pending.open) showValue(config);
      if (withErrors) text(error, fieldErrors[field.path] ?? '');
    },
  };
}

/** @param {Field} field */
function isDomain({ path }) {
  return path === 'data.domain';
}

/** A range must rise, which the limits of its ends cannot say. @param {Field} field @param {unknown} value */
function orderObjection(field, value) {
  if (!RISING.includes(field.ui.control) || !Array.isArray(value) || value[0] < value[1]) return null;
  return { key: 'settings.range_order', params: {} };
}

/** Intervals of x are told in the data's own units. @param {Field} field @param {unknown} value @param {(x: number) => number} convert */
function inUnits({ ui }, value, convert) {
  return ui.control.startsWith('range') && Array.isArray(value) ? value.map(convert) : value;
}
