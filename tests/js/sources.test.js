import { drawnCurve } from '../../static/js/lib/drawn-curve.js';
import {
  COLUMNS, columnsOf, drawnOver, nothingDrawn, pointsOf, smoothed, strokeColumns,
} from '../../static/js/charts/curve/sketch/draw.js';
import { domainFor } from '../../static/js/charts/curve/sketch/desk.js';
import { domainChanges, formulaChanges, typedDomain, unitsFor } from '../../static/js/lib/formula-units.js';
import { PLAIN, toShownX, toShownY } from '../../static/js/lib/units.js';
import { keepComposing } from '../../static/js/lib/dom.js';
import { around, createProblem, createReading, sentenceOf } from '../../static/js/views/sources/problem.js';
import { rangeOrNone } from '../../static/js/views/settings/ranges.js';
import { shuffle } from '../../static/js/views/settings/shuffle.js';
import { setStrings } from '../../static/js/i18n.js';
import { schema } from './experiment.js';
import { assert, close, equal, stage, test } from './harness.js';

/** @type {[number, number]} */
const SHOWN = [-2, 2];
const CODES = {
  empty: {}, too_long: { limit: 256 }, too_complex: {}, strange_character: { character: '@' }, unknown_name: { name: 'foo' },
  not_a_function: { name: 'sin' }, arguments: { name: 'mod', wanted: 2 }, missing_close: {}, unexpected: { sign: ')' },
  incomplete: {}, not_finite: { x: 0, kind: 'not a real number' },
};

/** @param {(at: number) => number} f @param {number} first @param {number} last @returns {number[]} */
function columns(f, first = 0, last = COLUMNS - 1) {
  return nothingDrawn().map((_, i) => (i >= first && i <= last ? f(i) : NaN));
}

/** @param {number[]} values */
function count(values) {
  return values.filter((value) => !Number.isNaN(value)).length;
}

test('a stroke passes every column between its points, whichever way it goes', () => {
  const there = strokeColumns([{ at: 10.4, y: 0 }, { at: 20.4, y: 10 }]);
  equal(count(there), 10);
  close(there[11], 0.6);
  close(there[20], 9.6);
  equal(strokeColumns([{ at: 20.4, y: 10 }, { at: 10.4, y: 0 }]).map((y) => y.toFixed(9)), there.map((y) => y.toFixed(9)));
  equal(count(strokeColumns([{ at: 5.5, y: 1 }])), 0, 'a tap');
});

test('where a stroke turns back, it is where it passed last', () => {
  const stroke = strokeColumns([{ at: 0, y: 0 }, { at: 20, y: 0 }, { at: 10, y: 5 }]);
  close(stroke[5], 0);
  close(stroke[10], 5);
  close(stroke[15], 2.5);
});

test('a stroke that leaves the chart stays inside it', () => {
  equal(count(strokeColumns([{ at: -30, y: 1 }, { at: COLUMNS + 30, y: 1 }])), COLUMNS);
});

test('smoothing stills a trembling hand, and leaves straight lines and ends as they are', () => {
  const line = columns((i) => 2 * i - 3, 40, 90);
  smoothed(line).forEach((y, i) => (Number.isNaN(line[i]) ? assert(Number.isNaN(y)) : close(y, line[i], 1e-9)));
  const trembling = columns((i) => (i % 2 === 0 ? 1 : -1), 40, 90);
  const stilled = smoothed(trembling);
  equal([stilled[40], stilled[90]], [trembling[40], trembling[90]]);
  assert(Math.max(...stilled.slice(50, 80).map(Math.abs)) < 0.2, 'trembling is left');
});

test('a later stroke replaces the part it passes and no other', () => {
  const first = columns(() => 1, 20, 200);
  const both = drawnOver(first, columns(() => 5, 100, 240));
  equal([both[19], both[99], both[100], both[240], both[241]], [NaN, 1, 5, 5, NaN]);
});

