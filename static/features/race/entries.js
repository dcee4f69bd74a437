/**
 * The runs of a race of one's own: up to two differences each, as typed; read, checked and named. Pure.
 *
 * @import { Config, RaceEntry, RaceRun } from '../../js/types.js'
 * @import { Field, Objection, Schema } from '../../js/schema.js'
 *
 * @typedef {{name: string, typed: string}} Difference `name` of DIFFERENCES, or empty for none
 * @typedef {Difference[]} Entry
 */

import { firstOf, list, t } from '../../js/i18n.js';
import { percentText, shortText } from '../../js/lib/format.js';
import { objectionText } from '../../js/lib/objections.js';
import { parseNumber } from '../../js/lib/parse-number.js';
import { get, objection, same } from '../../js/schema.js';

export const LEAST = 2;
export const MOST = 10;

const OPTIMIZER = 'training.optimizer';

/** What runs may differ in, and where that is in a config. @type {Record<string, string>} */
export const DIFFERENCES = {
  optimizer: OPTIMIZER,
  learning_rate: `${OPTIMIZER}.learning_rate`,
  initializer: 'network.initializer',
  activation: 'network.activation',
  hidden: 'network.hidden',
  seed: 'seed',
  l1_penalty: 'training.l1_penalty',
  l2_penalty: 'training.l2_penalty',
  dropout: 'training.dropout',
  batch_size: 'training.batch_size',
  loss: 'training.loss',
};

/** @param {string} name @param {Config} config @param {Schema} schema @returns {Field} */
export function fieldOf(name, config, schema) {
  const field = schema.fields(config).find(({ path }) => path === DIFFERENCES[name]);
  if (!field) throw new Error(`the schema has no ${DIFFERENCES[name]}`);
  return field;
}

/** The choices of a difference that is chosen from a menu. @param {Field} field @param {Schema} schema @returns {string[] | null} */
export function choicesOf({ name, single }, schema) {
  if (!single?.choices) return null;
  const plural = /** @type {keyof Schema['registries']} */ (name === 'loss' ? 'losses' : `${name}s`);
  return schema.registries[plural].map((entry) => entry.name).filter((choice) => single.choices?.includes(choice));
}

/** What a field shows of the present experiment, to begin with. @param {string} name @param {Config} config @returns {string} */
export function presentText(name, config) {
  const value = get(config, DIFFERENCES[name]);
  if (name === 'optimizer') return config.training.optimizer.name;
  if (Array.isArray(value)) return name === 'hidden' ? value.join(', ') : String(value[0] ?? '');
  return value === null ? '' : String(value);
}

/** What was typed as a value; NaN where it is no number. @param {Difference} difference @param {Field} field @returns {unknown} */
export function valueOf({ name, typed }, field) {
  if (name === 'optimizer' || field.single?.choices) return typed;
  const plain = typed.normalize('NFKC').trim();
  if (name === 'hidden') return plain === '' ? [] : plain.split(/[\s,、;]+/).map(parseNumber);
  if (plain === '') return field.nullable ? null : NaN;
  return plain.endsWith('%') ? parseNumber(plain.slice(0, -1)) / 100 : parseNumber(typed);
}

/** What is wrong with an entry, in words; empty if nothing is. @param {Entry} entry @param {Config} config @param {Schema} schema @returns {string} */
export function problemOf(entry, config, schema) {
  const chosen = entry.filter(({ name }) => name !== '');
  if (new Set(chosen.map(({ name }) => name)).size < chosen.length) return t('race.twice');
  for (const difference of chosen) {
    const field = fieldOf(difference.name, config, schema);
    const found = objection(field, valueOf(difference, field));
    if (found) return wordsOf(difference.name, found);
  }
  return '';
}

/** @param {string} name @param {Objection} found */
function wordsOf(name, found) {
  return t('messages.refused', { field: t(`fields.${name}`), message: objectionText(found) });
}

/** The entry as the server wants it. @param {Entry} entry @param {Config} config @param {Schema} schema @returns {RaceEntry} */
export function raceEntryOf(entry, config, schema) {
  /** @type {Record<string, unknown>} */
  const changes = {};
  for (const difference of entry.filter(({ name }) => name !== '')) {
    const field = fieldOf(difference.name, config, schema);
    const value = valueOf(difference, field);
    const isKept = difference.name === 'optimizer' && value === config.training.optimizer.name;
    if (!isKept) changes[field.path] = field.tag ? schema.usual(field, String(value)) : value;
  }
  const optimizer = changes[OPTIMIZER];
  const rate = changes[DIFFERENCES.learning_rate];
  if (optimizer && rate !== undefined) {
    changes[OPTIMIZER] = { ...optimizer, learning_rate: rate };
    delete changes[DIFFERENCES.learning_rate];
  }
  return { label: labelOf(entry, config, schema), changes };
}

/** What differs, in a few words. @param {Entry} entry @param {Config} config @param {Schema} schema @returns {string} */
export function labelOf(entry, config, schema) {
  const chosen = entry.filter(({ name }) => name !== '');
  if (chosen.length === 0) return t('race.as_it_is');
  const [optimizer, rate] = ['optimizer', 'learning_rate'].map((wanted) => chosen.find(({ name }) => name === wanted));
  const parts = chosen.map((difference) => nameOf(difference, fieldOf(difference.name, config, schema)));
  if (optimizer && rate && chosen.length === 2) return `${nameOf(optimizer, fieldOf('optimizer', config, schema))} ${rate.typed.trim()}`;
  return parts.join(' · ');
}

/** @param {Difference} difference @param {Field} field */
function nameOf(difference, field) {
  const value = valueOf(difference, field);
  const { name } = difference;
  if (typeof value === 'string') {
    const plural = name === 'loss' ? 'losses' : `${name}s`;
    return firstOf([`${plural}_short.${value}`, `${plural}.${value}`], value);
  }
  if (Array.isArray(value)) return value.length === 0 ? t('race.no_hidden') : t('race.hidden', { sizes: list(value.map(String)) });
  if (value === null) return t('settings.full_batch');
  const number = Number(value);
  const words = name === 'dropout' ? percentText(number) : name === 'seed' ? String(number) : shortText(number);
  return `${t(`race.short.${name}`)} ${words}`;
}

/**
 * What each run of a race does differently from the others, and always its learning rate, as far as its label does not
 * say it already.
 * @param {RaceRun[]} race @param {Schema} schema @returns {string[]}
 */
export function detailsOf(race, schema) {
  const differs = (/** @type {string} */ path) => race.some(({ config }) => !same(get(config, path), get(race[0].config, path)));
  const names = Object.keys(DIFFERENCES).filter((name) => name === 'learning_rate' || (name !== 'optimizer' && differs(DIFFERENCES[name])));
  return race.map(({ label, config }) => {
    const words = names.map((name) => nameOf({ name, typed: presentText(name, config) }, fieldOf(name, config, schema)));
    const rate = shortText(config.training.optimizer.learning_rate);
    const said = (/** @type {string} */ word, /** @type {number} */ i) =>
      label.includes(word) || (names[i] === 'learning_rate' && label.split(' ').includes(rate));
    return words.filter((word, i) => !said(word, i)).join(' · ');
  });
}

/** The first two: the present optimizer against another one. @param {Config} config @param {Schema} schema @returns {Entry[]} */
export function firstEntries(config, schema) {
  const present = config.training.optimizer.name;
  const other = present === 'adam' ? 'sgd' : 'adam';
  return [present, schema.registries.optimizers.some(({ name }) => name === other) ? other : present].map((typed) => [
    { name: 'optimizer', typed },
    { name: '', typed: '' },
  ]);
}
