/**
 * The network written out: the formula so far, its pieces, and what is awake on each.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountAnswer(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
