/**
 * The entries of the server's registries: activations, losses and the others, each with all that the page knows of it.
 *
 * @import { Entry, Registries } from '../schema.js'
 */

/** @type {Partial<Registries>} */
let registries = {};

/** Called once, when the schema has come. @param {Registries} found */
export function setRegistries(found) {
  registries = found;
}

/** @param {keyof Registries} kind @param {string | undefined} name @returns {Entry | undefined} undefined where there is no such entry */
export function entryOf(kind, name) {
  return registries[kind]?.find((entry) => entry.name === name);
}
