import { activationAt } from '../../static/js/lib/activations.js';
import { sample } from '../../static/js/lib/plot.js';
import { collapse, countBends, nested, stacked } from '../../static/features/functions/algebra.js';
import { call, lineFormula, pathFormula, plain, scaledAndShifted, sum, sumOfNumbers } from '../../static/features/functions/formula.js';
import { FIRST, SECOND, THIRD } from '../../static/features/functions/model.js';
import { graphOf, levelHold, rampHold, snap, withBendAt, withLevelAt, withRampAt, zeroOf } from '../../static/features/functions/moves.js';
import { setRegistries } from '../../static/js/lib/registries.js';
import { isIdentity, isRamp, isRectifier, straightPieces } from '../../static/js/lib/activations.js';
import { schema } from './experiment.js';
import { close, equal, test } from './harness.js';

const relu = (/** @type {number} */ z) => Math.max(0, z);

/** max(0, z) and its slope from −2 to 2. */
const TABLES = {
  from: -2, to: 2, count: 5,
  activations: { relu: { values: [0, 0, 0, 1, 2], derivatives: [0, 0, 0, 1, 1] } },
};

test('a tabulated function is exact at its points, straight between them and beyond the ends', () => {
  const at = (/** @type {number} */ z) => activationAt(TABLES, 'relu', z, 'values');
  equal([-2, -1, 0, 1, 2].map(at), [0, 0, 0, 1, 2]);
  close(at(0.25), 0.25);
  close(at(-0.75), 0);
  close(at(5), 5);
  close(at(-7), 0);
  close(activationAt(TABLES, 'relu', 30, 'derivatives'), 1);
  equal(activationAt(TABLES, 'unknown', 1, 'values'), NaN);
});

test('numbers have a true minus, three decimals and no sign of zero', () => {
  equal([1, -0.5, 1 / 3, -0, -0.0001, 0.1 + 0.2].map(plain), ['1', '−0.5', '0.333', '0', '0', '0.3']);
});

test('a line is written without ones and zeros', () => {
  equal(lineFormula(1, -1), 'x − 1');
  equal(lineFormula(-1, 2), '−x + 2');
  equal(lineFormula(0.5, 0), '0.5·x');
  equal(lineFormula(0, -3), '−3');
  equal(lineFormula(0, 0), '0');
});

test('a bent line is written as in a textbook', () => {
  equal(pathFormula(FIRST, 'relu'), 'R(x − 1)');
  equal(pathFormula(SECOND, 'relu'), '3·R(x − 4) − 5');
  equal(pathFormula(THIRD, 'relu'), '−2·R(x − 2) + 3');
  equal(pathFormula({ w: -0.5, b: 0, v: -1, c: 0 }, 'relu'), '−R(−0.5·x)');
  equal(pathFormula({ w: 1, b: 0, v: 0, c: 2 }, 'relu'), '2');
  equal(pathFormula({ w: 1, b: 0, v: 0, c: 0 }, 'relu'), '0');
  equal(pathFormula({ w: 0, b: 0, v: 1, c: -1 }, 'relu'), 'R(0) − 1');
});

test('other functions go by their own names, and linear by none', () => {
  equal(['linear', 'leaky_relu', 'sigmoid', 'tanh', 'sine'].map((name) => call(name, 'x')), ['(x)', 'leaky(x)', 'σ(x)', 'tanh(x)', 'sin(x)']);
  equal(pathFormula(SECOND, 'linear'), '3·(x − 4) − 5');
});

test('sums keep one sign between two terms', () => {
  equal(sum(['a', '', '−b', 'c']), 'a − b + c');
  equal(sum([]), '0');
  equal(sumOfNumbers([0, -5, 3]), '0 − 5 + 3');
});

test('arithmetic is written out only where there is some', () => {
  equal(scaledAndShifted(3, 1, -5), '3·1 − 5 = −2');
  equal(scaledAndShifted(1, 5, -4), '5 − 4 = 1');
  equal(scaledAndShifted(1, 4, 0), '4');
  equal(scaledAndShifted(-2, -3, 1), '−2·(−3) + 1 = 7');
  equal(scaledAndShifted(-1, 4, 0), '−4');
  equal(scaledAndShifted(0, 4, 2), '0·4 + 2 = 2');
});

test('two linear layers are multiplied out line by line', () => {
  const { slope, intercept, steps } = collapse(2, { a: 2, b: -1, c: -1.5, d: 1, e: 9, f: 9 });
  equal([slope, intercept], [-3, 1]);
  equal(steps.map(({ letters }) => letters), ['a·(c·x + d) + b', '(a·c)·x + (a·d + b)', 'A·x + B']);
  equal(steps.map(({ numbers }) => numbers), ['2·(−1.5·x + 1) − 1', '(2·(−1.5))·x + (2·1 − 1)', '−3·x + 1']);
});

test('three linear layers too, with every one and zero where its letter was', () => {
  const { slope, intercept, steps } = collapse(3, { a: -2, b: 0, c: -1, d: -0.5, e: 1, f: -3 });
  equal([slope, intercept], [2, -5]);
  equal(steps.map(({ numbers }) => numbers), [
    '−2·(−1·(1·x − 3) − 0.5) + 0',
    '−2·((−1·1)·x + (−1·(−3) − 0.5)) + 0',
    '(−2·(−1)·1)·x + (−2·(−1)·(−3) − 2·(−0.5) + 0)',
    '2·x − 5',
  ]);
});

