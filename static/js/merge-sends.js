/** Many changes in a row become few messages; the last value always goes out. */

/**
 * @template {object} T
 * @template R
 * @param {(merged: T) => Promise<R>} send
 * @param {number} interval least milliseconds between two sends
 * @returns {((changes: T) => Promise<R>) & {cancel: () => void}} all who called meanwhile share one answer
 */
export function mergeSends(send, interval) {
  /** @type {T | null} */
  let waiting = null;
  /** @type {Promise<R> | null} */
  let answer = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let lastSent = -Infinity;

  /** @returns {Promise<R>} */
  function flush() {
    const merged = /** @type {T} */ (waiting);
    waiting = null;
    answer = null;
    lastSent = performance.now();
    return send(merged);
  }

  /** @param {T} changes @returns {Promise<R>} */
  function call(changes) {
    waiting = waiting === null ? changes : { ...waiting, ...changes };
    if (answer) return answer;
    const pause = lastSent + interval - performance.now();
    if (pause <= 0) return flush();
    answer = new Promise((resolve, reject) => {
      timer = setTimeout(() => flush().then(resolve, reject), pause);
    });
    return answer;
  }

  return Object.assign(call, { cancel: () => clearTimeout(timer) });
}
