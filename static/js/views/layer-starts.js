/**
 * How activations and gradients spread over the layers, for several starts side by side.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountLayerStarts(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
