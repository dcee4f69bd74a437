import { reachFor } from '../../static/js/lib/axes.js';
import { CURES, cureOf, experimentOf, START, TRIAL_STEPS } from '../../static/js/lib/overfitting.js';
import { createDiagram } from '../../static/js/lib/diagram.js';
import { packColor } from '../../static/js/lib/raster.js';
import { sparsityOf, weightsOf } from '../../static/js/lib/sparsity.js';
import { crowdOf } from '../../static/js/lib/strength.js';
import { withValue } from '../../static/js/schema.js';
import { scalesOf } from '../../static/js/charts/curve/view.js';
import { createGap, gapEvery, gapLoss, gapShape, residualsOf, squareOn } from '../../static/js/charts/curve/layers/gap.js';
import { reachOf } from '../../static/js/charts/curve/residuals.js';
import { bestOf, smoothed, watchedOf } from '../../static/js/views/loss/series.js';
import { countsOf, heightOf } from '../../static/features/regularization/histogram.js';
import { createTrials } from '../../static/features/regularization/trials.js';
import { svg } from '../../static/js/lib/dom.js';
import { schema } from './experiment.js';
import { assert, close, equal, test } from './harness.js';

/** 1-3-1: the second neuron has no outgoing, the third no incoming weight worth the name. */
const LAYOUT = /** @type {any} */ ({
  parameters: [{ offset: 0, shape: [2, 3] }, { offset: 6, shape: [4, 1] }],
  neurons: [0, 1, 2].map((index) => ({ layer: 0, index, id: index, name: `h${index + 1}` })),
});
const PARAMETERS = [2, -1, 0.019, 9, 9, 9, -4, 0.03, 1, 9];

// ---- Zeros ----

test('as good as zero is below a hundredth of the largest weight of the layer, biases apart', () => {
  const { zeros, total, out } = sparsityOf(PARAMETERS, LAYOUT);
  equal([zeros, total], [2, 6]);
  equal(out.map(({ name }) => name), ['h2', 'h3']);
  equal(weightsOf(PARAMETERS, LAYOUT), [2, -1, 0.019, -4, 0.03, 1]);
});

test('a weight just large enough counts, and in a layer of zeros all are zero', () => {
  equal(sparsityOf([2, -1, 0.021, 9, 9, 9, -4, 0.05, 1, 9], LAYOUT).zeros, 0);
  const { zeros, out } = sparsityOf([0, 0, 0, 9, 9, 9, 1, 1, 1, 9], LAYOUT);
  equal([zeros, out.length], [3, 3]);
});

// ---- Histograms ----

test('a histogram counts every weight once, zero in its middle', () => {
  equal(countsOf([0, 0.1, -0.1, 2, -2, 1.99], 2, 5), [1, 0, 3, 0, 2]);
  equal(countsOf([5, -5, NaN], 2, 3), [1, 0, 1]);
  equal(countsOf([], 1, 3), [0, 0, 0]);
});

test('one weight beside a thousand is still seen', () => {
  equal(heightOf(0, 1000), 0);
  assert(heightOf(1, 1000) > 0.08 && heightOf(1000, 1000) === 1);
  assert(heightOf(10, 1000) > heightOf(1, 1000));
});

test('symmetric scales end on round numbers with room for all', () => {
  equal([0.9, 1, 1.2, 3.73, 7, 9, 0.023, 100].map(reachFor), [1, 1, 1.5, 4, 8, 10, 0.03, 100]);
  equal([0, NaN, Infinity].map(reachFor), [1, 1, 1]);
});

// ---- Smoothing and the best step ----

test('smoothing begins at the first value, keeps a constant, and damps what jumps', () => {
  equal([...smoothed([3, 3, 3], 'lot')], [3, 3, 3]);
  equal([...smoothed([1, 5], 'off')], [1, 5]);
  const jumpy = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1 : 3));
  const spread = (/** @type {Float64Array} */ values) => Math.max(...values.slice(150)) - Math.min(...values.slice(150));
  assert(spread(smoothed(jumpy, 'little')) < 0.5);
  assert(spread(smoothed(jumpy, 'lot')) < spread(smoothed(jumpy, 'little')) / 3);
});

test('smoothing begins anew after a gap', () => {
  const [, gap, after] = smoothed([1, NaN, 5], 'lot');
  assert(Number.isNaN(gap));
  equal(after, 5);
});

test('the best step is where the validation loss was lowest', () => {
  const step = Float64Array.of(0, 10, 20, 30);
  const train = Float64Array.of(4, 3, 2, 1);
  equal(bestOf({ step, train, validation: Float64Array.of(4, NaN, 2.5, 3) }), { step: 20, loss: 2.5 });
  equal(bestOf({ step, train, validation: Float64Array.of(NaN, NaN, NaN, NaN) }), null);
});

