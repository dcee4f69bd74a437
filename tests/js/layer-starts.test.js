import { barsPath } from '../../static/features/init-spread/histogram.js';
import { judge, reachOf, timesText } from '../../static/features/init-spread/judge.js';
import { setStrings } from '../../static/js/i18n.js';
import './experiment.js';
import { assert, equal, test } from './harness.js';

setStrings({}, 'en');

/** @param {number} deviation @param {number[]} [counts] @returns {import('../../static/features/init-spread/judge.js').Histogram} */
function histogram(deviation, counts = [0, 1, 8, 1, 0]) {
  return deviation === 0 ? { low: -0.5, high: 0.5, counts: [0, 0, 10, 0, 0], deviation } : { low: -deviation * 3, high: deviation * 3, counts, deviation };
}

/** @param {[number, number][]} layers the spread of activations and of gradients @param {string} [activation] */
function kind(layers, activation = 'relu') {
  const spreads = layers.map(([a, g]) => ({ activations: histogram(a), gradients: histogram(g), weights: histogram(0.3) }));
  return judge(spreads, layers.map(() => activation)).kind;
}

test('a start is judged by how much wider or narrower the last layer is', () => {
  equal(kind([[1, 1], [0.9, 1], [0.8, 1]]), 'keeps');
  equal(kind([[1, 1], [0.2, 1]]), 'shrinks');
  equal(kind([[1, 1], [0.05, 1]]), 'fades');
  equal(kind([[1, 1], [5, 1]]), 'grows');
  equal(kind([[1, 1], [50, 1]]), 'explodes');
  equal(kind([[1, 1]]), 'one');
});

test('where activations keep their spread, gradients on their way back still may not', () => {
  equal(kind([[1, 0.001], [1, 1]]), 'gradients_fade');
  equal(kind([[1, 100], [1, 1]]), 'gradients_explode');
  equal(kind([[1, 0], [1, 0]]), 'gradients_fade');
});

test('neurons that are all the same are told by weights, or by activations, without any spread', () => {
  equal(kind([[0, 0], [0, 0]]), 'same');
  const zero = { activations: histogram(0.4), gradients: histogram(0.1), weights: histogram(0) };
  equal(judge([zero, zero], ['tanh', 'tanh']).kind, 'same');
});

test('activations at their limits are stuck, where there are limits', () => {
  const stuck = { activations: { low: -1, high: 1, counts: [40, 1, 2, 1, 40, ], deviation: 0.9 }, gradients: histogram(1), weights: histogram(5) };
  const fine = { activations: { low: -1, high: 1, counts: new Array(25).fill(4), deviation: 0.5 }, gradients: histogram(1), weights: histogram(1) };
  const fine25 = { ...stuck, activations: { ...stuck.activations, counts: [40, ...new Array(23).fill(0), 40] } };
  equal(judge([fine, fine], ['tanh', 'tanh']).kind, 'keeps');
  equal(judge([fine, fine25], ['tanh', 'tanh']).kind, 'saturated');
  equal(judge([fine, fine25], ['relu', 'relu']).kind, 'keeps');
});

test('numbers beyond all bounds are said to be that', () => {
  equal(judge(null, ['relu']).kind, 'beyond');
});

test('ratios are written so that they can be pictured', () => {
  equal(timesText(0.5612), '0.56');
  equal(timesText(1 / 2841), '1/2,800');
  equal(timesText(617), '620');
  equal([timesText(0), timesText(NaN)], ['0', '–']);
});

test('histograms of a row share one scale around zero', () => {
  equal(reachOf([histogram(1), histogram(2)]), 6);
  equal(reachOf([histogram(0)]), 1);
  const wide = barsPath(histogram(2), 6);
  const narrow = barsPath(histogram(0.01), 6);
  assert(wide !== narrow);
  equal(barsPath(histogram(0), 1), 'M49.3 30v-30.0h1.5v30.0z');
  equal(narrow.match(/M/g)?.length, 3, 'one bar for each bin that is not empty');
});
