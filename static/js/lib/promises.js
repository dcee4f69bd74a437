/** For promises whose failure has been shown elsewhere, and for what is loaded once. */

/** A refusal is a message on the page already. @param {Promise<unknown>} answer */
export function swallow(answer) {
  answer.catch(() => {});
}

/** The browser has nothing better to do; not every browser says so. @returns {Promise<void>} */
export function whenIdle() {
  const ask = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ done) => setTimeout(done, 200));
  return new Promise((resolve) => {
    ask(() => resolve(), { timeout: 1000 });
  });
}

/**
 * What is loaded once, when it is first needed; after a failure the next need tries again.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {() => Promise<T>}
 */
export function once(load) {
  /** @type {Promise<T> | null} */
  let loading = null;
  return () => {
    loading ??= load().catch((error) => {
      loading = null;
      throw error;
    });
    return loading;
  };
}
