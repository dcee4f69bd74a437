/**
 * The hand on the network: what it asks for goes to the server, is shown at once, and is given up for what is when a
 * frame brings it. While the hand holds on, training rests.
 *
 * @import { ViewContext } from '../../../types.js'
 * @import { Point } from './arithmetic.js'
 * @import { Change, Handle } from './placing.js'
 *
 * @typedef {{point: Point, frame: number}} Wish `frame`: the first one to show it, Infinity until that is known
 */

import { swallow } from '../../../lib/promises.js';
import { changeOf } from './placing.js';

/** Quick changes are one step of undo. A hand that rests in the middle of a drag says so at least this often. */
const REMIND_EVERY = 400;

/**
 * @param {ViewContext} context
 * @param {{held: boolean}} ground
 * @param {() => void} changed called when there is something else to show
 */
export function createHand({ store, actions }, ground, changed) {
  /** @type {Map<string, Wish>} by handle */
  const wishes = new Map();
  /** @type {string | null} */
  let held = null;
  let interrupted = false;
  /** @type {Change | null} */
  let last = null;
  /** @type {Promise<unknown>} */
  let answer = Promise.resolve();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let reminder;

  /** @param {Change} change */
  function send(change) {
    last = change;
    const sent = actions.setValues([change]);
    answer = sent.catch(() => {});
    return sent;
  }

  function remind() {
    if (last) swallow(send(last));
  }

  return {
    /** @param {string} key @returns {Point | undefined} */
    of: (key) => wishes.get(key)?.point,
    /** @returns {string | null} */
    get held() {
      return held;
    },
    /** @param {string} key */
    grab(key) {
      if (held !== null) return;
      held = key;
      ground.held = true;
      interrupted = store.get().status.state === 'running';
      if (interrupted) swallow(actions.pause());
      reminder = setInterval(remind, REMIND_EVERY);
    },
    /** @param {Handle} handle @param {Point} point */
    move(handle, point) {
      const change = changeOf(store.get(), handle, point);
      if (!change) return;
      const wish = { point, frame: Infinity };
      wishes.set(handle.key, wish);
      send(change).then(
        (ack) => (wish.frame = ack.frame),
        () => wishes.get(handle.key) === wish && wishes.delete(handle.key),
      ).then(changed);
    },
    release() {
      if (held === null) return;
      clearInterval(reminder);
      held = null;
      last = null;
      ground.held = false;
      // After the last change, which may still be waiting to be sent.
      if (interrupted) answer.then(() => swallow(actions.play()));
      interrupted = false;
    },
    /** Give up the wishes that this frame shows to be fulfilled. @param {number} frame */
    settle(frame) {
      for (const [key, wish] of wishes) if (key !== held && wish.frame <= frame) wishes.delete(key);
    },
    /** Forget what was meant for another network. */
    forget() {
      wishes.clear();
    },
  };
}
