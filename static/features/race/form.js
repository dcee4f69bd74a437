/**
 * A race of one's own: two to ten runs, each the present experiment with up to two differences.
 *
 * @import { Refusal, State, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Entry } from './entries.js'
 */

import { fill, h, text } from '../../js/lib/dom.js';
import { reasonIn, t } from '../../js/i18n.js';
import { firstEntries, LEAST, MOST, problemOf, raceEntryOf } from './entries.js';
import { createEntryRow } from './entry-row.js';

/** The number of the run that a refusal is about. */
const NAMED = /^runs\[(\d+)\]/;

/** @param {ViewContext & {schema: Schema}} context */
export function createForm({ store, actions, schema }) {
  const list = h('ol', { class: 'race-entries' });
  const add = h('button', { type: 'button', on: { click: addEntry } }, t('race.add'));
  const start = h('button', { type: 'submit', class: 'primary' }, t('race.start'));
  const error = h('p', { class: 'race-error', role: 'alert' });
  const element = h('form', { class: 'race-form', on: { submit } }, h('p', { class: 'race-help' }, t('race.own')), list, h('p', { class: 'race-buttons' }, add, start), error);
  element.noValidate = true;
  /** @type {ReturnType<typeof createEntryRow>[]} */
  let rows = [];

  /** @param {Entry} entry */
  function createRowOf(entry) {
    const row = createEntryRow(entry, { config: () => store.get().config, schema, changed: number, remove: () => remove(row) });
    return row;
  }

  /** @param {ReturnType<typeof createEntryRow>} row */
  function remove(row) {
    rows = rows.filter((each) => each !== row);
    arrange();
    rows.at(-1)?.focus();
  }

  function addEntry() {
    const last = rows.at(-1)?.entry ?? [];
    rows.push(createRowOf(last.map((difference) => ({ ...difference }))));
    arrange();
    rows.at(-1)?.focus();
  }

  function arrange() {
    fill(list, ...rows.map(({ element: each }) => each));
    number();
  }

  function number() {
    rows.forEach((row, i) => row.number(i, rows.length > LEAST));
    add.disabled = rows.length >= MOST;
  }

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    const { config } = store.get();
    const problems = rows.map(({ entry }) => problemOf(entry, config, schema));
    rows.forEach((row, i) => row.object(problems[i]));
    text(error, '');
    if (problems.some((words) => words !== '')) return;
    try {
      await actions.race(rows.map(({ entry }) => raceEntryOf(entry, config, schema)));
    } catch (refused) {
      tell(/** @type {Refusal} */ (refused));
      return;
    }
    // A refusal has been put into words by the action itself.
    await actions.play().catch(() => {});
  }

  /** @param {Refusal} refusal */
  function tell(refusal) {
    const { field = '' } = refusal;
    const index = NAMED.exec(field)?.[1];
    const words = reasonIn(refusal);
    if (index !== undefined) rows[Number(index)]?.object(words);
    else if (field.startsWith('runs')) text(error, words);
  }

  return {
    element,
    /** @param {State} state */
    show({ config }) {
      if (rows.length > 0) return;
      rows = firstEntries(config, schema).map(createRowOf);
      arrange();
    },
  };
}
