import { extent, follow, logRange, logTicks, nice, tickText } from '../../static/js/lib/axes.js';
import { short, signed } from '../../static/js/lib/numbers.js';
import { createThrottle } from '../../static/js/lib/throttle.js';
import { bendOf, biasOf, weightOf } from '../../static/js/lib/parameters.js';
import './experiment.js';
import { assert, equal, test, withClock } from './harness.js';

test('the extent leaves out what is no number', () => {
  equal(extent([3, NaN, -1, Infinity]), [-1, 3]);
  equal(extent([]), [0, 0]);
});

test('nice ranges end on whole ticks around the data', () => {
  equal(nice([-1, 2]), [-1.5, 2.5]);
  const [low, high] = nice([0.0123, 0.0456]);
  assert(low <= 0.0123 && high >= 0.0456 && high - low < 0.08);
  const [from, to] = nice([5, 5]);
  assert(from < 5 && to > 5);
});

test('the y axis grows at once, up to a limit, and shrinks only when much of it is empty', () => {
  const calm = follow(null, [-1, 2], [-1, 2]);
  equal(follow(calm, [-1, 2], [-1.1, 2.1]), calm);
  const grown = follow(calm, [-1, 2], [-1, 4]);
  assert(grown[1] >= 4);
  equal(follow(grown, [-1, 2], [-1, 3.5]), grown);
  assert(follow(grown, [-1, 2], [-1, 2])[1] < grown[1]);
  assert(follow(calm, [-1, 2], [-1e9, 1e9])[1] < 10);
});

test('the same range is the same object, so that nothing is drawn anew', () => {
  const range = follow(null, [-1, 2], [-1, 2]);
  assert(follow(range, [-1, 2], [-0.5, 1.5]) === range);
});

test('logarithmic ticks are powers of ten, with more between where there is room', () => {
  equal(logTicks(0.01, 1, 5), [0.01, 0.03, 0.1, 0.3, 1]);
  equal(logTicks(0.01, 1, 3), [0.01, 0.1, 1]);
  equal(logTicks(0.3, 0.8, 8), [0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
  assert(logTicks(1e-12, 1e3, 5).length <= 5);
});

test('logarithmic ranges end on round numbers, also for a single value or none', () => {
  equal(logRange([0.0123, 0.97]), [0.01, 2]);
  const [low, high] = logRange([0.5, 0.5]);
  assert(low < 0.5 && high > 0.5);
  equal(logRange([0, 0]), [0.01, 1]);
});

test('ticks say as much as is needed', () => {
  equal([0.01, 1, 500, 2e5, 1e-5, -2].map(tickText), ['0.01', '1', '500', '2×10⁵', '1×10⁻⁵', '−2']);
});

test('numbers in tight places', () => {
  equal([0.721, -1.1, 12.34, 314.15, 2e5, NaN, -0.001].map(short), ['0.72', '−1.10', '12.3', '314', '2.0×10⁵', '–', '0.00']);
  equal([0.721, -1.1, 0, 0.001].map(signed), ['+0.72', '−1.10', '0.00', '0.00']);
});

test('weights, biases and bends by their place in the flat vector', () => {
  const block = { offset: 1, shape: /** @type {[number, number]} */ ([2, 2]) };
  const parameters = [9, 2, 0, 1, 5];
  equal([weightOf(parameters, block, 0, 0), biasOf(parameters, block, 1)], [2, 5]);
  const layout = /** @type {any} */ ({ parameters: [block], activations: ['relu'] });
  equal(bendOf(parameters, layout, 0), -0.5);
  assert(Number.isNaN(bendOf(parameters, layout, 1)), 'a weight of 0 bends nowhere');
  assert(Number.isNaN(bendOf(parameters, { ...layout, activations: ['linear'] }, 0)));
});

test('a pace runs at once, then once more after the last request', () =>
  withClock(async (clock) => {
    let runs = 0;
    const pace = createThrottle(30, () => (runs += 1));
    for (let i = 0; i < 5; i++) pace.request();
    equal(runs, 1);
    await clock.advance(29);
    equal(runs, 1);
    await clock.advance(1);
    equal(runs, 2);
    await clock.advance(30);
    pace.request();
    equal(runs, 3, 'after a pause it runs at once again');
    pace.request();
    pace.stop();
    await clock.advance(60);
    equal(runs, 3, 'what was asked for is forgotten when it stops');
  }));

test('one value, but for rounding, has room around it', () => {
  const two = follow(null, [2, 2], [2, 2]);
  assert(two[0] <= 1.1 && two[1] >= 2.9, `${two}`);
  equal(follow(null, [2 - 3e-9, 2 + 3e-9], [2, 2]), two);
  for (const value of [Math.PI, -0.001, 0, 3000]) {
    const [low, high] = follow(null, [value, value], [value, value]);
    assert(low < value && value < high && high - low >= 1, `${low} to ${high} around ${value}`);
  }
  assert(follow(null, [0.001, 0.0015], [0.001, 0.0015])[1] < 0.01, 'what is small is not flat');
});
