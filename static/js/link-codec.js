/**
 * An experiment in the fragment of the page's address: only what differs from the defaults, readable and versioned,
 * e.g. `#config=1&target=sine&hidden=8,8&rate=0.03`. Whole configs as JSON are understood too. docs/links.md has it all.
 *
 * @import { Config } from './types.js'
 * @import { Field, Limits, Objection, Schema } from './schema.js'
 */

import { readReceived, seen } from './lib/received-link.js';
import { get, objection, withValue } from './schema.js';

const VERSION = '2';
const NONE = 'none';
const ON = 'on';
/** Fields with several shapes go first: they decide which others there are, one within another at most. */
const PASSES = [true, true, false];
/**
 * What a link may carry beside the config; see `lib/weight-code.js`, `lib/locks.js` and `controls/highlight.js`.
 * `start=paused`: the run waits for Play.
 */
export const EXTRAS = /** @type {const} */ (['weights', 'start', 'lock', 'hide', 'highlight']);

/**
 * @typedef {Object} Problems what a link said that could not be used
 * @property {string[]} unknown keys or paths
 * @property {{key: string, value: string, objection: Objection}[]} bad
 * @property {boolean} broken nothing could be read
 * @property {boolean} cut the link's end is missing
 * @property {string | null} version of a link from another version
 */

/** The one value of `start`. */
export const PAUSED = 'paused';

/** @typedef {Schema['earlier'][string]} Fields the schema with one version's defaults */

/** @typedef {{[name in typeof EXTRAS[number]]?: string}} Extras */

/**
 * @param {Config} config
 * @param {Schema} schema
 * @param {Extras} [extras]
 * @returns {string} the fragment, without `#`
 */
export function encodeLink(config, schema, extras = {}) {
  return withSafeEnd([encodeConfig(config, schema), encodeExtras(extras)].filter(Boolean).join('&'));
}

/** @param {Extras} extras @returns {string} empty where there are none */
export function encodeExtras(extras) {
  return EXTRAS.flatMap((name) => (extras[name] ? [`${name}=${escape(extras[name])}`] : [])).join('&');
}

/**
 * In the version that has the least to say: so a link of an earlier one stays as it is while its experiment does.
 * @param {Config} config
 * @param {Schema} schema
 * @returns {string} the fragment, without `#`
 */
export function encodeConfig(config, schema) {
  const links = [VERSION, ...Object.keys(schema.earlier)].map((version) => encodeAs(version, config, schemaOf(version, schema) ?? schema));
  return links.reduce((shortest, link) => (link.length < shortest.length ? link : shortest));
}

/** @param {string} version @param {Config} config @param {Fields} schema of that version @returns {string} */
function encodeAs(version, config, schema) {
  const parts = [`config=${version}`];
  for (const field of schema.fields(config)) {
    const value = get(config, field.path);
    const text = valueText(field, value);
    // A part that a config leaves out is as by default.
    if (field.ui.link && value !== undefined && text !== valueText(field, field.default)) parts.push(`${field.ui.link}=${escape(text)}`);
  }
  return parts.join('&');
}

/** Where a version says nothing, its own defaults hold. @param {string} version @param {Schema} schema @returns {Fields | null} null for an unknown one */
function schemaOf(version, schema) {
  if (version === VERSION) return schema;
  return Object.hasOwn(schema.earlier, version) ? schema.earlier[version] : null;
}

/** @param {string} fragment without `#` @param {Schema} schema @returns {{config: Config, problems: Problems, extras: Extras}} */
export function decodeLink(fragment, schema) {
  const { pairs, cut, twice } = readReceived(fragment);
  /** @type {Extras} */
  const extras = {};
  for (const name of EXTRAS) {
    if (pairs.has(name)) extras[name] = seen(pairs.get(name) ?? '').trim().replace(/,+$/, '');
    pairs.delete(name);
  }
  const { config, problems } = decodePairs(pairs, schema);
  return { config, problems: { ...problems, cut, unknown: [...problems.unknown, ...twice.map((key) => `${key} (× 2)`)] }, extras };
}

/** @param {Map<string, string>} given @param {Schema} present @returns {{config: Config, problems: Problems}} */
function decodePairs(given, present) {
  const head = given.get('config');
  given.delete('config');
  if (head?.trimStart().startsWith('{')) return decodeJson(head, present);
  const problems = noProblems();
  const named = schemaOf(head ?? VERSION, present);
  if (named === null) problems.version = head ?? null;
  const schema = named ?? present;
  let config = schema.defaults;
  for (const shaping of PASSES) {
    for (const field of schema.fields(config).filter((f) => isShaping(f) === shaping)) {
      const text = field.ui.link ? (given.get(field.ui.link) ?? impliedText(field, config, given, schema)) : undefined;
      if (field.ui.link && text !== undefined) {
        given.delete(field.ui.link);
        config = use(config, field, readValue(field, text), text, schema, problems);
      }
    }
  }
  problems.unknown.push(...given.keys());
  return { config, problems };
}