test('a drawn curve becomes evenly spaced points over what was drawn', () => {
  const points = pointsOf(columns((i) => Math.sin(i / 30), 32, 224), SHOWN);
  assert(points && points.x.length >= 96 && points.x.length <= 200, `${points?.x.length} points`);
  close(points.x[0], -1.5, 1e-3);
  close(points.x.at(-1) ?? NaN, 1.5, 1e-3);
  points.x.forEach((x, i) => close(points.y[i], Math.sin((((x + 2) / 4) * (COLUMNS - 1)) / 30), 1e-3));
  equal(pointsOf(nothingDrawn(), SHOWN), null);
  equal(pointsOf(columns(() => 1, 7, 7), SHOWN), null, 'one column is no curve');
});

test('strokes with room between them are joined by a straight line', () => {
  const points = pointsOf(drawnOver(columns(() => 0, 0, 64), columns(() => 1, 192, 256)), SHOWN);
  const middle = points?.x.findIndex((x) => x >= 0) ?? -1;
  close(points?.y[middle] ?? NaN, 0.5, 0.02);
});

test('points of a drawn curve can be drawn over again, and are recognized', () => {
  const drawn = columns((i) => Math.cos(i / 40), 10, 250);
  const points = pointsOf(drawn, SHOWN);
  assert(points);
  const again = columnsOf(points, SHOWN);
  equal([Number.isNaN(again[9]), Number.isNaN(again[10]), Number.isNaN(again[250])], [true, false, false]);
  for (let i = 12; i < 248; i++) close(again[i], drawn[i], 1e-2);
  equal(drawnCurve({ kind: 'points', ...points })?.length, points.x.length);
  equal(drawnCurve({ kind: 'points', x: [0, 1, 3], y: [0, 0, 0] }), null, 'clicked points');
  const uneven = points.x.with(5, points.x[5] + 0.02);
  equal(drawnCurve({ kind: 'points', x: uneven, y: points.y }), null, 'measured points');
});

test('the domain grows as far as points need, and never shrinks', () => {
  equal(domainFor([-3, 3], [-1, 2]), [-3, 3]);
  equal(domainFor([-3, 3], [-4, 2]), [-4, 3]);
});

test('every mistake has its words, in both languages', async () => {
  const english = await (await fetch('/static/i18n/en.json')).json();
  for (const language of ['zh', 'en']) {
    setStrings(language === 'en' ? english : await (await fetch(`/static/i18n/${language}.json`)).json(), language);
    for (const [code, params] of Object.entries(CODES)) {
      const sentence = sentenceOf({ code, message: 'as the server says it', position: 0, length: 1, suggestion: null, params });
      assert(sentence !== 'as the server says it' && !/[{}]/.test(sentence), `${language} ${code}: ${sentence}`);
      for (const value of Object.values(params).filter((each) => each !== 'not a real number')) {
        assert(sentence.includes(String(value)), `${language} ${code} says nothing of ${value}: ${sentence}`);
      }
    }
  }
});

test('some mistakes are said as the case is', () => {
  const say = (/** @type {string} */ code, /** @type {any} */ params) =>
    sentenceOf({ code, message: 'new', position: 0, length: 1, suggestion: null, params });
  equal(say('arguments', { name: 'sin', wanted: 1 }), 'sin takes one value.');
  equal(say('arguments', { name: 'min', wanted: 2 }), 'min takes two or more values, with commas between.');
  equal(say('not_finite', { x: -0.5, kind: 'infinite' }), 'At x = −0.50 this is infinite.');
  equal(say('unheard_of', {}), 'new');
  const part = { code: 'not_finite', message: 'new', position: 0, length: 1, suggestion: null, gap: /** @type {[number, number]} */ ([-3, 0.25]) };
  equal(sentenceOf({ ...part, params: { x: -3, kind: 'not a real number' } }), 'From x = −3 to 0.25 this has no real value.');
  equal(sentenceOf({ ...part, params: { x: -3, kind: 'infinite' } }), 'From x = −3 to 0.25 this is infinite.');
  equal(sentenceOf({ ...part, gap: [2010, 2010], params: { x: 2010, kind: 'infinite' } }), 'At x = 2010 this is infinite.');
});

