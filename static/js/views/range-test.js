/**
 * The loss while the learning rate rises, and the rate that suits.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountRangeTest(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
