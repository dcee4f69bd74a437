/**
 * Keys for the whole page, and the list of them. Most press the transport's buttons, so that what keeps a button from
 * working, such as a race or a lock, keeps its key from working too.
 *
 * @import { View } from '../../js/types.js'
 */

import { attr, h } from '../../js/lib/dom.js';
import { ariaKeys, keysOf, shortcutOf, SHORTCUTS } from '../../js/lib/keys.js';
import { t } from '../../js/i18n.js';

export default { slot: 'panel', id: 'keys', place: 'transport', reads: [], mount: mountKeys };

const STORED = 'piecewise.single-keys';

/** @param {HTMLElement} transport @returns {View} */
export function mountKeys(transport) {
  const abort = new AbortController();
  /** @type {HTMLDialogElement | null} */
  let list = null;
  let single = stored() !== 'off';

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.defaultPrevented || document.querySelector('dialog[open], [aria-modal="true"]')) return;
    const shortcut = shortcutOf(event, single);
    if (!shortcut) return;
    const button = buttonOf(shortcut.id);
    // Before a projector the list is another one.
    if (!button && (shortcut.id !== 'help' || document.documentElement.dataset.view === 'present')) return;
    event.preventDefault();
    if (button) button.click();
    else open();
  }

  /** @param {string} id @returns {HTMLElement | null} none where it is hidden */
  function buttonOf(id) {
    const button = transport.querySelector(`[data-control="${id}"]`);
    return button instanceof HTMLElement && button.checkVisibility() ? button : null;
  }

  function open() {
    list ??= createList(single, (wanted) => {
      single = wanted;
      store(wanted ? 'on' : 'off');
    });
    list.showModal();
  }

  for (const shortcut of [...SHORTCUTS].reverse()) {
    const button = transport.querySelector(`[data-control="${shortcut.id}"]`);
    if (button) attr(button, 'aria-keyshortcuts', ariaKeys(shortcut));
  }
  document.addEventListener('keydown', onKey, { signal: abort.signal });
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-keys]'))) {
    button.addEventListener('click', open, { signal: abort.signal });
    delete button.dataset.waits;
  }
  return {
    update() {},
    destroy() {
      abort.abort();
      list?.remove();
    },
  };
}

/** @param {boolean} alone whether keys pressed alone count @param {(wanted: boolean) => void} choose @returns {HTMLDialogElement} */
function createList(alone, choose) {
  const title = h('h2', { id: 'keys-title' }, t('keys.title'));
  const ids = [...new Set(SHORTCUTS.map(({ id }) => id))];
  const rows = ids.flatMap((id) => [
    h('dt', {}, ...SHORTCUTS.filter((each) => each.id === id).flatMap((each, i) => [i > 0 && ' / ', ...combination(each)])),
    h('dd', {}, t(`keys.does.${id}`)),
  ]);
  const single = h('input', { type: 'checkbox', role: 'switch', id: 'keys-single', checked: alone, on: { change: () => choose(single.checked) } });
  const dialog = h(
    'dialog',
    { class: 'keys-dialog over', 'aria-labelledby': title.id },
    title,
    h('dl', {}, ...rows),
    h('label', { class: 'keys-single', for: single.id }, single, t('keys.single')),
    h('button', { type: 'button', on: { click: () => dialog.close() } }, t('keys.close')),
  );
  document.body.append(dialog);
  return dialog;
}

/** @param {import('../../js/lib/keys.js').Shortcut} shortcut */
function combination(shortcut) {
  return keysOf(shortcut, navigator.platform, t('keys.space')).flatMap((key, i) => [i > 0 && '+', h('kbd', {}, key)]);
}

/** @returns {string | null} */
function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** @param {string} choice */
function store(choice) {
  try {
    localStorage.setItem(STORED, choice);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
