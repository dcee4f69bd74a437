/** For promises whose failure has been shown elsewhere: a refusal is a message on the page already. */

/** @param {Promise<unknown>} answer */
export function swallow(answer) {
  answer.catch(() => {});
}
