/** Why the server refused something, in the page's language. */

import { firstOf, language } from '../i18n.js';

/** The server explains itself in English; for others the page has words of its own. @param {string} code @param {string} message @returns {string} */
export function reasonOf(code, message) {
  return language() === 'en' && message ? message : firstOf([`refusals.${code}`], message);
}
