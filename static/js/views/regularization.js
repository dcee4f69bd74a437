/**
 * What holds the network back: weights that vanish or stay small, neurons that sit out, when to stop.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountRegularization(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
