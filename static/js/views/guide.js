/**
 * The curve built by hand, in four steps.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountGuide(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
