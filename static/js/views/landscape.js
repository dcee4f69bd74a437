/**
 * The loss on a slice around the present weights, with the way they took.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountLandscape(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
