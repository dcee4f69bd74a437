/** For what need not change at every frame: numbers nobody could read, sentences, charts that scroll slowly. */

/**
 * @param {number} interval in milliseconds
 * @param {() => void} run called at most once an interval, and once more after the last request
 * @returns {{request: () => void, now: () => void, stop: () => void}}
 */
export function createPace(interval, run) {
  let last = -Infinity;
  let timer = 0;

  function now() {
    clearTimeout(timer);
    timer = 0;
    last = performance.now();
    run();
  }

  return {
    request() {
      if (timer !== 0) return;
      const wait = last + interval - performance.now();
      if (wait <= 0) now();
      else timer = setTimeout(now, wait);
    },
    now,
    stop() {
      clearTimeout(timer);
      timer = 0;
    },
  };
}
