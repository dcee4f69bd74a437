/** The page's words in the visitor's language, from the same file the server renders from. */

/**
 * A text that depends on a number: `by` names the parameter that holds it, `count` unless told.
 * @typedef {{by?: string, one: string, other: string}} Plural
 * @typedef {{[key: string]: string | Plural | Strings}} Strings
 */

/** As many as 亿 has. */
const MOST_DIGITS = 8;

/** @type {Strings} */
let strings = {};
let locale = 'en';
/** Made when a text first needs it. @type {Intl.PluralRules | null} */
let rules = null;

/** @param {Strings} loaded @param {string} language */
export function setStrings(loaded, language) {
  strings = loaded;
  locale = language;
  rules = null;
}

/** Words that were not needed at the start. @param {Strings} more */
export function addStrings(more) {
  strings = { ...strings, ...more };
}

/** The visitor's language. @returns {string} */
export function language() {
  return locale;
}

/**
 * The text for a dotted key, in the form its number takes, `{name}` replaced by parameters; the key itself where there is no text.
 * @param {string} key
 * @param {Record<string, string | number>} [params]
 * @returns {string}
 */
export function t(key, params = {}) {
  const found = find(key) ?? key;
  const text = typeof found === 'string' ? found : formFor(found, params);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/**
 * The form of a text that its number takes in this language: `1 neuron`, `2 neurons`.
 * @param {Plural} plural
 * @param {Record<string, string | number>} params numbers, or what `count` and `exactCount` have made of them
 */
function formFor(plural, params) {
  const number = Number(String(params[plural.by ?? 'count']).replaceAll(',', ''));
  rules ??= new Intl.PluralRules(tag());
  return rules.select(number) === 'one' ? plural.one : plural.other;
}

/**
 * Things listed as this language does: `a, b`, or `a、b`. The first list takes 20 ms, which one thing is not worth.
 * @param {string[]} items
 * @returns {string}
 */
export function list(items) {
  if (items.length === 1) return items[0];
  return new Intl.ListFormat(tag(), locale === 'zh' ? { style: 'narrow' } : { type: 'unit' }).format(items);
}

/**
 * The same with its last two joined by a word, in parts, where what is listed is more than text.
 * @param {string[]} items
 * @returns {{type: 'element' | 'literal', value: string}[]} `h1`, `, `, `h2`, ` and `, `h3`
 */
export function listParts(items) {
  return new Intl.ListFormat(tag()).formatToParts(items);
}

/** @param {string} key @returns {boolean} */
export function has(key) {
  return find(key) !== undefined;
}

/**
 * The first of some keys that has a text, the fallback where none has.
 * @param {string[]} keys
 * @param {string} fallback
 * @returns {string}
 */
export function firstOf(keys, fallback) {
  const key = keys.find(has);
  return key === undefined ? fallback : t(key);
}

/**
 * The server explains itself in English; in other languages the page has words of its own.
 * @param {unknown} error what was refused
 * @returns {string}
 */
export function reasonIn(error) {
  const { code = '', message = '' } = /** @type {import('./types.js').Refusal} */ (error);
  return locale === 'en' && message ? message : firstOf([`refusals.${code}`], message);
}

/**
 * Made when first needed, and once: making a number format takes longer than using one a hundred times,
 * and the first one 15 ms, which no small number is worth.
 * @type {Map<string, Intl.NumberFormat>}
 */
const formats = new Map();

/** A count as this language writes it: 12,345, or 1.2万. @param {number} value @returns {string} */
export function count(value) {
  return formatted(value, 1);
}

/** A count of which every digit matters, such as a step to be told from others: 12,345, or 1.2345万. @param {number} value @returns {string} */
export function exactCount(value) {
  return formatted(value, MOST_DIGITS);
}

/** @param {number} value @param {number} digits after 万 and 亿 at most */
function formatted(value, digits) {
  if (Number.isInteger(value) && value >= 0 && value < 1000) return String(value);
  const large = locale === 'zh' && value >= 10_000;
  return numberFormat(large ? { notation: 'compact', maximumFractionDigits: digits } : {}).format(value);
}

/** @param {Intl.NumberFormatOptions} options */
function numberFormat(options) {
  const key = `${locale} ${options.notation} ${options.maximumFractionDigits}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(tag(), options)));
  return format;
}

/** The language as `Intl` knows it. */
function tag() {
  return locale === 'zh' ? 'zh-CN' : 'en';
}

/** @param {string} key @returns {string | Plural | undefined} */
function find(key) {
  /** @type {string | Plural | Strings | undefined} */
  let place = strings;
  for (const part of key.split('.')) place = typeof place === 'object' ? /** @type {Strings} */ (place)[part] : undefined;
  return typeof place === 'string' || isPlural(place) ? place : undefined;
}

/** @param {Plural | Strings | undefined} place @returns {place is Plural} */
function isPlural(place) {
  return typeof place?.one === 'string' && typeof place.other === 'string';
}
