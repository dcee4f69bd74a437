/**
 * Counts the changes of one control that the server has not answered yet. Meanwhile the control keeps what was asked
 * for: the answer to an earlier change must not undo a later one.
 */

/** @param {() => void} settled called when the last change under way has been answered, or refused */
export function createPendingEdits(settled) {
  let unanswered = 0;
  return {
    /** Whether a change is still unanswered. */
    get open() {
      return unanswered > 0;
    },
    /** A refusal is shown elsewhere. @param {Promise<unknown>} answer */
    wait(answer) {
      unanswered += 1;
      answer.catch(() => {}).finally(() => {
        unanswered -= 1;
        if (unanswered === 0) settled();
      });
    },
  };
}
