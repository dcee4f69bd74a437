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

/**
 * For what reads the layout: it runs once the next picture is drawn, when the layout is there anyway. Read among what a
 * frame writes, the page would be laid out twice.
 * @param {() => void} run
 * @returns {{request: () => void, stop: () => void}}
 */
export function createReading(run) {
  let frame = 0;
  let timer = 0;

  function read() {
    frame = 0;
    run();
  }

  return {
    request() {
      frame ||= requestAnimationFrame(() => {
        timer = setTimeout(read);
      });
    },
    stop() {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      frame = 0;
    },
  };
}
