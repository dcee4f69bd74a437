/** Texts that do not change their height with every number in them, so that nothing below them jumps to and fro. */

/** How long a height stays that is no longer needed. */
const KEPT = 2500;

/** @param {HTMLElement} root whose width decides how lines break */
export function createSteady(root) {
  /** @type {Map<HTMLElement, {height: number, at: number}>} */
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
    /** To be called after writing; reads the layout once. @param {HTMLElement[]} contents each alone in its parent */
    hold(contents) {
      const now = performance.now();
      const measured = contents.map((content) => /** @type {const} */ ([content.parentElement, content.offsetHeight]));
      for (const [holder, height] of measured) {
        if (!holder) continue;
        const kept = heights.get(holder);
        if (kept && height < kept.height && now < kept.at + KEPT) continue;
        heights.set(holder, { height, at: now });
        if (height !== kept?.height) holder.style.minHeight = `${height}px`;
      }
    },
    forget,
    stop: () => observer.disconnect(),
  };
}
