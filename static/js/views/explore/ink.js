/** Colors and dashes as Plotly reads them. */

import { createHexReader } from '../../lib/hex.js';
import { resolveColors, watchTheme } from '../../lib/palette.js';
import { runDash } from '../../lib/racing.js';

const read = createHexReader();
/** Colors that may hold variables, as they are until the theme changes. @type {Map<string, string>} */
const known = new Map();
watchTheme(() => known.clear());

/** @param {string} color that may hold variables @returns {string} #rrggbb */
export function hex(color) {
  let found = known.get(color);
  if (found === undefined) known.set(color, (found = read(resolveColors([color])[0])));
  return found;
}

/** @param {number} run @returns {string} */
export function plotDash(run) {
  return runDash(run).map((length) => `${length}px`).join(',') || 'solid';
}
