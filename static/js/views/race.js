/**
 * Runs side by side: who is ahead, steps to a given loss, and the winner taken as the live run.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountRace(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