test('a mistake is pointed at in the middle of a long formula, counted in characters', () => {
  equal(around('2 + foo(x)', { position: 4, length: 3 }), { before: '2 + ', bad: 'foo', after: '(x)' });
  equal(around('𝑥𝑥 + @', { position: 5, length: 1 }), { before: '𝑥𝑥 + ', bad: '@', after: '' });
  equal(around('(x', { position: 2, length: 1 }), { before: '(x', bad: '', after: '' });
  const long = around(`${'x+'.repeat(60)}@${'+x'.repeat(60)}`, { position: 120, length: 1 });
  equal([long?.before[0], long?.bad, long?.after.at(-1), (long?.before.length ?? 99) < 25], ['…', '@', '…', true]);
  equal(around('1/x', { position: 0, length: 3 }), null, 'all of it is meant');
});

test('a suggestion is a button', () => {
  /** @type {string[]} */
  const used = [];
  const problem = { code: 'unknown_name', message: '', position: 0, length: 4, suggestion: 'sin(x)', params: { name: 'sinx' } };
  const button = createProblem('sinx+1', problem, (formula) => used.push(formula)).at(-1);
  equal(button?.textContent, 'Use sin(x)');
  button?.click();
  equal(used, ['sin(x)']);
});

test('every suggestion is a button, and so is every other reading', () => {
  /** @type {string[]} */
  const used = [];
  const problem = { code: 'unexpected', message: '', position: 1, length: 1, suggestion: '1000x', suggestions: ['1000x', '1.000x'], params: { sign: ',' } };
  const buttons = createProblem('1,000x', problem, (formula) => used.push(formula)).filter(({ tagName }) => tagName === 'BUTTON');
  equal(buttons.map(({ textContent }) => textContent), ['Use 1000x', 'Use 1.000x']);
  const [words, other] = createReading('(1/2)*x', ['1/(2x)'], (formula) => used.push(formula));
  equal([words.textContent, other.textContent], ['Read as (1/2)*x.', 'Use 1/(2x)']);
  for (const button of [...buttons, other]) button.click();
  equal(used, ['1000x', '1.000x', '1/(2x)']);
});

/** @type {[number, number]} */
const PLAIN_DOMAIN = [-3, 3];

/** @param {(x: number) => number} f @param {[number, number]} domain @returns {number[]} */
function over(f, [low, high]) {
  return Array.from({ length: 256 }, (_, i) => f(low + ((high - low) * i) / 255));
}

test('a formula is scaled where its domain or its values are far from what trains well, and only there', () => {
  /** @param {(x: number) => number} f @param {[number, number]} [domain] */
  const units = (f, domain = PLAIN_DOMAIN) => unitsFor(domain, over(f, domain));
  for (const f of [Math.sin, (/** @type {number} */ x) => x * x, () => 2, () => Math.PI, (/** @type {number} */ x) => 2 + 1e-9 * x, () => 0]) {
    equal(units(f), null);
  }
  equal(units((x) => 3 * Math.max(0, x - 4) - 5, [0, 8]), null, 'the course’s own example keeps its numbers');
  equal(unitsFor([-3, 3], null), null, 'a formula with gaps');
  equal(units(() => 3000), { ...PLAIN, y_offset: 3000 });
  const years = units((x) => x, [2000, 2030]);
  equal([years?.x_offset, years?.x_scale, years?.y_scale], [2015, 5, 10]);
  close(years?.y_offset ?? NaN, 2015, 0.01);
  /** @type {[(x: number) => number, [number, number]][]} */
  const far = [[(x) => x + 100, [-3, 3]], [(x) => x + 3000, [-3, 3]], [(x) => 1e6 * x, [-3, 3]], [(x) => 1e-7 * x, [-3, 3]], [(x) => x ** 3, [-3, 3]], [(x) => x + 1e7, [-3, 3]]];
  for (const [f, domain] of far) {
    const found = units(f, domain);
    assert(found && found.x_scale === 1 && found.x_offset === 0, 'only y is far');
    const trained = over(f, domain).map((y) => (y - found.y_offset) / found.y_scale);
    assert(Math.max(...trained.map(Math.abs)) < 2, `${f}: ${Math.max(...trained)}`);
  }
});

