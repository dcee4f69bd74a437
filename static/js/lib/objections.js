/**
 * What is wrong with a value, in the page's words.
 *
 * @import { Objection } from '../schema.js'
 */

import { has, list, t } from '../i18n.js';

/** Of the strings: where the choices of a field have their names. */
const NAMES = ['targets', 'activations', 'losses', 'optimizers', 'schedules', 'initializers', 'bias_initializers'];

/** @param {Objection} objection @returns {string} */
export function objectionText({ key, params, choices }) {
  return t(key, choices ? { ...params, choices: list(namesOf(choices)) } : params);
}

/** As the menus call them, where all of them have a name. @param {string[]} choices */
function namesOf(choices) {
  const group = NAMES.find((name) => choices.every((choice) => has(`${name}.${choice}`)));
  return group === undefined ? choices : choices.map((choice) => t(`${group}.${choice}`));
}
