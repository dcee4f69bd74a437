/** Which key moves a slider how far, in steps: the same for handles, for markers and for sliders. */

const LARGE = 10;

/** @type {Record<string, number>} */
const KEYS = {
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1,
  PageDown: -LARGE, PageUp: LARGE, Home: -Infinity, End: Infinity,
};

/** @param {KeyboardEvent} event @returns {number | undefined} infinitely many to an end; undefined where the key means something else */
export function stepsOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const steps = ctrlKey || metaKey || altKey ? undefined : KEYS[key];
  return shiftKey && steps && Math.abs(steps) === 1 ? steps * LARGE : steps;
}

/** @param {(steps: number) => void} move @returns {(event: KeyboardEvent) => void} */
export function onKeys(move) {
  return (event) => {
    const steps = stepsOf(event);
    if (steps === undefined) return;
    event.preventDefault();
    move(steps);
  };
}
