/**
 * Curves drawn by hand: points like any others to the server, but so dense and even that they are shown as a curve. Pure.
 *
 * @import { SourceConfig } from '../types.js'
 */

/** How many points a drawn curve has. */
export const FEWEST = 96;
export const MOST = 160;
/** Rounding moves points by less than this share of their distance. */
const UNEVEN = 0.05;

/** @param {SourceConfig | undefined} source @returns {[number, number][] | null} null for what was not drawn */
export function drawnCurve(source) {
  if (source?.kind !== 'points' || source.units || source.x.length < FEWEST || source.x.length > MOST) return null;
  const { x, y } = source;
  const apart = (x[x.length - 1] - x[0]) / (x.length - 1);
  const isEven = apart > 0 && x.every((at, i) => Math.abs(at - (x[0] + i * apart)) <= UNEVEN * apart);
  return isEven ? x.map((at, i) => [at, y[i]]) : null;
}
