/**
 * The menus of the dialog: how the table is to be read, and which columns are x and y.
 *
 * @import { Encoding } from './decode.js'
 * @import { Mark } from './numbers.js'
 * @import { Question, Reading } from './reading.js'
 * @import { Separator, Table } from './table.js'
 *
 * @typedef {Object} Choices what a person chose; null: what was found out
 * @property {Encoding | null} encoding
 * @property {Separator | null} separator
 * @property {boolean | null} header
 * @property {Mark | null} mark
 * @property {'day' | 'month' | null} order which comes first in dates
 * @property {number | null} x
 * @property {number | null} y
 * @property {boolean | null} scale
 */

import { fill, h } from '../../lib/dom.js';
import { t } from '../../i18n.js';
import { ENCODINGS } from './decode.js';
import { ROW_NUMBER } from './columns.js';
import { SEPARATORS } from './table.js';
import { columnName, questionTexts } from './words.js';

/** @type {Choices} */
export const NOTHING_CHOSEN = { encoding: null, separator: null, header: null, mark: null, order: null, x: null, y: null, scale: null };
const MARKS = /** @type {Mark[]} */ (['.', ',']);
/** As they are called everywhere. @type {Record<Encoding, string>} */
const ENCODING_NAMES = {
  'utf-8': 'UTF-8', gb18030: 'GB18030 / GBK', big5: 'Big5', shift_jis: 'Shift-JIS', 'euc-jp': 'EUC-JP', 'euc-kr': 'EUC-KR', 'windows-1252': 'Windows-1252',
  'windows-1250': 'Windows-1250', 'windows-1251': 'Windows-1251', 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16 BE',
};

/** @param {(changes: Partial<Choices>) => void} choose */
export function createChoices(choose) {
  const x = menu(t('csv.x_column'), (value) => choose({ x: Number(value) }));
  const y = menu(t('csv.y_column'), (value) => choose({ y: Number(value) }));
  const separator = menu(t('csv.separator'), (value) => choose({ separator: /** @type {Separator} */ (value), x: null, y: null }));
  const mark = menu(t('csv.mark'), (value) => choose({ mark: /** @type {Mark} */ (value) }));
  const encoding = menu(t('csv.encoding'), (value) => choose({ encoding: /** @type {Encoding} */ (value) }));
  const header = checkbox(t('csv.header'), (checked) => choose({ header: checked }));
  const scale = checkbox(t('csv.scale'), (checked) => choose({ scale: checked }));
  const separatorNames = { ',': t('csv.comma'), ';': t('csv.semicolon'), '\t': t('csv.tab'), '|': t('csv.bar'), ' ': t('csv.spaces') };
  offer(separator.select, SEPARATORS.map((value) => [value, separatorNames[value]]));
  offer(mark.select, MARKS.map((value) => [value, t(value === '.' ? 'csv.point_mark' : 'csv.comma_mark')]));
  offer(encoding.select, ENCODINGS.map((value) => [value, ENCODING_NAMES[value]]));
  let columnsOffered = '';

  return {
    columns: h('div', { class: 'csv-menus' }, x.element, y.element, header.element),
    reading: h('div', { class: 'csv-menus minor' }, separator.element, mark.element, encoding.element),
    scale: scale.element,
    /** @param {Reading} reading @param {Mark | null} markChosen */
    show({ table, kinds, columns, encoding: decodedAs }, markChosen) {
      const own = table.names.map((name, i) => /** @type {[string, string]} */ ([String(i), columnName(name, i + 1)]));
      if (JSON.stringify(own) !== columnsOffered) {
        offer(x.select, [[String(ROW_NUMBER), t('csv.row_number')], ...own]);
        offer(y.select, own);
      }
      columnsOffered = JSON.stringify(own);
      x.select.value = String(columns.x);
      y.select.value = String(columns.y);
      separator.select.value = table.separator;
      const open = [columns.x, columns.y].some((i) => kinds[i]?.unsure.length > 0) && markChosen === null;
      mark.select.value = open ? '' : (kinds[columns.y].kind === 'number' ? kinds[columns.y] : (kinds[columns.x] ?? kinds[columns.y])).mark;
      header.input.checked = table.header;
      encoding.element.hidden = decodedAs === null;
      if (decodedAs !== null) encoding.select.value = decodedAs;
    },
    /** @param {boolean} scaled @param {boolean} must whether there is no other way */
    showScale(scaled, must) {
      scale.input.checked = scaled;
      scale.input.disabled = must;
    },
  };
}

/**
 * What a table leaves open, each with its answers to choose from. An answered question stays, to be answered otherwise.
 * @param {(changes: Partial<Choices>) => void} choose
 */
export function createQuestions(choose) {
  const element = h('div', { class: 'csv-questions' });
  let asked = '';
  /** @type {HTMLInputElement[][]} */
  let inputs = [];

  /** @param {Question} question @param {Table} table @param {number} index */
  function fieldset(question, table, index) {
    const { text, answers } = questionTexts(question, table);
    const radios = answers.map((_, i) => h('input', { type: 'radio', name: `csv-question-${index}`, on: { change: () => choose(question.answers[i].changes) } }));
    const labels = radios.map((radio, i) => h('label', { class: 'csv-check' }, radio, h('span', {}, answers[i])));
    return { radios, element: h('fieldset', { class: 'csv-question' }, h('legend', {}, text), ...labels) };
  }

  return {
    element,
    /** @param {Question[]} questions @param {Table} table */
    show(questions, table) {
      element.hidden = questions.length === 0;
      const now = JSON.stringify(questions.map((question) => questionTexts(question, table)));
      if (now !== asked) {
        const made = questions.map((question, i) => fieldset(question, table, i));
        inputs = made.map(({ radios }) => radios);
        fill(element, ...made.map((each) => each.element));
      }
      asked = now;
      inputs.forEach((radios, i) => radios.forEach((radio, j) => (radio.checked = questions[i].chosen === j)));
    },
  };
}

/** @param {string} label @param {(value: string) => void} chosen */
function menu(label, chosen) {
  const select = h('select', { on: { change: () => chosen(select.value) } });
  return { select, element: h('label', { class: 'csv-menu' }, h('span', {}, label), select) };
}

/** @param {string} label @param {(checked: boolean) => void} chosen */
function checkbox(label, chosen) {
  const input = h('input', { type: 'checkbox', on: { change: () => chosen(input.checked) } });
  return { input, element: h('label', { class: 'csv-check' }, input, h('span', {}, label)) };
}

/** @param {HTMLSelectElement} select @param {[string, string][]} options */
function offer(select, options) {
  fill(select, ...options.map(([value, label]) => h('option', { value }, label)));
}
