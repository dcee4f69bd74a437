import { count, exactCount, has, list, listParts, setStrings, t } from '../../static/js/i18n.js';
import { lossText, lossWords, minus, powers, percentText, shortText } from '../../static/js/lib/format.js';
import { stepText } from '../../static/js/views/loss/series.js';
import { assert, equal, test } from './harness.js';

test('losses are numbers for programs too, of steady width', () => {
  for (const value of [0.0721, 1.5, 12.3, 123456, 3.14e-7, 2.5e9, 0]) {
    assert(Math.abs(Number(lossText(value)) - value) <= Math.abs(value) * 0.01, lossText(value));
  }
  equal([lossText(0.07), lossText(0.0721), lossText(NaN)], ['0.0700', '0.0721', '']);
});

test('settings in few digits, with a true minus', () => {
  equal([shortText(0.030000000001), shortText(-1.5), shortText(1e-8)], ['0.03', '−1.5', '1×10⁻⁸']);
  equal([percentText(0.2), percentText(0.125), minus('a-b -3')], ['20%', '12.5%', 'a-b −3']);
  equal([lossWords(3.14e-7), lossWords(0.07), powers('2.01e-05 and 1e+12, −3e−4')], ['3.14×10⁻⁷', '0.0700', '2.01×10⁻⁵ and 1×10¹², −3×10⁻⁴']);
});

test('texts with parameters, and keys where there is no text', () => {
  setStrings({ a: { b: '{x} and {y}' } }, 'en');
  equal([t('a.b', { x: 1, y: 'two' }), t('a.b', { x: 1 }), t('a.c'), t('a')], ['1 and two', '1 and {y}', 'a.c', 'a']);
  equal([has('a.b'), has('a'), has('a.b.c')], [true, false, false]);
});

test('a text takes the form of its number, in both languages', async () => {
  setStrings({ n: { one: '1 neuron', other: '{count} neurons' }, m: { by: 'minutes', one: 'a minute', other: '{minutes} minutes' } }, 'en');
  equal([1, 0, 2, 21, count(1), count(1234)].map((value) => t('n', { count: value })), ['1 neuron', '0 neurons', '2 neurons', '21 neurons', '1 neuron', '1,234 neurons']);
  equal([1, 5].map((minutes) => t('m', { minutes })), ['a minute', '5 minutes']);
  equal([has('n'), has('n.one'), t('n.one')], [true, true, '1 neuron']);
  setStrings({ n: '{count} 个神经元' }, 'zh');
  equal([1, 2].map((value) => t('n', { count: value })), ['1 个神经元', '2 个神经元']);
});

test('lists as each language writes them', () => {
  setStrings({}, 'en');
  equal([list(['3', '2']), list(['a', 'b', 'c']), list([])], ['3, 2', 'a, b, c', '']);
  equal(listParts(['h1', 'h2']).map(({ value }) => value), ['h1', ' and ', 'h2']);
  setStrings({}, 'zh');
  equal([list(['3', '2']), list(['a', 'b', 'c'])], ['3、2', 'a、b、c']);
  equal(listParts(['h1', 'h2', 'h3']).map(({ value }) => value), ['h1', '、', 'h2', '和', 'h3']);
});

test('no text of the page counts one of many: what a number stands before has a form for 1', async () => {
  const en = await (await fetch('/static/i18n/en.json')).json();
  // Never 1, or told of a network that is large: what is cut short, and what is too much.
  const never = ['transport.rates', 'link.weights.shape', 'network.strongest', 'fit.many_pieces', 'fit.rows_scroll', 'answer.too_many_pieces', 'paths.strongest', 'guide.slopes_right', 'landscape.slice', 'regularization.cures_text', 'explore.samples', 'report.formula_long'];
  const wrong = texts(en).filter(([key, text]) => !never.includes(key) && typeof text === 'string' && /\{(count|minutes|seconds|step|steps|patience|total)\} (?!is\b)[a-z]+s\b/.test(text));
  equal(wrong.map(([key]) => key), []);
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

test('a formula of the schema that has words in it is written in both languages', async () => {
  const [schema, en, zh] = await Promise.all(['/schema.json', '/static/i18n/en.json', '/static/i18n/zh.json'].map(async (url) => (await fetch(url)).json()));
  const worded = Object.entries(schema.registries).flatMap(([group, entries]) =>
    entries.flatMap((/** @type {{name: string, formula?: string, derivative_formula?: string}} */ { name, formula = '', derivative_formula = '' }) =>
      [[group, name, formula], ['derivatives', name, derivative_formula]].filter(([, , text]) => /\b(if|else|then|mean|with|where|over|of|as|is|straight|evenly)\b/.test(text))));
  assert(worded.length > 5, 'formulas with words');
  equal(worded.filter(([group, name]) => !en.formulas[group]?.[name] || !zh.formulas[group]?.[name]).map(([group, name]) => `${group}.${name}`), []);
  assert(texts(zh.formulas).every(([, text]) => !/\b(if|else|then|mean|with|where|over)\b/.test(String(text))), 'no English words in Chinese formulas');
});

/** @param {any} strings @returns {string[]} */
function signature(strings) {
  return texts(strings)
    .map(([key, text]) => `${key}: ${[...(typeof text === 'string' ? text : text.other).matchAll(/\{\w+\}/g)].map(String).sort().join(' ')}`)
    .sort();
}

/** Every text under its key. @param {any} strings @param {string} [prefix] @returns {[string, string | {other: string}][]} */
function texts(strings, prefix = '') {
  return Object.entries(strings).flatMap(([key, value]) => {
    const isText = typeof value === 'string' || (typeof value.one === 'string' && typeof value.other === 'string');
    return isText ? [/** @type {[string, string | {other: string}]} */ ([`${prefix}${key}`, value])] : texts(value, `${prefix}${key}.`);
  });
}
