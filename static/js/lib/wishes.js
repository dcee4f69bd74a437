/**
 * Until a person's changes are answered, a control shows what was asked for, not what still is: an answer to an earlier
 * change must not take a later one back.
 */

/** @param {() => void} settled called when the last change under way has been answered, or refused */
export function createWishes(settled) {
  let unanswered = 0;
  return {
    /** Whether something asked for is still on its way. */
    get open() {
      return unanswered > 0;
    },
    /** A refusal is put into words elsewhere. @param {Promise<unknown>} answer */
    wait(answer) {
      unanswered += 1;
      answer.catch(() => {}).finally(() => {
        unanswered -= 1;
        if (unanswered === 0) settled();
      });
    },
  };
}
