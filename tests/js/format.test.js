import { count, exactCount, has, setStrings, t } from '../../static/js/i18n.js';
import { lossText, minus, percentText, shortText } from '../../static/js/lib/format.js';
import { stepText } from '../../static/js/views/loss/axes.js';
import { assert, equal, test } from './harness.js';

test('losses are numbers for programs too, of steady width', () => {
  for (const value of [0.0721, 1.5, 12.3, 123456, 3.14e-7, 2.5e9, 0]) {
    assert(Math.abs(Number(lossText(value)) - value) <= Math.abs(value) * 0.01, lossText(value));
  }
  equal([lossText(0.07), lossText(0.0721), lossText(NaN)], ['0.0700', '0.0721', '']);
});

test('settings in few digits, with a true minus', () => {
  equal([shortText(0.030000000001), shortText(-1.5), shortText(1e-8)], ['0.03', '−1.5', '1e−8']);
  equal([percentText(0.2), percentText(0.125), minus('a-b -3')], ['20%', '12.5%', 'a-b −3']);
});

test('texts with parameters, and keys where there is no text', () => {
  setStrings({ a: { b: '{x} and {y}' } }, 'en');
  equal([t('a.b', { x: 1, y: 'two' }), t('a.b', { x: 1 }), t('a.c'), t('a')], ['1 and two', '1 and {y}', 'a.c', 'a']);
  equal([has('a.b'), has('a'), has('a.b.c')], [true, false, false]);
});

test('large counts as each language writes them', () => {
  setStrings({}, 'en');
  equal(count(12345), '12,345');
  setStrings({}, 'zh');
  equal([count(1234), count(12345), count(230_000_000)], ['1,234', '1.2万', '2.3亿']);
});

test('steps are written so that each can be told from the next', () => {
  const steps = [999, 12_345, 20_000, 1_234_567];
  setStrings({}, 'en');
  equal(steps.map(exactCount), ['999', '12,345', '20,000', '1,234,567']);
  equal([5000, 20_000, 12_500, 1e6].map(stepText), ['5000', '20k', '12.5k', '1M']);
  setStrings({}, 'zh');
  equal(steps.map(exactCount), ['999', '1.2345万', '2万', '123.4567万']);
  equal([5000, 20_000, 12_500, 1e6].map(stepText), ['5000', '2万', '1.25万', '100万']);
});

test('both languages have the same texts with the same parameters', async () => {
  const [en, zh] = await Promise.all(['en', 'zh'].map(async (l) => (await fetch(`/static/i18n/${l}.json`)).json()));
  equal(signature(zh), signature(en));
});

/** @param {any} strings @param {string} [prefix] @returns {string[]} */
function signature(strings, prefix = '') {
  return Object.entries(strings)
    .flatMap(([key, value]) =>
      typeof value === 'string'
        ? [`${prefix}${key}: ${[...value.matchAll(/\{\w+\}/g)].map(String).sort().join(' ')}`]
        : signature(value, `${prefix}${key}.`),
    )
    .sort();
}
