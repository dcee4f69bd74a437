/** A running average of a loss, to see through its noise: an exponential moving average over the points drawn. Pure. */

/** @typedef {'off' | 'little' | 'lot'} Smoothing */

/** How much of the average so far each further point keeps, where points are this many. @type {Record<Smoothing, number>} */
const KEPT = { off: 0, little: 0.8, lot: 0.95 };
/** With more points than this each keeps more, so that the line looks alike however long the run. */
const USUAL_POINTS = 300;

/**
 * Averages start at the first value, and again after a gap.
 * @param {ArrayLike<number>} values
 * @param {Smoothing} smoothing
 * @returns {Float64Array}
 */
export function smoothed(values, smoothing) {
  const kept = KEPT[smoothing] ** Math.min(1, USUAL_POINTS / values.length);
  const result = new Float64Array(values.length);
  let average = NaN;
  for (let i = 0; i < values.length; i++) {
    average = Number.isFinite(average) && Number.isFinite(values[i]) ? kept * average + (1 - kept) * values[i] : values[i];
    result[i] = average;
  }
  return result;
}
