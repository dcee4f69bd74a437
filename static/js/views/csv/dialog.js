/**
 * The dialog: a table pasted, chosen or dropped, seen before it is used. Nothing else changes until then.
 *
 * @import { Actions, Store } from '../../types.js'
 * @import { Choices } from './choices.js'
 * @import { Given, Reading } from './reading.js'
 */

import { analyse } from 'chardet';
import Papa from 'papaparse';
import { attr, fill, h, text, unlessOff } from '../../lib/dom.js';
import { createThrottle } from '../../lib/throttle.js';
import { count, reasonIn, t } from '../../i18n.js';
import { createChoices, createQuestions, NOTHING_CHOSEN } from './choices.js';
import { changesOf } from './points.js';
import { createPreview } from './preview.js';
import { createReader, MOST_BYTES } from './reading.js';
import { axisName, factsOf, problemText, skippedTexts } from './words.js';

const READ_EVERY = 150;
/** Browsers take long to put more than this into a field. */
const LARGEST_FIELD = 20_000;
const ACCEPTED = '.csv,.tsv,.tab,.txt,.dat,text/csv,text/tab-separated-values,text/plain';

/** @param {Actions} actions @param {Store} store */
export function createDialog(actions, store) {
  const choices = createChoices(choose);
  const preview = createPreview();
  const questions = createQuestions(choose);
  const parts = createParts(choices, questions.element, preview.element);
  const read = createReader(Papa, analyse);
  const pace = createThrottle(READ_EVERY, show);
  /** @type {Given | null} */
  let given = null;
  let chosen = NOTHING_CHOSEN;
  /** @type {Reading | null} what can be used now */
  let reading = null;

  /** @param {Partial<Choices>} changes */
  function choose(changes) {
    chosen = { ...chosen, ...changes };
    show();
  }

  /** @param {Given | null} next */
  function take(next) {
    given = next;
    chosen = NOTHING_CHOSEN;
    text(parts.name, next?.name ?? '');
    if (next?.name) parts.area.value = '';
  }

  function show() {
    const result = given && read(given, chosen);
    reading = null;
    parts.read.hidden = true;
    if (!result) return say('');
    if ('key' in result) return say(problemText(result));
    parts.read.hidden = result.table.rows.length === 0;
    showReading(result);
    const open = result.questions.filter(({ chosen: answer }) => answer === null).length;
    if (open > 0) return say(t('csv.ask.first', { count: open }), true);
    if (result.found.problem) return say(problemText(result.found.problem));
    reading = result;
    return say('');
  }

  /** @param {Reading} result */
  function showReading(result) {
    const { table, columns, found, scale, mustScale } = result;
    choices.show(result, chosen.mark);
    questions.show(result.questions, table);
    choices.showScale(scale, mustScale);
    preview.show(table, columns, found);
    const facts = found.problem ? [] : factsOf(result);
    text(parts.facts, facts.join(' '));
    fill(parts.skipped, ...skippedTexts(found.skipped).map((line) => h('li', {}, line)));
    parts.skipped.hidden = found.skipped.length === 0;
  }

  /** @param {string} problem empty: there is none @param {boolean} [asking] whether it is only a question */
  function say(problem, asking = false) {
    text(parts.problem, problem);
    parts.problem.classList.toggle('asking', asking);
    parts.use.disabled = reading === null;
  }

  /** @param {File} file */
  async function openFile(file) {
    pace.stop();
    if (file.size > MOST_BYTES) {
      take(null);
      show();
      text(parts.name, file.name);
      return say(problemText({ key: 'too_large', params: {} }));
    }
    try {
      take({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    } catch {
      // A folder, or a file that has gone since.
      take(null);
      show();
      return say(problemText({ key: 'unreadable', params: { name: file.name } }));
    }
    return show();
  }

  /** Which of so many points will be set aside: scaling goes by the others. @param {number} count @returns {Promise<{validation: number[]}>} */
  async function splitOf(count) {
    const { data, seed } = store.get().config;
    const wanted = new URLSearchParams({ count: String(count), validation_fraction: String(data.validation_fraction), seed: String(seed), shuffle: String(data.shuffle) });
    const response = await fetch(`/api/split?${wanted}`);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  async function use() {
    if (!reading) return;
    const { table, columns, found, scale } = reading;
    const names = { x: axisName(table, columns.x), y: axisName(table, columns.y) };
    // Not disabled: what is disabled loses the focus.
    attr(parts.use, 'aria-disabled', 'true');
    try {
      const split = scale ? await splitOf(found.x.length) : null;
      await actions.patch(changesOf(found, names, split));
      parts.dialog.close();
    } catch (error) {
      say(t('csv.refused', { message: reasonIn(error) }));
    }
    attr(parts.use, 'aria-disabled', null);
  }

  parts.area.addEventListener('input', () => {
    take(parts.area.value === '' ? null : { name: '', text: parts.area.value });
    pace.request();
  });
  parts.area.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (pasted.length <= LARGEST_FIELD) return;
    event.preventDefault();
    take({ name: t('csv.pasted', { count: count(pasted.trimEnd().split('\n').length) }), text: pasted });
    show();
  });
  parts.file.addEventListener('change', () => {
    const [file] = parts.file.files ?? [];
    if (file) openFile(file).catch(reportError);
    // The same file may be chosen again, when it has been mended.
    parts.file.value = '';
  });
  parts.use.addEventListener('click', unlessOff(() => use().catch(reportError)));
  parts.cancel.addEventListener('click', () => parts.dialog.close());
  document.body.append(parts.dialog);
  show();

  return {
    open() {
      if (parts.dialog.open) return;
      parts.dialog.showModal();
      parts.area.focus();
    },
    /** @param {File} file */
    openFile,
    destroy() {
      pace.stop();
      parts.dialog.remove();
    },
  };
}

/** @param {ReturnType<typeof createChoices>} choices @param {HTMLElement} questions @param {HTMLElement} preview */
function createParts(choices, questions, preview) {
  const area = h('textarea', {
    class: 'csv-area', rows: 4, spellcheck: 'false', autocomplete: 'off', 'aria-label': t('csv.paste'), placeholder: t('csv.placeholder'),
  });
  const file = h('input', { type: 'file', accept: ACCEPTED, class: 'csv-file', id: 'csv-file' });
  const name = h('span', { class: 'csv-name' });
  const drop = h('p', { class: 'csv-drop' }, h('label', { class: 'button', for: 'csv-file' }, t('csv.choose_file')), file, name, h('span', { class: 'label' }, t('csv.drop_hint')));
  const problem = h('p', { class: 'csv-problem', role: 'alert' });
  const facts = h('p', { class: 'csv-facts', role: 'status' });
  const skipped = h('ul', { class: 'csv-skipped', 'aria-label': t('csv.skipped_title') });
  const scaling = h('div', { class: 'csv-scaling' }, choices.scale, h('p', { class: 'label' }, t('csv.scale_help')));
  const read = h('div', { class: 'csv-read' }, questions, choices.columns, choices.reading, preview, facts, skipped, scaling);
  const use = h('button', { type: 'button', class: 'primary' }, t('csv.use'));
  const cancel = h('button', { type: 'button' }, t('csv.cancel'));
  const dialog = h(
    'dialog',
    { class: 'csv-dialog over', 'aria-labelledby': 'csv-title' },
    h('h2', { id: 'csv-title' }, t('csv.title')),
    h('div', { class: 'csv-body' }, area, drop, problem, read),
    h('div', { class: 'csv-foot' }, cancel, use),
  );
  return { dialog, area, file, name, problem, read, facts, skipped, use, cancel };
}
