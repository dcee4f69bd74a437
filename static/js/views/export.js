/**
 * Export: a menu of everything the network can leave the page as. The server makes what runs elsewhere, from the state
 * of one moment; pictures are drawn here. Training goes on meanwhile.
 *
 * @import { State, View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 * @import { PictureName } from './export/pictures.js'
 */

import { firstOf, has, t } from '../i18n.js';
import { attr, byId, h, text } from '../lib/dom.js';
import { createDropdown, createEntry } from '../lib/dropdown.js';
import { isCurve } from '../lib/parameters.js';
import { resultOf } from '../lib/result.js';
import { saveFile } from '../lib/save.js';
import { touches } from '../lib/touches.js';
import { smoothOf } from '../schema.js';
import { isStill } from '../sharing.js';
import { fetchExport, reasonOf } from './export/server.js';

/** @type {PictureName[]} */
const PICTURES = ['network', 'fit', 'loss'];
/** The same table, as spreadsheets of this person's country read it. */
const FOR_SPREADSHEETS = 'csv_excel';
const PICTURE_FORMATS = /** @type {const} */ (['png', 'svg']);

/** @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountExport({ store, schema }) {
  const names = schema.exports.flatMap(({ name }) => (name === 'csv' ? [name, FOR_SPREADSHEETS] : [name]));
  const formats = names.map((name) => ({ name, entry: createFormat(name, () => run(name, () => makeFile(name))) }));
  const status = h('p', { class: 'export-status', role: 'status' });
  const pictures = PICTURES.map((name) => createPictureRow(name, (format) => run(`${name}.${format}`, () => makePicture(name, format))));
  const menu = createDropdown(
    byId('export-menu'),
    { id: 'export-list', label: t('export.menu'), opened: () => (say(''), allow(store.get())) },
    h('div', { class: 'export-formats' }, ...formats.map(({ entry }) => entry)),
    h('div', { class: 'export-pictures', role: 'group', 'aria-labelledby': 'export-pictures' }, h('p', { id: 'export-pictures' }, t('export.pictures')), ...pictures),
    status,
  );
  let busy = false;

  /** One file at a time. @param {string} what @param {() => Promise<string>} make saves it and gives its name */
  async function run(what, make) {
    if (busy || reasonAgainst(what, store.get())) return;
    busy = true;
    say(t('export.making'));
    try {
      say(t('export.saved', { name: await make() }));
    } catch (error) {
      say(reasonOf(error), true);
    }
    busy = false;
  }

  /** @param {string} name @returns {Promise<string>} */
  async function makeFile(name) {
    const result = resultOf(store.get());
    if (!result) throw new Error(t('export.nothing_yet'));
    const { opened, config } = store.get();
    const [format, spreadsheet] = name === FOR_SPREADSHEETS ? /** @type {const} */ (['csv', decimalMark()]) : /** @type {const} */ ([name, 'none']);
    const file = await fetchExport(result, format, isStill(opened, config) ? opened?.title : '', spreadsheet);
    saveFile(file.content, file.name);
    return file.name;
  }

  /** @param {PictureName} name @param {typeof PICTURE_FORMATS[number]} format @returns {Promise<string>} */
  async function makePicture(name, format) {
    const { createPicture } = await import('./export/pictures.js');
    const file = await createPicture(name, format, store.get());
    saveFile(file.content, file.name);
    return file.name;
  }

  /** @param {string} words @param {boolean} [failed] */
  function say(words, failed = false) {
    status.classList.toggle('failed', failed);
    text(status, words);
  }

  /** @param {string} name @param {State} state @returns {string} why this format cannot be, empty where it can */
  function reasonAgainst(name, { layout, frame }) {
    if (!layout || !frame) return t('export.nothing_yet');
    if (name !== 'pieces') return '';
    const smooth = smoothOf(layout.activations, schema);
    if (smooth !== undefined) return t('export.no_pieces', { activation: firstOf([`activations.${smooth}`], smooth) });
    return isCurve(layout) ? '' : t('export.no_curve');
  }

  /** Say of each format whether it is possible now. @param {State} state */
  function allow(state) {
    for (const { name, entry } of formats) {
      const reason = reasonAgainst(name, state);
      attr(entry, 'aria-disabled', reason !== '' && 'true');
      text(/** @type {Element} */ (entry.lastElementChild), reason || helpOf(name));
    }
  }

  return {
    update(state, changed) {
      if (touches(changed, ['layout'])) allow(state);
    },
    destroy: menu.destroy,
  };
}

/** What stands before decimals where this person lives. @returns {'point' | 'comma'} */
function decimalMark() {
  return new Intl.NumberFormat(navigator.language).format(1.5).includes(',') ? 'comma' : 'point';
}

/** @param {string} name @param {() => void} click */
function createFormat(name, click) {
  const entry = createEntry(firstOf([`export.formats.${name}`], name), helpOf(name), click);
  entry.dataset.format = name;
  return entry;
}

/** @param {string} name */
function helpOf(name) {
  const key = `export.formats.${name}_help`;
  return has(key) ? t(key) : '';
}

/** @param {PictureName} name @param {(format: typeof PICTURE_FORMATS[number]) => void} choose */
function createPictureRow(name, choose) {
  const label = t(`${name}.title`);
  const buttons = PICTURE_FORMATS.map((format) => {
    const called = format.toUpperCase();
    return h('button', { type: 'button', 'aria-label': `${label}, ${called}`, on: { click: () => choose(format) } }, called);
  });
  return h('div', { class: 'export-picture' }, h('span', { 'aria-hidden': 'true' }, label), ...buttons);
}
