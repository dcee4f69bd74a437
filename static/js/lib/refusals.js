/**
 * The server explains itself in English; in other languages the page has words of its own.
 *
 * @import { Refusal } from '../types.js'
 */

import { firstOf, language } from '../i18n.js';

/** @param {unknown} error what a question was refused with @returns {string} */
export function reasonIn(error) {
  const { code = '', message = '' } = /** @type {Refusal} */ (error);
  return language() === 'en' && message ? message : firstOf([`refusals.${code}`], message);
}
