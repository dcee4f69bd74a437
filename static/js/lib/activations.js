/**
 * What the server says of activation functions: facts, and tables of them and of their derivatives. The page has no second
 * definition of any.
 *
 * @typedef {{values: number[], derivatives: number[]}} ActivationTable R(z) and R′(z) on the grid of all tables
 * @typedef {{from: number, to: number, count: number, activations: Record<string, ActivationTable>}} ActivationTables
 */

import { once } from './promises.js';
import { entryOf } from './registries.js';

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
  return entryOf('activations', name)?.symbol ?? name;
}

/** @param {string} name @returns {boolean} whether it has one place, around z = 0, where it bends */
export function bends(name) {
  return entryOf('activations', name)?.bends ?? false;
}

/** @param {string} name @returns {boolean} whether it passes z on as it is */
export function isIdentity(name) {
  return entryOf('activations', name)?.breakpoints?.length === 0;
}

/** @param {string} name @returns {boolean} whether it is straight but for one corner at z = 0 */
export function isRamp(name) {
  const { breakpoints } = entryOf('activations', name) ?? {};
  return breakpoints?.length === 1 && breakpoints[0] === 0;
}

/** @param {string} name @returns {boolean} whether it is a ramp that is 0 on one side, as ReLU is */
export function isRectifier(name) {
  return isRamp(name) && (entryOf('activations', name)?.slopes?.includes(0) ?? false);
}

/** @param {string} name @returns {[number, number] | undefined} its values far left and far right, where it saturates */
export function limitsOf(name) {
  return entryOf('activations', name)?.limits ?? undefined;
}

/** @param {string} name @returns {((z: number) => number) | null} the exact function, where it is made of straight pieces */
export function straightPieces(name) {
  const { breakpoints, slopes, at_zero: start = 0 } = entryOf('activations', name) ?? {};
  if (!breakpoints || !slopes) return null;
  return (z) => {
    const [low, high] = [Math.min(0, z), Math.max(0, z)];
    const rise = slopes.reduce((sum, slope, i) => {
      const width = Math.min(high, breakpoints[i] ?? Infinity) - Math.max(low, breakpoints[i - 1] ?? -Infinity);
      return width > 0 ? sum + slope * width : sum;
    }, 0);
    return z < 0 ? start - rise : start + rise;
  };
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
