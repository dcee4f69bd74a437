/**
 * A curve of one's own: typed, drawn, clicked or read from a table.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountSources(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
