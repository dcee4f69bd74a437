/**
 * Activation functions and their derivatives as the server tabulates them: the page has no second definition of them.
 *
 * @typedef {{values: number[], derivatives: number[]}} ActivationTable R(z) and R′(z) on the grid of all tables
 * @typedef {{from: number, to: number, count: number, activations: Record<string, ActivationTable>}} ActivationTables
 */

import { once } from './promises.js';

/** How formulas write a function; the others go by their own name, and one that passes z on as it is by none. @type {Record<string, string>} */
const SYMBOLS = { linear: '', relu: 'R', leaky_relu: 'leaky', sigmoid: 'σ', sine: 'sin' };

/** Fetched once. */
export const loadActivations = once(fetchTables);

/** @returns {Promise<ActivationTables>} */
async function fetchTables() {
  const response = await fetch('/api/activations');
  if (!response.ok) throw new Error(`Expected the tables of the activations, but got status ${response.status}`);
  return response.json();
}

/** @param {string} name of an activation @returns {string} R, σ, tanh …; empty where z is passed on as it is */
export function symbolOf(name) {
  return SYMBOLS[name] ?? name;
}

/**
 * A tabulated function between its points, and straight on beyond the table's ends.
 * @param {ActivationTables} tables
 * @param {string} name
 * @param {number} z
 * @param {'values' | 'derivatives'} kind
 * @returns {number} NaN where there is no such activation
 */
export function activationAt({ from, to, count, activations }, name, z, kind) {
  const table = activations[name]?.[kind];
  if (!table) return NaN;
  const at = ((z - from) / (to - from)) * (count - 1);
  const i = Math.max(0, Math.min(count - 2, Math.floor(at)));
  return table[i] + (table[i + 1] - table[i]) * (at - i);
}