test('every line of the algebra is worth the same at every x', () => {
  const numbers = { a: -1.5, b: 2.5, c: 0.5, d: -3, e: -2, f: 1 };
  for (const depth of /** @type {const} */ ([2, 3])) {
    const { steps } = collapse(depth, numbers);
    const layers = stacked(depth, numbers, (z) => z);
    for (const x of [-2, 0, 1.25]) for (const { numbers: line } of steps) close(valueOf(line, x), layers(x));
  }
});

test('between two layers R makes the line bend; without it nothing does', () => {
  const numbers = { a: 2, b: -1, c: -1.5, d: 1, e: 1, f: 1 };
  equal(nested(3, true, numbers), { letters: 'a·R(c·R(e·x + f) + d) + b', numbers: '2·R(−1.5·R(1·x + 1) + 1) − 1' });
  equal(countBends(sample(stacked(3, numbers, (z) => z), [-3, 3], 241)), 0);
  equal(countBends(sample(stacked(2, numbers, relu), [-3, 3], 241)), 1);
  equal(countBends(sample(stacked(3, numbers, relu), [-3, 3], 241)), 2);
});

test('the bend moves sideways and b follows', () => {
  equal(withBendAt(FIRST, 4), { w: 1, b: -4, v: 1, c: 0 });
  equal(withBendAt({ ...FIRST, w: -2 }, 3.04), { w: -2, b: 6, v: 1, c: 0 });
  equal(withBendAt(FIRST, 99).b, -8);
  equal(withBendAt(FIRST, -99).b, 0);
  close(zeroOf(withBendAt({ ...FIRST, w: 0.7 }, 3.4)), 3.4);
  equal(withBendAt({ ...FIRST, w: 0 }, 4), { w: 0, b: 0, v: 1, c: 0 });
});

test('the ramp is pulled through a point and v follows; the level part, and c does', () => {
  equal(withRampAt(SECOND, relu, [6, 1]), SECOND);
  equal(withRampAt(SECOND, relu, [6, -1]).v, 2);
  equal(withRampAt(SECOND, relu, [6, 600]).v, 4);
  equal(withRampAt(SECOND, relu, [2, 3]), SECOND, 'nothing to pull at where it is flat');
  equal(withLevelAt(SECOND, relu, [1, 2.52]).c, 2.5);
  equal(withLevelAt(SECOND, relu, [5, 0]).c, -3);
});

test('handles are where there is something to hold, and in sight', () => {
  for (const path of [FIRST, SECOND, THIRD, { w: -2, b: 8, v: 4, c: -6 }]) {
    const [ramp, level] = [Number(rampHold(path, relu)), Number(levelHold(path, relu))];
    equal(relu(path.w * ramp + path.b) > 0, true);
    equal(graphOf(path, relu)(level), path.c);
    equal(Math.abs(graphOf(path, relu)(ramp)) <= 6, true);
  }
  equal([rampHold({ ...FIRST, b: -8 }, relu), levelHold({ ...FIRST, b: 1 }, relu)], [null, null]);
  equal([rampHold({ ...FIRST, w: 0 }, relu), levelHold({ ...FIRST, w: 0, b: 0 }, relu)], [null, 4]);
});

test('what is dragged lands on tenths', () => {
  equal([0.26, -0.04, 1.2999999].map((value) => snap(value)), [0.3, 0, 1.3]);
  equal(snap(1.3, 0.5), 1.5);
});

test('the three paths together are three bends and one output bias', () => {
  const total = (/** @type {number} */ x) => [FIRST, SECOND, THIRD].reduce((all, path) => all + graphOf(path, relu)(x), 0);
  equal([0, 1, 2, 4, 8].map(total), [-2, -2, -1, -3, 5]);
  equal(countBends(sample(total, [0, 8], 161)), 3);
});

/** A written formula's value: × for ·, and the page's minus. @param {string} formula @param {number} x @returns {number} */
function valueOf(formula, x) {
  return Function('x', `return ${formula.replaceAll('·', '*').replaceAll('−', '-')}`)(x);
}

test('what is made of straight pieces is computed from its corners, wherever they are', () => {
  for (const [name, at] of /** @type {[string, (z: number) => number][]} */ ([
    ['linear', (z) => z], ['relu', (z) => Math.max(0, z)], ['leaky_relu', (z) => Math.max(0.01 * z, z)],
  ])) {
    const exact = straightPieces(name);
    for (const z of [-4, -0.5, 0, 0.25, 3]) close(exact?.(z) ?? NaN, at(z), 1e-12);
  }
  equal([straightPieces('tanh'), straightPieces('unknown')], [null, null]);
  const hard = { name: 'hard', formula: '', breakpoints: [-1, 1], slopes: [0, 1, 0], at_zero: 0 };
  setRegistries(/** @type {any} */ ({ activations: [hard, { ...hard, name: 'raised', breakpoints: [1, 2], slopes: [2, 0, -1], at_zero: 5 }] }));
  equal([-3, -1, -0.5, 0, 0.5, 1, 9].map((z) => straightPieces('hard')?.(z)), [-1, -1, -0.5, 0, 0.5, 1, 1]);
  equal([-1, 0, 1, 1.5, 4].map((z) => straightPieces('raised')?.(z)), [3, 5, 7, 7, 5]);
  equal([isRamp('hard'), isRectifier('hard'), isIdentity('hard')], [false, false, false]);
  setRegistries(schema.registries);
  equal([isRamp('leaky_relu'), isRectifier('leaky_relu'), isRectifier('relu'), isIdentity('linear')], [true, false, true, true]);
});
