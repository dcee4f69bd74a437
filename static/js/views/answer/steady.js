/** Elements that never get lower while numbers in them change, so that nothing below them jumps. */

/** @param {HTMLElement} root whose width decides how lines break */
export function createSteady(root) {
  /** @type {Map<HTMLElement, number>} */
  const heights = new Map();
  let width = 0;
  const observer = new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width !== width) forget();
    width = contentRect.width;
  });
  observer.observe(root);

  function forget() {
    for (const element of heights.keys()) element.style.minHeight = '';
    heights.clear();
  }

  return {
    /** To be called after writing; reads the layout once. @param {HTMLElement[]} elements */
    hold(elements) {
      const measured = elements.map((element) => /** @type {const} */ ([element, element.offsetHeight]));
      for (const [element, height] of measured) {
        if (height <= (heights.get(element) ?? 0)) continue;
        heights.set(element, height);
        element.style.minHeight = `${height}px`;
      }
    },
    forget,
    stop: () => observer.disconnect(),
  };
}
