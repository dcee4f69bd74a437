import { mergeSends } from '../../static/js/merge-sends.js';
import { assert, equal, test, withClock } from './harness.js';

test('the first goes out at once, the last always, few between', () =>
  withClock(async (clock) => {
    /** @type {Record<string, number>[]} */
    const sent = [];
    const send = mergeSends(async (/** @type {Record<string, number>} */ changes) => sent.push(changes), 30);
    const answers = [];
    for (let i = 0; i < 40; i++) {
      answers.push(send({ rate: i }));
      await clock.advance(2);
    }
    await clock.advance(30);
    await Promise.all(answers);
    equal([sent[0], sent.at(-1)], [{ rate: 0 }, { rate: 39 }]);
    assert(sent.length <= 4, `${sent.length} messages for 40 changes in 80 ms`);
  }));

test('different fields travel together, and a refusal reaches all who wait', async () => {
  /** @type {object[]} */
  const sent = [];
  const send = mergeSends((/** @type {object} */ changes) => (sent.push(changes), Promise.reject(new Error('no'))), 20);
  const results = await Promise.allSettled([send({ a: 1 }), send({ b: 2 }), send({ c: 3 })]);
  equal(sent, [{ a: 1 }, { b: 2, c: 3 }]);
  assert(results.every(({ status }) => status === 'rejected'), 'all were told');
});
