/** The page's panels, by the names that a link or a frame's address hides them with. */

import { attr, loadStyle } from './dom.js';
import { once } from './promises.js';

/** One column under one another: narrow windows, and phones held sideways. As in the style sheets. */
export const PHONE = '(max-width: 760px), (max-height: 480px) and (pointer: coarse)';
/** Those that the page came without: the link's are hidden beside them. */
const ABSENT = namesIn(document.documentElement.dataset.hide);

/** @param {string | undefined} text */
function namesIn(text = '') {
  return text.split(' ').filter(Boolean);
}

/** @returns {NodeListOf<HTMLElement>} */
function elements() {
  return document.querySelectorAll('[data-panel]');
}

/** @returns {string[]} each once, in the page's order */
export function panelNames() {
  return [...new Set([...elements()].map(({ dataset }) => dataset.panel ?? ''))];
}

const loadHiding = once(() => loadStyle(new URL('../../css/panels.css', import.meta.url).href));

/** Hide these panels, and show the others. @param {string[]} names */
export async function hidePanels(names) {
  if (names.length > 0) await loadHiding();
  const hidden = [...ABSENT, ...names];
  for (const element of elements()) attr(element, 'data-hidden', hidden.includes(element.dataset.panel ?? ''));
  attr(document.documentElement, 'data-hide', hidden.length > 0 && hidden.join(' '));
}

/** @param {string} name @returns {boolean} */
export function isShown(name) {
  return !namesIn(document.documentElement.dataset.hide).includes(name);
}
