/** Colors and dashes as Plotly reads them. */

import { createHexReader } from '../../lib/hex.js';
import { resolveColors } from '../../lib/palette.js';
import { runDash } from '../../lib/racing.js';

/** @param {string} color that may hold variables @returns {string} #rrggbb */
export function hex(color) {
  const [resolved] = resolveColors([color]);
  return createHexReader()(resolved);
}

/** @param {number} run @returns {string} */
export function plotDash(run) {
  return runDash(run).map((length) => `${length}px`).join(',') || 'solid';
}
