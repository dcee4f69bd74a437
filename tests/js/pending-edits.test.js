import { createPendingEdits } from '../../static/js/lib/pending-edits.js';
import { equal, test } from './harness.js';

/** A promise that ends when the test says so. */
function deferred() {
  /** @type {(value: unknown) => void} */
  let resolve = () => {};
  /** @type {(reason: unknown) => void} */
  let reject = () => {};
  const promise = new Promise((grant, refuse) => {
    [resolve, reject] = [grant, refuse];
  });
  return { promise, resolve, reject };
}

test('edits are pending until the last answer, granted or refused', async () => {
  let settled = 0;
  const pending = createPendingEdits(() => (settled += 1));
  const [first, second] = [deferred(), deferred()];
  equal(pending.open, false);
  pending.wait(first.promise);
  pending.wait(second.promise);
  first.resolve(null);
  await first.promise;
  await Promise.resolve();
  equal([pending.open, settled], [true, 0], 'an earlier answer does not settle a later change');
  second.reject(new Error('refused'));
  await second.promise.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 0));
  equal([pending.open, settled], [false, 1]);
});
