/** Texts that do not change their height with every number in them, so that nothing below them jumps to and fro. */

import { createReading } from '../../js/lib/throttle.js';

/** How long a height stays that is no longer needed. */
const KEPT = 2500;

/** @param {HTMLElement} root whose width decides how lines break */
export function createSteady(root) {
  /** @type {Map<HTMLElement, {height: number, at: number}>} */
  const heights = new Map();
  /** @type {HTMLElement[]} each alone in its parent */
  let contents = [];
  let width = 0;
  const reading = createReading(measure);
  const observer = new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width !== width) forget();
    width = contentRect.width;
  });
  observer.observe(root);

  function forget() {
    for (const element of heights.keys()) element.style.minHeight = '';
    heights.clear();
  }

  function measure() {
    const now = performance.now();
    const measured = contents.map((content) => /** @type {const} */ ([content.parentElement, content.offsetHeight]));
    for (const [holder, height] of measured) {
      if (!holder) continue;
      const kept = heights.get(holder);
      if (kept && height < kept.height && now < kept.at + KEPT) continue;
      heights.set(holder, { height, at: now });
      if (height !== kept?.height) holder.style.minHeight = `${height}px`;
    }
  }

  return {
    /** To be called after writing. @param {HTMLElement[]} written each alone in its parent */
    hold(written) {
      contents = written;
      reading.request();
    },
    forget,
    stop() {
      reading.stop();
      observer.disconnect();
    },
  };
}
