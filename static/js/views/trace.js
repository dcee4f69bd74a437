/**
 * One x sent forward through the network, its error sent back, and the update that follows.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountTrace(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
