/**
 * What is wrong with the training, said where it happens, each with the one action that helps.
 *
 * @import { View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} _context @returns {View} */
export function mountNotes(root, _context) {
  return { update() {}, destroy: () => root.replaceChildren() };
}
