/**
 * The activation functions and their derivatives as tables, made by the same code that trains.
 *
 * @typedef {{values: number[], derivatives: number[]}} ActivationTable
 * @typedef {{from: number, to: number, count: number, activations: Record<string, ActivationTable>}} ActivationTables
 *   each table runs from z = `from` to `to` in `count` evenly spaced points
 */

/** The server tabulates from −40 to 40. */
const REACH = 40;

/** @type {Promise<ActivationTables> | null} */
let loading = null;

/** The tables, loaded once; a failure is not remembered. @returns {Promise<ActivationTables>} */
export function loadActivations() {
  loading ??= request().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** @returns {Promise<ActivationTables>} */
async function request() {
  const response = await fetch('/api/activations');
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

/**
 * A function's value between the table's points, and straight on beyond its ends.
 * @param {ActivationTable} table
 * @param {number} z
 * @param {'values' | 'derivatives'} kind
 * @returns {number}
 */
export function activationAt(table, z, kind) {
  const points = table[kind];
  const last = points.length - 1;
  const at = ((z + REACH) / (2 * REACH)) * last;
  const before = Math.max(0, Math.min(last - 1, Math.floor(at)));
  return points[before] + (points[before + 1] - points[before]) * (at - before);
}
