/** The page's words in the visitor's language, from the same file the server renders from. */

/** @typedef {{[key: string]: string | Strings}} Strings */

/** As many as 亿 has. */
const MOST_DIGITS = 8;

/** @type {Strings} */
let strings = {};
let locale = 'en';

/** @param {Strings} loaded @param {string} language */
export function setStrings(loaded, language) {
  strings = loaded;
  locale = language;
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
 * The text for a dotted key, `{name}` replaced by parameters; the key itself where there is no text.
 * @param {string} key
 * @param {Record<string, string | number>} [params]
 * @returns {string}
 */
export function t(key, params = {}) {
  return (find(key) ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
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
  if (!format) formats.set(key, (format = new Intl.NumberFormat(locale === 'zh' ? 'zh-CN' : 'en', options)));
  return format;
}

/** @param {string} key @returns {string | undefined} */
function find(key) {
  /** @type {string | Strings | undefined} */
  let place = strings;
  for (const part of key.split('.')) place = typeof place === 'object' ? place[part] : undefined;
  return typeof place === 'string' ? place : undefined;
}
