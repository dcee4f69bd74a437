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

/** Whether enough of it is in the window already. @param {Element} element */
function isSeen(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  return top >= 0 && seen >= Math.min(height, LEAST);
}
