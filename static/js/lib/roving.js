/** Several buttons as one stop of the Tab key; arrows go from one to the next. */

/** @type {Record<string, (at: number, count: number) => number>} */
const KEYS = {
  ArrowUp: (at) => Math.max(0, at - 1),
  ArrowLeft: (at) => Math.max(0, at - 1),
  ArrowDown: (at, count) => Math.min(count - 1, at + 1),
  ArrowRight: (at, count) => Math.min(count - 1, at + 1),
  Home: () => 0,
  End: (_at, count) => count - 1,
};

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
    const next = at < 0 ? undefined : KEYS[event.key]?.(at, buttons.length);
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
