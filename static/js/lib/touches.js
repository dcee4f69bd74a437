/**
 * Whether anything has changed that a part of the page reads of the state.
 *
 * @import { Changed, State } from '../types.js'
 */

/** @param {Changed} changed @param {(keyof State)[]} reads @returns {boolean} */
export function touches(changed, reads) {
  return reads.some((key) => changed.has(key));
}