test('what early stopping saw is a line to its last step, in no race', () => {
  const stopping = { best: { step: 20, loss: 2 }, last: { step: 35, loss: 4 }, step: [0, 10, 20, 30], loss: [5, null, 2, -1] };
  const status = /** @type {any} */ ({ state: 'stopped', stopping });
  const found = watchedOf({ status, raceLosses: null }, true);
  equal(found?.table, [[0, 10, 20, 30, 35], [5, null, 2, null, 4]]);
  equal([found?.line.kind, found?.story.best.step], ['watched', 20]);
  const whole = { ...stopping, step: [0, 35], loss: [5, 4] };
  equal(watchedOf({ status: { ...status, stopping: whole }, raceLosses: null }, false)?.table, [[0, 35], [5, 4]]);
  equal(watchedOf({ status, raceLosses: [] }, false), null);
  equal(watchedOf({ status: { ...status, stopping: null }, raceLosses: null }, false), null);
});

// ---- The gap ----

const COUNT = 256;
const plot = { left: 0, right: 600, top: 0, bottom: 400, axis: 426 };
const view = { plot, from: -3, to: 3, ...scalesOf([-3, 3], [-2, 2], plot) };

/** Three samples 0.5, 1.5 and 0.25 off a prediction of 0. @param {string} loss @param {any} [changes] @returns {any} */
function state(loss, { noise = 0, target = true } = {}) {
  return {
    config: { training: { loss } },
    layout: {
      layout: 1, target: { y: target ? new Array(COUNT).fill(0.5) : null, knots: [] }, config: { data: { noise } },
      grids: { prediction: { from: -3, to: 3, count: COUNT } },
      data: { train: { x: [-2, 0, 2], y: [0.5, -1.5, 0.25] }, validation: { x: [], y: [] } },
    },
    frame: { layout: 1, trainingLoss: 0.75, sections: { prediction: new Float32Array(COUNT) } },
    view: { gap: true },
  };
}

/** What is drawn of the gap. @param {any} shown */
function drawn(shown) {
  const layer = svg('g');
  const gap = createGap(layer);
  gap.arrange(shown.layout, view);
  gap.draw(shown, view);
  const path = (/** @type {string} */ name) => layer.querySelector(`.fit-${name}`)?.getAttribute('d') ?? '';
  return { area: path('area'), bars: path('bars').split('M').length - 1, squares: path('squares').split('Z').length - 1 };
}

test('the gap has the shape of what the loss measures', () => {
  equal(gapShape(state('mean_absolute_error')), 'area');
  equal(gapShape(state('mean_absolute_error', { noise: 0.1 })), 'bars');
  equal(gapShape(state('mean_absolute_error', { target: false })), 'bars');
  equal([gapShape(state('mean_squared_error')), gapShape(state('huber'))], ['squares', 'mixed']);
});

test('bars, squares, or squares and a bar where the gap is large', () => {
  const area = drawn(state('mean_absolute_error'));
  assert(area.area.endsWith('Z') && area.bars === 0 && area.squares === 0);
  equal(drawn(state('mean_absolute_error', { noise: 0.1 })), { area: '', bars: 3, squares: 0 });
  equal(drawn(state('mean_squared_error')), { area: '', bars: 0, squares: 3 });
  equal(drawn(state('huber')), { area: '', bars: 1, squares: 2 });
});

test('a square is as wide as it is high, and stays inside the plot', () => {
  equal(squareOn(100, 200, 150, 600), 'M100 150L150 150L150 200L100 200Z');
  equal(squareOn(590, 150, 200, 600), 'M540 150L590 150L590 200L540 200Z');
});

test('of many samples few squares are drawn', () => {
  const layout = state('mean_squared_error').layout;
  layout.data.train = { x: new Array(100).fill(0), y: new Array(100).fill(0) };
  equal([gapEvery('squares', layout), gapEvery('bars', layout), gapEvery('area', layout)], [5, 1, 1]);
});

test('the number in the legend is the mean over the area, else the training loss', () => {
  close(gapLoss(state('mean_absolute_error')), 0.5, 1e-6);
  equal(gapLoss(state('mean_squared_error')), 0.75);
  assert(Number.isNaN(gapLoss({ ...state('huber'), frame: null })));
});

// ---- Residuals ----

test('residuals are y − Y′, none beside the chart', () => {
  const prediction = Float32Array.from({ length: COUNT }, (_, i) => -3 + (6 * i) / (COUNT - 1));
  const [low, high, beside] = residualsOf({ x: [-1, 2, 4], y: [0, 1, 0] }, prediction, { from: -3, to: 3 });
  close(low, 1, 1e-6);
  close(high, -1, 1e-6);
  assert(Number.isNaN(beside));
});

test('their scale grows at once and shrinks late', () => {
  equal(reachOf(0, [0.3, -0.7]), 0.8);
  equal(reachOf(0.8, [0.5]), 0.8);
  equal(reachOf(0.8, [0.1, NaN]), 0.1);
  equal(reachOf(0.8, [1.7]), 2);
  equal(reachOf(0, [0, 0]), 1);
});

// ---- The diagram ----

const COLORS = {
  background: packColor(255, 255, 255), positive: packColor(0, 0, 255), negative: packColor(255, 128, 0),
  zero: packColor(100, 100, 100), output: packColor(250, 220, 216),
};

