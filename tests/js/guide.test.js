/** The guide to building by hand: what it sees, step by step, and that its curve can be found by its own four steps. */

import { beginning } from '../../static/js/lib/beginnings.js';
import { mountGuide } from '../../static/features/guide/index.js';
import { canJudge, judge } from '../../static/features/guide/judge.js';
import { createStore } from '../../static/js/store.js';
import { schema } from './experiment.js';
import { assert, close, equal, stage, test } from './harness.js';

/** @typedef {import('../../static/js/types.js').State} State */
/** @typedef {{w: number[], b: number[], v: number[], c: number}} Weights */

const COUNT = 241;
/** By target: its corners and f(x). @type {Record<string, {knots: [number, number][], f: (x: number) => number}>} */
const CURVES = {
  three_pieces: { knots: [[-1, 1.5], [1, -0.5]], f: (x) => -1 + 1.25 * (x + 3) - 2.25 * Math.max(0, x + 1) + 2.25 * Math.max(0, x - 1) },
  ramp: { knots: [[0, 0]], f: (x) => Math.max(0, x) },
};
const STARTS = /** @type {const} */ (['one', 'three']);

/** A made-up page that shows a network of one hidden layer. @param {string} target @param {Weights} weights @param {number} [step] @returns {State} */
function page(target, { w, b, v, c }, step = 0) {
  const { knots, f } = CURVES[target];
  const xs = Array.from({ length: COUNT }, (_, i) => -3 + (6 * i) / (COUNT - 1));
  const prediction = Float32Array.from(xs, (x) => w.reduce((sum, each, i) => sum + v[i] * Math.max(0, each * x + b[i]), c));
  const n = w.length;
  const layout = {
    layout: 1, sizes: [1, n, 1], activations: ['relu'], parameter_count: 3 * n + 1,
    parameters: [{ offset: 0, shape: [2, n] }, { offset: 2 * n, shape: [n + 1, 1] }],
    grids: { prediction: { from: -3, to: 3, count: COUNT } }, target: { y: xs.map(f), knots }, neurons: [],
  };
  const frame = { layout: 1, step, sections: { parameters: Float32Array.from([...w, ...b, ...v, c]), prediction } };
  const view = { guide: { start: target === 'ramp' ? 'one' : 'three', step: 0 }, present: false };
  return /** @type {any} */ ({ layout, frame, view });
}

/** @param {typeof STARTS[number]} start @returns {Weights} */
function startOf(start) {
  const [hidden, output] = beginning(schema, start).layers;
  return { w: hidden.weights.map(([w]) => w), b: hidden.biases, v: output.weights[0], c: output.biases[0] };
}

/** @param {string} target @param {Weights} weights @param {number} [step] */
function look(target, weights, step) {
  const judgement = judge(page(target, weights, step));
  assert(judgement, 'something to judge');
  return judgement;
}

/** What dragging does: a knot moves its neuron's bias, a ramp its outgoing weight, the curve the output bias. */
const PLACED = { three_pieces: [3, 1, -1], ramp: [0] };
const TILTED = { three_pieces: [1.25, -2.25, 2.25], ramp: [1] };
const RAISED = { three_pieces: -1, ramp: 0 };

for (const start of STARTS) {
  const target = start === 'one' ? 'ramp' : 'three_pieces';

  test(`${start}: the start is plainly wrong, asks for its own curve, and no neuron is dead`, () => {
    const { config } = beginning(schema, start);
    equal(config.data.source, { kind: 'target', name: target });
    const weights = startOf(start);
    equal(config.network.hidden, [weights.w.length]);
    const { done, error } = look(target, weights);
    equal(done, [false, false, false, false]);
    assert(error > 0.4, `the start is ${error} away`);
    weights.w.forEach((w, i) => assert(w * 3 + weights.b[i] > 0.5 && weights.v[i] !== 0, `neuron ${i} is alive`));
  });

  test(`${start}: placing, tilting and raising by hand ticks one step after the other and finds the curve`, () => {
    const weights = startOf(start);
    weights.b = PLACED[target];
    equal(look(target, weights).done.slice(0, 2), [true, false]);
    weights.v = TILTED[target];
    equal(look(target, weights).done, [true, true, false, false]);
    weights.c = RAISED[target];
    const solved = look(target, weights);
    equal(solved.done, [true, true, true, false]);
    assert(solved.error <= 0.03, `by hand: ${solved.error}`);
    equal(look(target, weights, 60).done, [true, true, true, true]);
  });
}

test('what is drawn a little beside its place is in place, what is further off is not', () => {
  const by = (/** @type {number} */ off) => look('three_pieces', { w: [1, 1, 1], b: [3 - off, 1 - off, -1 - off], v: TILTED.three_pieces, c: -1 });
  equal([by(0.1).bends.placed, by(0.1).done[0]], [3, true]);
  equal([by(0.3).bends.placed, by(0.3).bends.missing], [0, -1]);
});

