/** Several buttons as one stop of the Tab key; arrows go from one to the next. The one table of such keys is here. */

const BACK = { column: ['ArrowUp'], row: ['ArrowLeft'], both: ['ArrowUp', 'ArrowLeft'] };
const ON = { column: ['ArrowDown'], row: ['ArrowRight'], both: ['ArrowDown', 'ArrowRight'] };

/**
 * Where a key leads among several things.
 * @param {string} key
 * @param {number} at
 * @param {number} count
 * @param {{along?: 'column' | 'row' | 'both', wraps?: boolean}} [options] wraps: after the last comes the first
 * @returns {number | undefined} undefined where the key means something else
 */
export function nextOf(key, at, count, { along = 'both', wraps = false } = {}) {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const by = Number(ON[along].includes(key)) - Number(BACK[along].includes(key));
  if (by === 0) return undefined;
  return wraps ? (at + by + count) % count : Math.max(0, Math.min(count - 1, at + by));
}

/**
 * @param {HTMLElement} element that holds them
 * @returns {{arrange: (buttons: HTMLElement[]) => void}} to be told whenever there are other buttons
 */
export function createRoving(element) {
  /** @type {HTMLElement[]} */
  let buttons = [];

  /** @param {HTMLElement | undefined} stop */
  function setStop(stop) {
    for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
  }

  element.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(/** @type {HTMLElement} */ (event.target));
    const next = at < 0 ? undefined : nextOf(event.key, at, buttons.length);
    if (next === undefined) return;
    event.preventDefault();
    buttons[next].focus();
  });
  element.addEventListener('focusin', ({ target }) => {
    const button = buttons.find((each) => each === target);
    if (button) setStop(button);
  });

  return {
    arrange(present) {
      buttons = present;
      setStop(buttons.find((button) => button.tabIndex === 0) ?? buttons[0]);
    },
  };
}