/**
 * What is inside a switch means that it is on: `patience=20` is enough for early stopping.
 * @param {Field} field
 * @param {Config} config
 * @param {Map<string, string>} given
 * @param {Fields} schema
 * @returns {string | undefined}
 */
function impliedText(field, config, given, schema) {
  if (!field.whole) return undefined;
  const inside = schema.fields(withValue(config, field.path, field.whole)).filter(({ path }) => path.startsWith(`${field.path}.`));
  return inside.some(({ ui }) => ui.link !== null && given.has(ui.link)) ? ON : undefined;
}

/** @param {string} text @param {Schema} present @returns {{config: Config, problems: Problems}} */
function decodeJson(text, present) {
  const problems = noProblems();
  let given = parsed(text) ?? parsed(seen(text));
  if (given === null) return { config: present.defaults, problems: { ...problems, broken: true } };
  const schema = schemaOf(String(given.version), present) ?? present;
  if (schema !== present) given = { ...given, version: present.defaults.version };
  let config = schema.defaults;
  for (const shaping of PASSES) {
    for (const field of schema.fields(config).filter((f) => isShaping(f) === shaping)) {
      let value = get(given, field.path);
      if (field.tag) value = get(value, field.tag);
      if (field.whole && value !== null && typeof value === 'object') value = ON;
      if (value !== undefined) config = use(config, field, value, JSON.stringify(value), schema, problems);
    }
  }
  problems.unknown.push(...unknownPaths(given, schema.fields(config), ''));
  return { config, problems };
}

/** @param {string} text @returns {any} null where it is no JSON */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * @param {Config} config
 * @param {Field} field
 * @param {unknown} value
 * @param {string} text as the link wrote it
 * @param {Fields} schema
 * @param {Problems} problems
 * @returns {Config}
 */
function use(config, field, value, text, schema, problems) {
  if (field.whole && value === ON) return withValue(config, field.path, field.whole);
  const found = objection(field, value);
  if (found) {
    problems.bad.push({ key: field.ui.link ?? field.path, value: text.slice(0, 40), objection: found });
    return config;
  }
  if (field.tag === null) return withValue(config, field.path, value);
  return withValue(config, field.path, schema.branch(field, String(value)));
}

/** @param {Field} field */
function isShaping(field) {
  return field.tag !== null || field.whole !== null;
}

/** @param {Field} field @param {unknown} value @returns {string} as a link says it */
export function valueText(field, value) {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return NONE;
  if (field.tag) return String(get(value, field.tag));
  if (field.whole) return ON;
  if (!Array.isArray(value)) return String(value);
  // A list of one where a single value would mean something else.
  return value.length === 1 && field.single ? `${value[0]},` : value.join(',');
}

/** @param {Field} field @param {string} given @returns {unknown} undefined-free: what cannot be read stays text */
function readValue(field, given) {
  // Names are whatever somebody called a column; a formula that was broken into lines is one line again.
  const isName = field.single?.maxLength !== undefined && field.ui.control !== 'formula';
  const text = isName ? given : seen(given).trim();
  if (text === NONE && field.nullable) return null;
  if (text === NONE && field.list) return [];
  if (field.whole) return text;
  if (field.list && (field.single === null || text.includes(','))) {
    return text.replace(/,$/, '').split(',').map((item) => readSingle(item, field.list));
  }
  return readSingle(isName ? text : text.replace(/,+$/, ''), field.single);
}

/**
 * A number may have a comma for its point, and behind it what programs took for a part of the link.
 * @param {string} text @param {Limits | null} limits @returns {unknown}
 */
function readSingle(text, limits) {
  if (limits?.choices || limits?.maxLength !== undefined) return text;
  const plain = text.replace(/[_/%]+$/, '').replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : text;
}

/** @param {unknown} given @param {Field[]} fields @param {string} prefix @returns {string[]} */
function unknownPaths(given, fields, prefix) {
  if (given === null || typeof given !== 'object') return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const path = prefix + name;
    const field = fields.find((f) => f.path === path);
    const holds = fields.some((f) => f.path.startsWith(`${path}.`));
    const isTag = fields.some((f) => f.tag !== null && `${f.path}.${f.tag}` === path);
    if (holds) return unknownPaths(value, fields, `${path}.`);
    return field || isTag ? [] : [path];
  });
}

/** @returns {Problems} */
function noProblems() {
  return { unknown: [], bad: [], broken: false, cut: false, version: null };
}

/** Percent-encodes all that a fragment or a chat program may stumble over, commas stay readable. @param {string} text */
function escape(text) {
  return encodeURIComponent(text).replaceAll('%2C', ',').replace(/[!'()*~]/g, percentCode);
}

/**
 * Many chat and mail programs take punctuation at a link's end for the sentence's: then its version stands there once more.
 * @param {string} link
 */
function withSafeEnd(link) {
  const said = link.slice(0, `${link}&`.indexOf('&'));
  return /(?:^|%.|[^a-z0-9%])$|%..$/i.test(link) ? `${link}&${said}` : link;
}

/** @param {string} character */
function percentCode(character) {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
