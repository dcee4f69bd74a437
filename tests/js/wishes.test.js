import { createWishes } from '../../static/js/lib/wishes.js';
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

test('a wish stays open until the last answer, granted or refused', async () => {
  let settled = 0;
  const wishes = createWishes(() => (settled += 1));
  const [first, second] = [deferred(), deferred()];
  equal(wishes.open, false);
  wishes.wait(first.promise);
  wishes.wait(second.promise);
  first.resolve(null);
  await first.promise;
  await Promise.resolve();
  equal([wishes.open, settled], [true, 0], 'an earlier answer does not settle a later wish');
  second.reject(new Error('refused'));
  await second.promise.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 0));
  equal([wishes.open, settled], [false, 1]);
});
