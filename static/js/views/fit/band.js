/**
 * The band of numbered pieces between plot and x axis.
 *
 * @import { State } from '../../types.js'
 */

/** In pixels. */
export const BAND_HEIGHT = 26;

/** @param {State} state @returns {boolean} whether the band takes room below the plot */
export function hasBand({ view, pieces, layout }) {
  return !layout?.race && view.contributions && !view.present && pieces !== null && pieces.length > 0;
}