test('two bends under the corners do not suffice while nobody is awake on the first piece', () => {
  const { bends, done } = look('three_pieces', { w: [1, 1, 1], b: [-2, 1, -1], v: [0.3, 0.3, 0.3], c: 0 });
  equal([bends.placed, bends.missing, bends.asleep, done[0]], [2, null, 0, false]);
});

test('a neuron that opens to the left may do it as well', () => {
  const weights = { w: [-1, 1, 1], b: [-1, 1, -1], v: [-1.25, -1, 2.25], c: 1.5 };
  const { done, error } = look('three_pieces', weights);
  equal(done, [true, true, true, false]);
  close(error, 0, 1e-6);
});

test('a slope counts where it is right all along its piece, not on average', () => {
  const { slopes } = look('three_pieces', { w: [1, 1, 1, 1], b: [3, 1, -1, 2], v: [0.65, -2.25, 2.25, 1.2], c: -1 });
  close(slopes[0].slope, 1.25, 0.05);
  equal([slopes[0].done, slopes[0].wanted.toFixed(2)], [false, '1.25']);
});

test('the height is judged by what it alone can do', () => {
  const { error, within, done } = look('three_pieces', { w: [1, 1, 1], b: PLACED.three_pieces, v: TILTED.three_pieces, c: -0.4 });
  close(error, 0.6, 1e-5);
  close(within, 0, 1e-5);
  equal(done[2], false);
});

test('networks and curves of another kind are not judged', () => {
  const state = page('ramp', startOf('one'));
  const layout = /** @type {any} */ (state.layout);
  assert(canJudge(layout), 'its own kind');
  for (const other of [
    { activations: ['tanh'] }, { sizes: [1, 1] }, { sizes: [1, 2, 2, 1] },
    { target: { y: null, knots: [] } }, { target: { y: layout.target.y, knots: [[9, 0]] } },
  ]) {
    assert(!canJudge({ ...layout, ...other }), JSON.stringify(other));
    equal(judge({ ...state, layout: { ...layout, ...other } }), null);
  }
  equal(judge({ ...state, frame: null }), null);
});

test('every text of every step is there in both languages', async () => {
  for (const language of ['en', 'zh']) {
    const { guide } = await (await fetch(`/static/i18n/${language}.json`)).json();
    for (const step of ['bends', 'slopes', 'height', 'play']) {
      const texts = [guide[step], guide.short[step], guide.one[step], guide.three[step]];
      assert(texts.every((text) => text?.length > 1), `${language} ${step}`);
    }
  }
});

/** The guide on a page of its own. @param {State} state */
function mount(state) {
  /** @type {unknown[]} */
  const begun = [];
  const store = createStore(state);
  const actions = /** @type {any} */ ({
    choose: (/** @type {object} */ changes) => store.set({ view: { ...store.get().view, ...changes } }),
    begin: async (/** @type {unknown[]} */ ...given) => void begun.push(given),
  });
  const root = stage();
  const view = mountGuide(root, { store, actions, schema });
  store.subscribe((changed) => view.update(store.get(), changed));
  view.update(store.get(), new Set(/** @type {const} */ (['view', 'layout', 'frame'])));
  const press = (/** @type {string} */ label) => [...root.querySelectorAll('button')].find((each) => each.textContent === label)?.click();
  return { root, store, press, begun, view };
}

test('the steps are walked freely, said with their numbers, and closed', async () => {
  const { root, store, press, begun, view } = mount(page('three_pieces', startOf('three')));
  equal([root.hidden, root.querySelector('h2')?.textContent], [false, 'Place the bends']);
  assert(root.textContent?.includes('0 of 3 bends are in place.'), root.textContent ?? '');
  press('Next');
  equal(store.get().view.guide?.step, 1);
  assert(root.textContent?.includes('Piece 1: 0.15, should be 1.25'), root.textContent ?? '');
  press('Next');
  press('Next');
  const next = [...root.querySelectorAll('button')].find((each) => each.textContent === 'Next');
  next?.focus();
  press('Next');
  equal([store.get().view.guide?.step, document.activeElement === next], [3, true], 'the last step, the focus is kept');
  press('Back');
  equal(store.get().view.guide?.step, 2);
  press('Start over');
  await Promise.resolve();
  equal(begun, [[beginning(schema, 'three').config, beginning(schema, 'three').layers]]);
  await new Promise((resolve) => setTimeout(resolve));
  equal(store.get().view.guide, { start: 'three', step: 0 });
  press('Close');
  equal([store.get().view.guide, root.hidden], [null, true]);
  view.destroy();
});

test('a tick comes with the step, in words too', () => {
  const { root } = mount(page('three_pieces', { w: [1, 1, 1], b: PLACED.three_pieces, v: TILTED.three_pieces, c: -1 }));
  const done = [...root.querySelectorAll('li[data-done]')].map((each) => each.textContent);
  equal(done, ['1Bends, done', '2Slopes, done', '3Height, done']);
  equal(root.querySelector('[role=status]')?.textContent, 'Step 1 is done.');
});
