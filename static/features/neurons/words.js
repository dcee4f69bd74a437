/**
 * What stands below a neuron's graphs: its formulas with the live numbers. Pure but for the language.
 *
 * @import { Layout, NeuronPlace } from '../../js/types.js'
 */

import { powers } from '../../js/lib/format.js';
import { short } from '../../js/lib/numbers.js';
import { t } from '../../js/i18n.js';

/** @param {number} value @returns {string} `+ 0.31` or `− 0.31` */
function added(value) {
  const text = short(Math.abs(value));
  return `${value < 0 && !/^[0.]+$/.test(text) ? '−' : '+'}\u00a0${text}`;
}

/** @param {number} weight @param {number} bias @returns {string} `0.82·x − 0.31` */
export function lineText(weight, bias) {
  return `${short(weight)}·x ${added(bias)}`;
}

/** @param {string} factors what is multiplied, e.g. `w·a` @param {number} bias @returns {string} `Σ w·a − 0.31` */
export function sumText(factors, bias) {
  return `Σ\u00a0${factors} ${added(bias)}`;
}

/** @param {number} weight @returns {string} `1.65·a` */
export function productText(weight) {
  return `${short(weight)}·a`;
}

/** @param {number} bend @returns {string} with steady digits: 0.378, −12.5 */
export function bendText(bend) {
  if (!Number.isFinite(bend)) return '–';
  const size = Math.abs(bend);
  const text = size < 10 ? bend.toFixed(3) : size < 1e4 ? bend.toFixed(1) : powers(bend.toExponential(1));
  return /^-[0.]+$/.test(text) ? text.slice(1) : text.replaceAll('-', '−');
}

/**
 * How much of the training data wakes a neuron whose activation has a corner at z = 0.
 * @param {number} share from 0 to 1
 * @param {{exact: boolean, flat: boolean}} kind flat: its activation is 0 below the corner
 * @returns {string}
 */
export function awakeText(share, { exact, flat }) {
  if (share === 0) return t(flat ? 'neurons.asleep' : 'neurons.below');
  if (share === 1) return t('neurons.always_awake');
  const percent = `${Math.min(99, Math.max(1, Math.round(share * 100)))}%`;
  return t(exact ? 'neurons.awake' : 'neurons.awake_about', { share: percent });
}

/** Who reads a neuron that does not feed the only output. @param {Layout} layout @param {NeuronPlace} place @returns {string} */
export function readersText({ sizes }, { layer }) {
  const count = sizes[layer + 2];
  if (layer + 2 === sizes.length - 1) return t('neurons.read_by_outputs', { count });
  return t('neurons.read_by', { count, layer: layer + 2 });
}
