/**
 * The dialog around a chart to explore: what dragging does, the whole chart again, files, and what is selected.
 *
 * @import { Selection } from '../../plot/charts.js'
 * @import { Chart, ChartName } from './charts.js'
 */

import { count, t } from '../../i18n.js';
import { attr, fill, h, switchOff, text, unlessOff } from '../../lib/dom.js';
import { createChoice } from '../../lib/choice.js';
import { digitsText } from '../../lib/format.js';
import { dateText, MILLISECONDS, readShownDate } from '../../lib/dates.js';
import { parseNumber } from '../../lib/parse-number.js';
import { createNumberBox } from '../../lib/number-box.js';

/** Of the steps of a field's arrows in the width of the chart. */
const STEPS = 100;
const MINUTE = MILLISECONDS.minutes;
const DIGITS = 4;

/**
 * @param {{tool: (tool: 'zoom' | 'select') => void, log: (log: boolean) => void, whole: () => void,
 *   select: (selection: Selection | null) => void, save: (format: 'png' | 'svg') => void}} hooks
 */
export function createDialog(hooks) {
  const parts = createParts(hooks, selectFields);

  /** From the two fields, of all heights. */
  function selectFields() {
    const ends = parts.ends.map((field) => field.value());
    if (ends.every(Number.isFinite)) hooks.select({ x: [Math.min(...ends), Math.max(...ends)], y: null });
  }

  return {
    get isOpen() {
      return parts.dialog.open;
    },
    /** @param {ChartName} name @param {boolean} log */
    open(name, log) {
      text(parts.title, t(`explore.open.${name}`));
      parts.log.checked = log;
      parts.logField.hidden = name !== 'loss';
      text(parts.note, t('explore.loading'));
      fill(parts.found);
      parts.dialog.showModal();
    },
    close: () => parts.dialog.close(),
    /** @param {HTMLElement} frame */
    hold: (frame) => parts.place.append(frame),
    drawn: () => attr(parts.dialog, 'data-drawn', Number(parts.dialog.dataset.drawn ?? 0) + 1),
    /** @param {number} step */
    tell: (step) => text(parts.note, t('explore.paused', { step: count(step) })),
    /** @param {'png' | 'svg'} format */
    tellUnsaved: (format) => text(parts.note, t('explore.unsaved', { format: t(`explore.${format}`) })),
    /** @param {Selection | null} selection @param {string[]} sentences @param {Chart} chart */
    tellSelection(selection, sentences, { figure: { x } }) {
      parts.grain.step = Number(((x.range[1] - x.range[0]) / STEPS).toPrecision(1));
      parts.grain.dates = x.dates;
      parts.ends.forEach((field, i) => field.show(selection && selection.x[i]));
      parts.axis.forEach((label, i) => text(label, `${x.title} ${t(i === 0 ? 'explore.from' : 'explore.to')}`));
      switchOff(parts.clear, selection === null);
      parts.hint.hidden = selection !== null;
      fill(parts.found, ...sentences.map((sentence) => h('li', {}, sentence)));
    },
    destroy: () => parts.dialog.remove(),
  };
}

/** @param {Parameters<typeof createDialog>[0]} hooks @param {() => void} selectFields */
function createParts(hooks, selectFields) {
  const title = h('h2', { id: 'explore-title' });
  const note = h('p', { class: 'explore-note', role: 'status' });
  const hint = h('p', { class: 'explore-hint' }, t('explore.hint'));
  const button = (/** @type {string} */ label, /** @type {(event: Event) => void} */ click, more = {}) => h('button', { type: 'button', ...more, on: { click } }, label);
  const close = button(t('explore.close'), () => dialog.close(), { class: 'quiet' });
  const tools = createChoice(t('explore.drag'), [{ value: 'select', label: t('explore.select') }, { value: 'zoom', label: t('explore.zoom') }], (value) => {
    text(hint, t(value === 'zoom' ? 'explore.hint_zoom' : 'explore.hint'));
    hooks.tool(value === 'zoom' ? 'zoom' : 'select');
  });
  const log = h('input', { type: 'checkbox', role: 'switch', id: 'explore-log', on: { change: () => hooks.log(log.checked) } });
  const logField = h('label', { class: 'explore-log', for: log.id }, log, t('explore.log'));
  const saves = /** @type {const} */ (['png', 'svg']).map((format) => {
    const called = t(`explore.${format}`);
    return button(called, () => hooks.save(format), { 'aria-label': t('explore.save', { format: called }), title: t('explore.save', { format: called }) });
  });
  const bar = h('div', { class: 'explore-bar' }, tools.element, button(t('explore.reset'), hooks.whole), logField, h('span', { class: 'explore-saves' }, ...saves));
  const place = h('div', { class: 'explore-place' });
  const axis = [h('label', { for: 'explore-from' }), h('label', { for: 'explore-to' })];
  /** How far a key goes, and whether the ends are dates. @type {{step: number, dates: 'dates' | 'times' | undefined}} */
  const grain = { step: 1, dates: undefined };
  const kind = () => ({ x_kind: /** @type {const} */ ('minutes'), x_since: grain.dates === 'times' ? '' : '1970-01-01' });
  const write = (/** @type {number} */ value) => (grain.dates ? dateText(kind(), value / MINUTE, grain.step / MINUTE) : digitsText(value, DIGITS));
  const read = (/** @type {string} */ typed) => (grain.dates ? readShownDate(kind(), typed) * MINUTE : parseNumber(typed));
  const ends = axis.map((label) =>
    createNumberBox({ id: label.htmlFor }, { change: selectFields, negative: true, step: () => grain.step, write, read }));
  const clear = button(t('explore.clear'), unlessOff(() => hooks.select(null)));
  const fields = h('div', { class: 'explore-fields', role: 'group', 'aria-label': t('explore.selection') }, axis[0], ends[0].element, axis[1], ends[1].element, clear);
  const found = h('ul', { class: 'explore-found' });
  const foot = h('div', { class: 'explore-foot' }, fields, h('div', { role: 'status', class: 'explore-words' }, hint, found));
  const dialog = h(
    'dialog',
    { class: 'explore-dialog over', 'aria-labelledby': title.id },
    h('div', { class: 'explore-head' }, title, note, close),
    bar, place, foot,
  );
  document.body.append(dialog);
  return { dialog, title, note, hint, log, logField, place, axis, ends, grain, clear, found };
}
