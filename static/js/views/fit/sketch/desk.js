/**
 * What a curve being drawn or clicked and the server say to one another: each change is sent at once, and a change from
 * elsewhere, such as undo, is told apart from the answer to one's own.
 *
 * @import { Config, ViewContext } from '../../../types.js'
 * @import { Points } from './strokes.js'
 */

import { createWishes } from '../../../lib/wishes.js';
import { same } from '../../../schema.js';
import { domainFor } from './strokes.js';

/** More points than this are a table, not something to move about by hand. */
export const MOST_POINTS = 200;

/** @typedef {ReturnType<typeof createDesk>} Desk */

/** @param {ViewContext} context @param {() => void} changed called when another curve has come from elsewhere */
export function createDesk({ store, actions }, changed) {
  const before = store.get().config.data;
  let known = before.source;
  const wishes = createWishes(() => follow(store.get().config));

  /** @param {Config} config */
  function follow({ data: { source } }) {
    if (wishes.open || same(source, known)) return;
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
      wishes.wait(actions.patch({ 'data.source': known, ...(same(wider, domain) ? {} : { 'data.domain': wider }) }));
    },
    /** Back to the curve from before. */
    cancel() {
      const { source, domain } = store.get().config.data;
      if (same(source, before.source) && same(domain, before.domain) && !wishes.open) return;
      wishes.wait(actions.patch({ 'data.source': before.source, 'data.domain': before.domain }));
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
