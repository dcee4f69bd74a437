/** For promises whose failure has been shown elsewhere: a refusal is a message on the page already. */

/** @param {Promise<unknown>} answer */
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
