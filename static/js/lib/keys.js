/**
 * The page's keys, in one table: what is pressed, and what it does. `command` is Ctrl, on a Mac ⌘. Pure.
 *
 * @typedef {Object} Shortcut
 * @property {string} id of its words, `keys.does.…`, and of the transport's button that it presses, if there is one
 * @property {string} key as the event names it
 * @property {boolean} [command]
 * @property {boolean} [shift] needed with it; of characters, which may need it, it is not asked
 */

/** @type {Shortcut[]} */
export const SHORTCUTS = [
  { id: 'play', key: ' ' },
  { id: 'step', key: '.' },
  { id: 'undo', key: 'z', command: true },
  { id: 'redo', key: 'z', command: true, shift: true },
  { id: 'redo', key: 'y', command: true },
  { id: 'help', key: '?' },
];

/** Where keys are text. */
export const TYPED_IN = 'input:not([type="range"], [type="checkbox"], [type="radio"]), textarea, [contenteditable]';
/** What uses the space bar, or other keys, itself. */
const USES_KEYS = `${TYPED_IN}, button, a[href], input, select, summary, [role="slider"], [role="tab"], [role="application"], [role="option"]`;

/** On a Mac. */
const APPLE = /mac|iphone|ipad/i;

/**
 * The shortcut that a key press is, where it is meant for the page and not for what has the focus.
 * @param {KeyboardEvent} event
 * @param {boolean} single whether keys pressed alone count
 * @returns {Shortcut | undefined}
 */
export function shortcutOf(event, single) {
  const { key, ctrlKey, metaKey, altKey, shiftKey, repeat, isComposing, target } = event;
  if (altKey || repeat || isComposing) return undefined;
  const command = ctrlKey || metaKey;
  if (!command && !single) return undefined;
  if (target instanceof Element && target.closest(command || key !== ' ' ? TYPED_IN : USES_KEYS)) return undefined;
  return SHORTCUTS.find((shortcut) =>
    shortcut.key === key.toLowerCase() && Boolean(shortcut.command) === command && (!command || Boolean(shortcut.shift) === shiftKey));
}

/** The keys of a shortcut, each as it is called on this keyboard. @param {Shortcut} shortcut @param {string} platform @param {string} space what the space bar is called */
export function keysOf({ key, command, shift }, platform, space) {
  const apple = APPLE.test(platform);
  return [command && (apple ? '⌘' : 'Ctrl'), shift && (apple ? '⇧' : 'Shift'), key === ' ' ? space : key.toUpperCase()].filter((each) => typeof each === 'string');
}

/** As `aria-keyshortcuts` wants it. @param {Shortcut} shortcut @returns {string} */
export function ariaKeys({ key, command, shift }) {
  return [command && 'Control', shift && 'Shift', key === ' ' ? 'Space' : key.toUpperCase()].filter(Boolean).join('+');
}
