/** For what need not change at every frame: numbers nobody could read, sentences, charts that scroll slowly. */

/**
 * @param {number} interval in milliseconds
 * @param {() => void} run called at most once an interval, and once more after the last request
 * @param {AbortSignal} [signal] stops it
 * @returns {{request: () => void, now: () => void, stop: () => void}}
 */
export function createThrottle(interval, run, signal) {
  let last = -Infinity;
  let timer = 0;

  function now() {
    stop();
    last = performance.now();
    run();
  }

  function stop() {
    clearTimeout(timer);
    timer = 0;
  }

  signal?.addEventListener('abort', stop);
  return {
    request() {
      if (timer !== 0 || signal?.aborted) return;
      const wait = last + interval - performance.now();
      if (wait <= 0) now();
      else timer = setTimeout(now, wait);
    },
    now,
    stop,
  };
}

/**
 * For what reads the layout: it runs once the next picture is drawn, when the layout is there anyway. Read among what a
 * frame writes, the page would be laid out twice.
 * @param {() => void} run
 * @param {AbortSignal} [signal] stops it
 * @returns {{request: () => void, stop: () => void}}
 */
export function createReading(run, signal) {
  let frame = 0;
  let timer = 0;

  function read() {
    frame = 0;
    run();
  }

  function stop() {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
  }

  signal?.addEventListener('abort', stop);
  return {
    request() {
      frame ||= requestAnimationFrame(() => {
        timer = setTimeout(read);
      });
    },
    stop,
  };
}