/** The ink of the edges of a 1-2-1 network, each neuron's with its own. @param {number[]} parameters @param {number[]} [dropped] */
function ink(parameters, dropped) {
  const diagram = createDiagram({
    width: 100, height: 60, ratio: 1, thinnest: 1, colors: COLORS,
    columns: [
      { left: [0], right: [10], y: [30] },
      { left: [40, 40], right: [60, 60], y: [15, 45] },
      { left: [90], right: [100], y: [30] },
    ],
    blocks: [{ offset: 0, shape: [2, 2] }, { offset: 4, shape: [3, 1] }],
    crowds: [crowdOf(1, 2, 30), crowdOf(2, 1, 30)],
    graphs: [null, null], biasBars: [null, null], graphPoints: 32, graphWidth: 2,
    outputs: { graphs: [], pills: [], points: 256, low: 0, high: 1 }, mostEdges: 2000,
  });
  const snapshot = { parameters: Float32Array.from(parameters), scales: new Float32Array(), curves: new Int8Array(), prediction: new Float32Array() };
  diagram.paint({ ...snapshot, ...(dropped && { dropped: Uint8Array.from(dropped) }) }, null);
  const sums = [0, 0];
  for (let i = 0; i < diagram.bytes.length; i += 4) sums[i / 4 < 100 * 30 ? 0 : 1] += 255 - diagram.bytes[i];
  return sums;
}

test('the edges of a neuron that sits out are nearly gone, those of the other stay', () => {
  const [upper, lower] = ink([1, 1, 0, 0, 1, 1, 0]);
  const [still, gone] = ink([1, 1, 0, 0, 1, 1, 0], [0, 1]);
  close(still / upper, 1, 0.05);
  assert(gone < lower * 0.2, `${gone} of ${lower}`);
});

test('an edge as good as zero is paler than one just above', () => {
  const [, above] = ink([3, 0.04, 0, 0, 3, 0.04, 0]);
  const [, below] = ink([3, 0.02, 0, 0, 3, 0.02, 0]);
  assert(below < above * 0.75 && below > 0, `${below} against ${above}`);
});

// ---- Overfitting and its cures ----

test('the experiments are those that were measured, and each is recognized', async () => {
  const measured = await (await fetch('/tests/app/overfitting.json')).json();
  equal(START, measured.start);
  equal(CURES, measured.cures);
  equal(TRIAL_STEPS, measured.steps);
  for (const cure of /** @type {(keyof typeof CURES)[]} */ (Object.keys(CURES))) equal(cureOf(experimentOf(cure, schema), schema), cure);
  equal(cureOf(withValue(experimentOf('l1', schema), 'training.l1_penalty', 0.5), schema), null);
  equal(cureOf(schema.defaults, schema), null);
});

/** A run of one of the experiments, frame by frame. @param {keyof typeof CURES} cure */
function follow(cure, trials = createTrials(schema)) {
  const config = experimentOf(cure, schema);
  const layout = { layout: 1, step: 0, config, race: null };
  let state = /** @type {any} */ ({ config, layout, status: { state: 'running' }, frame: null });
  const see = (/** @type {number} */ step, /** @type {number} */ validation, status = 'running', changed = ['frame']) => {
    state = { ...state, status: { state: status }, frame: { layout: 1, step, trainingLoss: 1, validationLoss: validation, sections: {} } };
    return trials.update(state, new Set(/** @type {any} */ (changed)));
  };
  see(0, 3, 'running', ['layout', 'frame']);
  const patch = (/** @type {string} */ path, /** @type {unknown} */ value) => {
    state = { ...state, config: withValue(state.config, path, value) };
    trials.update(state, new Set(/** @type {any} */ (['config'])));
  };
  return { trials, see, patch };
}

test('a trial keeps its best and its final loss, and ends once', () => {
  const { trials, see } = follow('nothing');
  equal(see(50, 0.2), false);
  equal(see(600, 0.5), false);
  equal(see(901, 0.7), true);
  equal(see(1200, 9), false);
  const trial = trials.trials.get('nothing');
  equal(trial && [trial.best, trial.bestStep, trial.final, trial.step, trial.state], [0.2, 50, 0.7, 901, 'done']);
});

test('early stopping ends a trial at the step it went back to', () => {
  const { trials, see } = follow('early_stopping');
  see(66, 0.2);
  see(166, 0.4);
  see(166, 0.4, 'stopped', ['status']);
  see(66, 0.2, 'stopped');
  see(90, 0.9, 'running');
  const trial = trials.trials.get('early_stopping');
  equal(trial && [trial.best, trial.final, trial.step, trial.state], [0.2, 0.2, 66, 'stopped']);
});

test('what was changed on the way is no trial any more', () => {
  const { trials, see, patch } = follow('l2');
  see(10, 0.5);
  patch('training.l2_penalty', 0.5);
  see(20, 0.1);
  equal(trials.present, null);
  const trial = trials.trials.get('l2');
  equal(trial && [trial.best, trial.final, trial.state], [0.5, 0.5, 'left']);
});
