/**
 * What a range test says: up to where nothing happens, where the loss falls, and from where it blows up. Pure.
 *
 * @typedef {{rates: number[], losses: (number | null)[], suggestion: number | null}} RangeTest as the server gives it
 * @typedef {{falls: number, lowest: number, blowsUp: boolean}} Zones rates at which the loss begins to fall and is
 *   lowest, and whether it rises again after that
 */

/** The server smooths like this before it suggests. */
const SMOOTHING = 0.7;
const FALLEN = 0.98;
const DIGITS = 2;

/** @param {RangeTest} test @returns {Zones | null} null where no rate made the loss fall */
export function zonesOf({ rates, losses }) {
  const smooth = smoothed(losses);
  const begins = smooth.findIndex((loss) => loss < FALLEN * smooth[0]);
  if (begins < 0) return null;
  const lowest = smooth.indexOf(Math.min(...smooth));
  return { falls: rates[begins], lowest: rates[lowest], blowsUp: lowest < rates.length - 1 };
}

/** @param {(number | null)[]} losses @returns {number[]} each pulled towards those before it */
function smoothed(losses) {
  /** @type {number[]} */
  const smooth = [];
  for (const loss of losses) {
    const own = loss ?? Infinity;
    const before = smooth.at(-1);
    smooth.push(before === undefined ? own : SMOOTHING * before + (1 - SMOOTHING) * own);
  }
  return smooth;
}

/** As few digits as make sense for a learning rate. @param {number} rate @returns {number} */
export function tidyRate(rate) {
  return Number(rate.toPrecision(DIGITS));
}
