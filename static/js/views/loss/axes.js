/**
 * What the axes of the loss chart reach and how they are written.
 *
 * @import { Range } from '../../lib/axes.js'
 */

import { exactCount, language } from '../../i18n.js';
import { extent, logRange, nice } from '../../lib/axes.js';

/** A run that gets out of hand may take the axis up to this many times the losses of the start. */
const RUNAWAY = 10;

/**
 * @param {ArrayLike<number | null | undefined>[]} series
 * @param {boolean} log
 * @param {boolean} racing
 * @returns {Range}
 */
export function heightsOf(series, log, racing) {
  const most = racing ? RUNAWAY * Math.max(...series.map((values) => firstOf(values))) : Infinity;
  const known = series.flatMap((values) => {
    const range = extent(notNull(values));
    return range[0] === 0 && range[1] === 0 ? [] : range;
  });
  const [low, highest] = extent(known);
  const high = Math.min(highest, most);
  return log ? logRange([low, high]) : [0, nice([0, high])[1]];
}

/** @param {ArrayLike<number | null | undefined>} series @returns {number} */
function firstOf(series) {
  const { value } = notNull(series).next();
  return value ?? 0;
}

/** @param {ArrayLike<number | null | undefined>} series @returns {Generator<number, undefined>} */
function* notNull(series) {
  for (let i = 0; i < series.length; i++) {
    const value = series[i];
    if (typeof value === 'number') yield value;
  }
}

/** @param {number} step @returns {string} */
export function stepText(step) {
  if (step < 1e4) return String(step);
  if (language() === 'zh') return exactCount(step);
  return step >= 1e6 ? `${step / 1e6}M` : `${step / 1e3}k`;
}
