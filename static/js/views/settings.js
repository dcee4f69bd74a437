/**
 * The settings of one group, made from the schema: a new field there appears here by itself.
 *
 * @import { Config, State, View, ViewContext } from '../types.js'
 * @import { Field, Schema } from '../schema.js'
 * @import { SettingView } from './settings/field.js'
 */

import { count, firstOf, t } from '../i18n.js';
import { attr, h, text } from '../lib/dom.js';
import { revealSoon } from '../lib/reveal.js';
import { get, same } from '../schema.js';
import { CONTROLS } from './settings/controls.js';
import { createSetting } from './settings/field.js';

/** @typedef {ViewContext & {schema: Schema}} SettingsContext */

/** All settings of a group, one below the other. @param {HTMLElement} root @param {SettingsContext} context @param {Field['ui']['group']} group @returns {View} */
export function mountSettings(root, context, group) {
  const list = createList(root, context, (field) => field.ui.group === group);
  const parameterCount = root.closest('section')?.querySelector('#parameter-count');
  return {
    update(state, changed) {
      if (changed.has('config') || changed.has('fieldErrors')) list.update(state, changed.has('fieldErrors'));
      if (parameterCount && changed.has('layout') && state.layout) {
        text(parameterCount, t('settings.parameters', { count: count(state.layout.parameter_count) }));
      }
    },
    destroy: () => root.replaceChildren(),
  };
}

/** How the network is trained: the usual settings in a row, the others behind More. @param {HTMLElement} root @param {SettingsContext} context @returns {View} */
export function mountTraining(root, context) {
  const row = h('div', { class: 'row' });
  const panel = h('div', { class: 'more-panel fields', id: 'more-settings', role: 'group', 'aria-label': t('settings.more') });
  const button = h('button', { type: 'button', class: 'quiet more', dataset: { control: 'settings.more' }, 'aria-controls': panel.id, on: { click: toggle } });
  const usual = createList(row, context, ({ ui }) => ui.group === 'training' && !ui.advanced);
  const advanced = createList(panel, context, ({ ui }) => ui.group === 'training' && Boolean(ui.advanced));
  root.append(row, button, panel);
  setOpen(false);

  function toggle() {
    setOpen(panel.hidden);
    if (!panel.hidden) revealSoon(panel);
  }

  /** @param {boolean} open */
  function setOpen(open) {
    panel.hidden = !open;
    attr(button, 'aria-expanded', String(open));
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== 'Escape' || panel.hidden) return;
    // What else listens for it has not been meant.
    event.preventDefault();
    setOpen(false);
    button.focus();
  }

  /** @param {PointerEvent} event */
  function onPointer(event) {
    if (panel.hidden || root.contains(/** @type {Node} */ (event.target))) return;
    // In a phone's sheet it is part of the page: what is being touched would move away from the finger.
    if (getComputedStyle(panel).position !== 'static') setOpen(false);
  }

  /** @param {State} state */
  function countChanges({ config }) {
    const changed = advanced.fields().filter((field) => !same(get(config, field.path), field.default));
    const changes = changed.length;
    // A single one is named rather than counted.
    const one = changes === 1 ? firstOf([`fields.${changed[0].name}`], changed[0].name) : null;
    text(button, one ? t('settings.more_one', { name: one }) : changes ? t('settings.more_changed', { count: changes }) : t('settings.more'));
    attr(button, 'title', changes ? t('settings.more_changed_help', { count: changes }) : null);
  }

  const abort = new AbortController();
  root.addEventListener('keydown', onKey, { signal: abort.signal });
  document.addEventListener('pointerdown', onPointer, { signal: abort.signal });
  return {
    update(state, changed) {
      if (!changed.has('config') && !changed.has('fieldErrors')) return;
      usual.update(state, changed.has('fieldErrors'));
      advanced.update(state, changed.has('fieldErrors'));
      countChanges(state);
    },
    destroy() {
      abort.abort();
      root.replaceChildren();
    },
  };
}

/**
 * Settings that come and go with the config: each optimizer has its own.
 * @param {HTMLElement} root
 * @param {SettingsContext} context
 * @param {(field: Field) => boolean} belongs
 */
function createList(root, context, belongs) {
  /** @type {SettingView[]} */
  let shown = [];

  /** @param {Config} config */
  function arrange(config) {
    const all = context.schema.fields(config);
    const fields = [...all, ...all.filter(mayDifferByLayer).map((field) => byLayer(field, config))]
      .filter((field) => field.ui.control in CONTROLS && belongs(field))
      .sort((a, b) => Number(a.ui.advanced ?? false) - Number(b.ui.advanced ?? false));
    const wanted = fields.map((field) => shown.find((s) => same(s.field, field)) ?? createSetting(field, context));
    for (const setting of shown) if (!wanted.includes(setting)) setting.element.remove();
    // Moving an element would drop the keyboard's focus, so only what is out of place moves.
    wanted.forEach(({ element }, i) => {
      if (root.children[i] !== element) root.insertBefore(element, root.children[i] ?? null);
    });
    shown = wanted;
  }

  return {
    fields: () => shown.map(({ field }) => field),
    /** @param {State} state @param {boolean} withErrors */
    update(state, withErrors) {
      arrange(state.config);
      for (const setting of shown) setting.update(state, withErrors);
    },
  };
}

/** @param {Field} field */
function mayDifferByLayer({ single, list }) {
  return Boolean(single?.choices && list?.choices);
}

/** The same setting, one menu for each hidden layer. @param {Field} field @param {Config} config @returns {Field} */
function byLayer(field, config) {
  const layers = config.network.hidden.length;
  return { ...field, layers, ui: { ...field.ui, control: layers > 1 ? 'layered_menu' : 'hidden', advanced: true } };
}
