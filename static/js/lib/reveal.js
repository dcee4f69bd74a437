/** What somebody has just opened is brought into view: below the fold it would seem that nothing had happened. */

/** Of what is opened, at least so much has to be seen, in pixels. */
const LEAST = 200;
/** What is opened may still be loading: as it grows, more of it is brought into view. */
const GROWS_FOR = 2500;
/** What somebody does who wants to look elsewhere. */
const LEAVING = ['wheel', 'touchmove', 'pointerdown', 'keydown'];

/**
 * Scroll as little as shows an element whole, or its top where it is higher than the window.
 * @param {Element} element
 */
function reveal(element) {
  if (isSeen(element)) return;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const { height } = element.getBoundingClientRect();
  element.scrollIntoView({ block: height > innerHeight ? 'start' : 'nearest', behavior: still ? 'auto' : 'smooth' });
}

/**
 * The same once the page has been drawn with what was opened, and until it has loaded or somebody looks elsewhere.
 * @param {Element | null} element
 */
export function revealSoon(element) {
  if (!element) return;
  const abort = new AbortController();
  const observer = new ResizeObserver(() => reveal(element));
  const stop = () => {
    observer.disconnect();
    abort.abort();
  };
  // Observing reports once by itself, after the next layout.
  observer.observe(element);
  setTimeout(stop, GROWS_FOR);
  for (const type of LEAVING) addEventListener(type, stop, { signal: abort.signal, passive: true, capture: true });
}

/** Whether enough of it is in sight already, in the window and in whatever scrolls around it. @param {Element} element */
function isSeen(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  let [high, low] = [0, innerHeight];
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (getComputedStyle(around).overflowY === 'visible') continue;
    const box = around.getBoundingClientRect();
    [high, low] = [Math.max(high, box.top), Math.min(low, box.bottom)];
  }
  return top >= high - 1 && Math.min(bottom, low) - top >= Math.min(height, LEAST);
}
