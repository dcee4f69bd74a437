/**
 * On narrow screens the settings live in a sheet over the page's lower half, so that the curve stays in sight while
 * they change; on wide ones they are always there and this does nothing.
 *
 * @import { View } from '../types.js'
 */

import { attr, byId } from '../lib/dom.js';
import { PHONE } from '../lib/panels.js';

/** @param {HTMLElement} sheet @returns {View} */
export function mountSheet(sheet) {
  const opener = byId('open-sheet');
  const closer = byId('close-sheet');
  const narrow = matchMedia(PHONE);
  let open = false;

  /** @param {boolean} wanted */
  function set(wanted) {
    const wasOpen = open;
    open = wanted && narrow.matches;
    attr(sheet, 'data-open', open);
    attr(sheet, 'role', narrow.matches ? 'dialog' : null);
    attr(sheet, 'aria-label', narrow.matches ? sheet.dataset.label : null);
    attr(opener, 'aria-expanded', String(open));
    sheet.inert = narrow.matches && !open;
    if (open) closer.focus();
    else if (wasOpen) opener.focus();
  }

  const toggle = () => set(!open);
  const close = () => set(false);
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (open && event.key === 'Escape' && !event.defaultPrevented) close();
  };

  opener.addEventListener('click', toggle);
  closer.addEventListener('click', close);
  // What somebody chose there is to be seen outside it.
  sheet.addEventListener('done', close);
  document.addEventListener('keydown', onKey);
  narrow.addEventListener('change', close);
  set(false);
  return {
    update() {},
    destroy() {
      opener.removeEventListener('click', toggle);
      closer.removeEventListener('click', close);
      sheet.removeEventListener('done', close);
      document.removeEventListener('keydown', onKey);
      narrow.removeEventListener('change', close);
    },
  };
}
