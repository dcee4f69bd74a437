/** Which key moves a slider how far, in steps: the same for handles and for the sliders below them. */

const PAGE = 10;

/** @type {Record<string, number>} */
const KEYS = {
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1,
  PageDown: -PAGE, PageUp: PAGE, Home: -Infinity, End: Infinity,
};

/** @param {(steps: number) => void} move @returns {(event: KeyboardEvent) => void} */
export function onKeys(move) {
  return (event) => {
    const steps = KEYS[event.key];
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(steps);
  };
}
