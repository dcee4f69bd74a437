/**
 * Data centered and scaled to where networks learn well, their own numbers kept as units: a formula stays a formula,
 * points stay points, and samples of a built-in curve become points. Pure.
 *
 * @import { Config, Layout, Units } from '../types.js'
 */

import { extentOf, scaled, scalingOf, UNSCALED } from './scaling.js';
import { toShownX, toShownY, toTrainedX, unitsOf } from './units.js';

/** @param {{config: Config, layout: Layout}} state @returns {Record<string, unknown>} the changes to the experiment */
export function centeredChanges({ config, layout }) {
  const { source, domain, shown } = config.data;
  const { train, validation } = layout.data;
  const points = source.kind === 'points' ? source : joined(train, validation);
  const now = unitsOf({ config });
  const scaling = { ...UNSCALED, ...scalingOf(points.x, points.y) };
  /** @type {Units} */
  const units = {
    ...now,
    x_offset: toShownX(now, scaling.x_offset), x_scale: now.x_scale * scaling.x_scale,
    y_offset: toShownY(now, scaling.y_offset), y_scale: now.y_scale * scaling.y_scale,
  };
  const trained = (/** @type {number[]} */ range) => range.map((x) => toTrainedX(units, toShownX(now, x)));
  if (source.kind === 'expression') {
    return { 'data.source': { ...source, units }, 'data.domain': trained(domain), 'data.shown': shown && trained(shown) };
  }
  const x = scaled(points.x, scaling.x_offset, scaling.x_scale);
  const { low, high } = extentOf(x);
  return {
    'data.source': { kind: 'points', x, y: scaled(points.y, scaling.y_offset, scaling.y_scale), units },
    'data.domain': [low, high],
    'data.shown': null,
    // What was sampled has its own.
    'data.noise': 0,
  };
}

/** From left to right. @param {{x: ArrayLike<number>, y: ArrayLike<number>}[]} parts */
function joined(...parts) {
  const points = parts.flatMap(({ x, y }) => Array.from(x, (value, i) => [value, y[i]])).sort(([a], [b]) => a - b);
  return { x: points.map(([x]) => x), y: points.map(([, y]) => y) };
}
