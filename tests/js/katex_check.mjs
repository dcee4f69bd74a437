/**
 * Renders every formula of a JSON list on standard input and prints a JSON list of what KaTeX had against each, null
 * where nothing. Its warnings count: what it only tolerates, another renderer may not.
 */
import katex from 'katex';
import { text } from 'node:stream/consumers';

/** @type {string[]} */
const formulas = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(formulas.map(objection)));

/** @param {string} formula @returns {string | null} */
function objection(formula) {
  try {
    katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: 'error' });
    return null;
  } catch (error) {
    return String(error);
  }
}
