/**
 * What a neuron can do: every activation, a ramp to move by hand, and linear layers multiplied out.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountFunctions(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
