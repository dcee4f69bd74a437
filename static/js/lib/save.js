/** Files for the person in front of the page. */

import { h } from './dom.js';

/** Saves stay readable until the browser has certainly taken them. */
const KEPT_FOR = 60_000;

/** @param {Blob} content @param {string} name */
export function saveFile(content, name) {
  const href = URL.createObjectURL(content);
  h('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_FOR);
}
