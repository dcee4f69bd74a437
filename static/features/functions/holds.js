/**
 * The three handles of a path: its bend, a point on its ramp, and its level part.
 *
 * @import { Model } from './model.js'
 * @import { Plot } from '../../js/lib/plot.js'
 */

import { clamp } from '../../js/lib/axes.js';
import { t } from '../../js/i18n.js';
import { plain } from './formula.js';
import { createHandle } from './handle.js';
import { ACROSS, graphOf, levelHold, LIMITS, rampHold, snap, STEP, withBendAt, withLevelAt, withRampAt, zeroOf } from './moves.js';

/** So near to the bend the handle of the level part moves out of its way, in pixels. */
const APART = 24;

/** @param {Plot} plot @param {Model} model */
export function createHandles(plot, model) {
  const bend = createHandle(plot, {
    letter: 'b', orientation: 'horizontal', range: ACROSS, released: draw,
    drag: ([x]) => model.move((path) => withBendAt(path, x)),
    step: (steps) => model.move((path) => withBendAt(path, zeroOf(path) + steps * STEP)),
  });
  /** While it is held a handle stays at its x: where to hold best changes with what it changes. */
  const at = { ramp: NaN, level: NaN };
  const ramp = createHandle(plot, {
    letter: 'v', orientation: 'vertical', range: LIMITS.v, released: draw,
    drag: ([, y]) => model.move((path) => withRampAt(path, model.bend, [at.ramp, y])),
    step: (steps) => step('v', steps),
  });
  const level = createHandle(plot, {
    letter: 'c', orientation: 'vertical', range: LIMITS.c, released: draw,
    drag: ([, y]) => model.move((path) => withLevelAt(path, model.bend, [at.level, y])),
    step: (steps) => step('c', steps),
  });

  /** @param {'v' | 'c'} letter @param {number} steps */
  function step(letter, steps) {
    model.move((path) => ({ ...path, [letter]: snap(clamp(path[letter] + steps * STEP, LIMITS[letter])) }));
  }

  function draw() {
    const { paths, chosen } = model.get();
    const path = paths[chosen];
    const graph = graphOf(path, model.bend);
    const zero = zeroOf(path);
    if (!ramp.held) at.ramp = rampHold(path, model.bend) ?? NaN;
    if (!level.held) at.level = levelHold(path, model.bend) ?? NaN;
    /** @param {string} name */
    const label = (name) => t(`functions.ramp.${name}`, { name: `f${chosen + 1}` });
    /** @param {number} x @returns {[number, number] | null} */
    const point = (x) => (x >= ACROSS[0] && x <= ACROSS[1] && Number.isFinite(graph(x)) ? [x, graph(x)] : null);
    bend.show(point(zero), { label: label('move_bend'), value: zero, words: t('functions.ramp.bend_value', { x: plain(zero), b: plain(path.b) }) });
    ramp.show(point(at.ramp), { label: label('move_ramp'), value: path.v, words: plain(path.v) });
    level.show(point(at.level), { label: label('move_level'), value: path.c, words: plain(path.c), away: gap(zero) });
  }

  /** @param {number} zero @returns {number} how far the level part's handle has to stand aside */
  function gap(zero) {
    const between = plot.x(at.level) - plot.x(zero);
    if (!(Math.abs(between) < APART)) return 0;
    return model.get().paths[model.get().chosen].w > 0 ? -APART - between : APART - between;
  }

  return { draw };
}
