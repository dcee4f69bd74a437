/**
 * A typed formula is learned as it is, or centered and scaled where its domain or its values are far from what trains
 * well: then its source has units, and the domain of the config is the scaled one. Pure but for the question asked.
 *
 * @import { Actions, Config, Units } from '../types.js'
 * @import { Range } from './axes.js'
 */

import { extentOf, scalingOf } from './scaling.js';
import { PLAIN, tidy, toShownX, toTrainedX, toTrainedY, unitsOf } from './units.js';

/**
 * What is learned as it is. Wider than for tables: the weights then are those of the formula itself, 3·R(x − 4) − 5.
 */
const GOOD = { x: { low: 0.5, high: 16, far: 10 }, y: { low: 0.2, high: 20, far: 20 } };
/** Values that differ by less than this part of their size are one value and rounding. */
const CONSTANT = 1e-8;

/** The domain in the numbers that a formula is typed in. @param {Config} config @returns {Range} */
export function typedDomain(config) {
  return typed(config, config.data.domain);
}

/** @param {Config} config @param {Range} range as trained @returns {Range} */
function typed(config, [low, high]) {
  const units = unitsOf({ config });
  return [tidy(toShownX(units, low)), tidy(toShownX(units, high))];
}

/**
 * @param {Range} domain as typed
 * @param {number[] | null} y of the formula over it; null where it has gaps
 * @returns {Units | null} null where it is learned as it is
 */
export function unitsFor(domain, y) {
  const heights = y ?? [];
  const scaling = scalingOf(domain, heights.length > 0 ? heights : [0]);
  const [farX, farY] = [isFar(domain, GOOD.x), isFar(heights, GOOD.y)];
  if (!farX && !farY) return null;
  const x = farX ? { x_offset: scaling.x_offset, x_scale: scaling.x_scale } : {};
  const y_scale = isConstant(heights) ? 1 : scaling.y_scale;
  return { ...PLAIN, ...x, ...(farY ? { y_offset: scaling.y_offset, y_scale } : {}) };
}

/** @param {ArrayLike<number>} values @param {{low: number, high: number, far: number}} good */
function isFar(values, good) {
  if (values.length === 0) return false;
  const { low, high } = extentOf(values);
  const far = Math.max(Math.abs(low), Math.abs(high)) > good.far;
  return far || high - low > good.high || (high - low < good.low && !isConstant(values));
}

/** @param {ArrayLike<number>} values */
function isConstant(values) {
  const { low, high } = extentOf(values);
  return high - low <= CONSTANT * Math.max(Math.abs(low), Math.abs(high));
}

/**
 * The changes that make a formula the curve to find.
 * @param {Config} config the present one
 * @param {string} expression
 * @param {Range} domain as typed
 * @param {number[] | null} y
 * @returns {Record<string, unknown>}
 */
export function formulaChanges(config, expression, domain, y) {
  const units = unitsFor(domain, y);
  const trained = (/** @type {Range} */ range) => range.map((x) => tidy(toTrainedX(units ?? PLAIN, x)));
  const { shown } = config.data;
  return {
    'data.source': { kind: 'expression', expression, ...(units ? { units } : {}) },
    'data.domain': trained(domain),
    'data.shown': shown && trained(typed(config, shown)),
  };
}

/**
 * The changes of another domain: for a formula that is far from what trains well over it, other units, too.
 * @param {Config} config
 * @param {Range} domain as trained now
 * @param {Range} wanted the same as typed
 * @param {Actions['ask']} ask
 * @returns {Promise<Record<string, unknown>>}
 */
export async function domainChanges(config, domain, wanted, ask) {
  const { source } = config.data;
  const plain = { 'data.domain': domain };
  if (source.kind !== 'expression') return plain;
  const { expression } = source;
  const { formula } = await ask('formula', { expression, domain: wanted });
  const heights = (formula.y ?? []).map((/** @type {number} */ y) => toTrainedY(unitsOf({ config }), y));
  if (!isFar(domain, GOOD.x) && !isFar(heights, GOOD.y)) return plain;
  return formulaChanges(config, expression, wanted, formula.y);
}