test('another domain or formula keeps the numbers as typed, whatever was scaled before', async () => {
  const config = (/** @type {any} */ units, more = {}) =>
    /** @type {any} */ ({ data: { source: { kind: 'expression', expression: 'x', units }, domain: [-3, 3], shown: null, ...more } });
  const years = { ...PLAIN, x_offset: 2015, x_scale: 5, y_offset: 2015, y_scale: 10 };
  equal(typedDomain(config(years)), [2000, 2030]);
  const changes = formulaChanges(config(years, { shown: [-4, 4] }), 'x^2', [2000, 2030], over((x) => x * x, [2000, 2030]));
  equal([changes['data.domain'], changes['data.shown']], [[-3, 3], [-4, 4]]);
  const back = /** @type {any} */ (formulaChanges(config(years, { domain: [-403, -402] }), 'x', [0, 5], over((x) => x, [0, 5])));
  equal(back, { 'data.source': { kind: 'expression', expression: 'x' }, 'data.domain': [0, 5], 'data.shown': null });
  const ask = async (/** @type {string} */ _question, /** @type {any} */ { domain }) => ({ formula: { y: over((x) => x, domain) } });
  equal(await domainChanges(config(years), [-2, 3], [2005, 2030], ask), { 'data.domain': [-2, 3] });
  const wide = /** @type {any} */ (await domainChanges(config(null), [2000, 2030], [2000, 2030], ask));
  equal(wide['data.domain'], [-3, 3]);
  equal(wide['data.domain'].map((/** @type {number} */ x) => toShownX(wide['data.source'].units, x)), [2000, 2030]);
  const { y_offset, y_scale } = wide['data.source'].units;
  close(toShownY(wide['data.source'].units, (2030 - y_offset) / y_scale), 2030, 1e-9);
});

test('keys that an input method takes reach nobody else', () => {
  const box = stage();
  const input = box.appendChild(document.createElement('input'));
  /** @type {string[]} */
  const heard = [];
  const abort = new AbortController();
  keepComposing(window, { signal: abort.signal });
  input.addEventListener('keydown', ({ key }) => heard.push(key));
  const press = (/** @type {object} */ init) => input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }));
  press({ isComposing: true });
  press({ keyCode: 229 });
  press({ keyCode: 13 });
  abort.abort();
  equal(heard, ['Enter']);
});

test('showing beyond the data begins with 60% more on each side, and ends with nothing', () => {
  /** @type {unknown[]} */
  const told = [];
  const control = rangeOrNone(setting('data.shown', told));
  stage().append(control.element);
  control.show(null);
  const [toggle, from] = control.element.querySelectorAll('input');
  toggle.click();
  equal(told, [[-6.6, 6.6]]);
  control.show([-6.6, 6.6]);
  equal([toggle.checked, from.value, from.closest('.range')?.hasAttribute('hidden')], [true, '−6.6', false]);
  toggle.click();
  equal(told[1], null);
});

test('reshuffling counts up', () => {
  /** @type {unknown[]} */
  const told = [];
  shuffle(setting('data.shuffle', told)).element.click();
  equal(told, [1]);
});

/** @param {string} path @param {unknown[]} told @returns {any} */
function setting(path, told) {
  const field = schema.fields(schema.defaults).find((each) => each.path === path);
  const commit = (/** @type {unknown} */ value) => told.push(value);
  return { field, label: 'Label', id: 'id', describedBy: '', schema, commit, config: () => schema.defaults };
}
