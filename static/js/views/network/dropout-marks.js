/**
 * Which neurons dropout leaves out, slowly enough to be seen: a few changes a second of what changes at every step.
 *
 * @import { State, View } from '../../types.js'
 */

import { createThrottle } from '../../lib/throttle.js';

const CHANGE_EVERY = 250;
const stillness = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * @param {() => State} get
 * @param {(dropped: Uint8Array | null) => void} show called when other neurons sit out: 1 for each that does
 * @returns {View}
 */
export function mountDropoutMarks(get, show) {
  /** @type {Uint8Array | null} */
  let dropped = null;
  const pace = createThrottle(CHANGE_EVERY, look);

  function look() {
    const { config, frame, layout, status } = get();
    const newest = frame?.layout === layout?.layout ? frame?.sections.dropped : undefined;
    const still = status.state === 'running' && stillness.matches;
    const next = newest && !still && config.training.dropout > 0 ? Uint8Array.from(newest) : null;
    if (dropped === null && next === null) return;
    dropped = next;
    show(dropped);
  }

  return {
    update({ config, status }, changed) {
      if (dropped === null && config.training.dropout === 0) return;
      if (changed.has('layout') || changed.has('config') || status.state !== 'running') pace.now();
      else if (changed.has('frame')) pace.request();
    },
    destroy: pace.stop,
  };
}
