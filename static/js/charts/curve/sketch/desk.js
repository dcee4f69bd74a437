/**
 * What a curve being drawn or clicked and the server say to one another: each change is sent at once, and a change from
 * elsewhere, such as undo, is told apart from the answer to one's own.
 *
 * @import { Range } from '../../../lib/axes.js'
 * @import { Config, Units, ViewContext } from '../../../types.js'
 * @import { ChartView } from '../view.js'
 *
 * @typedef {{x: number[], y: number[]}} Points
 * @typedef {ChartView & {prediction?: Float32Array}} Sight
 *
 * @typedef {Object} Surface what a mode works on
 * @property {HTMLElement} area the plot, hearing of pointers
 * @property {HTMLElement} handles over the chart, for what the keyboard can reach
 * @property {SVGGElement} layer in pixels of the chart
 * @property {() => Sight | null} view
 * @property {() => Units} units that places are told in
 * @property {(event: PointerEvent, view: ChartView) => {x: number, y: number}} place of a pointer, inside the plot
 */

import { createPendingEdits } from '../../../lib/pending-edits.js';
import { same } from '../../../schema.js';

/** More points than this are a table, not something to move about by hand. */
export const MOST_POINTS = 200;
/** A part of the chart that nobody can see. */
const UNSEEN = 1e-4;

/** @typedef {ReturnType<typeof createDesk>} Desk */

/** @param {ViewContext} context @param {() => void} changed called when another curve has come from elsewhere */
export function createDesk({ store, actions }, changed) {
  const before = store.get().config.data;
  let known = before.source;
  const pending = createPendingEdits(() => follow(store.get().config));

  /** @param {Config} config */
  function follow({ data: { source } }) {
    if (pending.open || same(source, known)) return;
    known = source;
    changed();
  }

  return {
    follow,
    /** The present points where they can be changed by hand, else none. @returns {Points} */
    points() {
      const { source } = store.get().config.data;
      return source.kind === 'points' && source.x.length <= MOST_POINTS ? source : { x: [], y: [] };
    },
    /** Learn these from now on. @param {Points} points */
    commit({ x, y }) {
      const { source, domain } = store.get().config.data;
      known = { kind: 'points', x, y, units: ('units' in source && source.units) || null };
      const wider = domainFor(domain, x);
      pending.wait(actions.patch({ 'data.source': known, ...(same(wider, domain) ? {} : { 'data.domain': wider }) }));
    },
    /** Back to the curve from before. */
    cancel() {
      const { source, domain } = store.get().config.data;
      if (same(source, before.source) && same(domain, before.domain) && !pending.open) return;
      pending.wait(actions.patch({ 'data.source': before.source, 'data.domain': before.domain }));
    },
  };
}

/**
 * Whether what touches the chart already is the hand of whoever now puts the pen to it.
 * @param {string} touching its kind of pointer
 * @param {PointerEvent} event of the pointer that comes
 */
export function isPalm(touching, { pointerType }) {
  return touching === 'touch' && pointerType === 'pen';
}

/**
 * The domain that has room for points: widened as far as they need, never narrowed.
 * @param {Range} domain
 * @param {number[]} x
 * @returns {Range}
 */
export function domainFor([low, high], x) {
  return [Math.min(low, ...x), Math.max(high, ...x)];
}

/** @param {number} span @returns {(value: number) => number} to as many digits as can be seen in it */
export function rounding(span) {
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10((span || 1) * UNSEEN))));
  return (value) => Number(value.toFixed(digits));
}
