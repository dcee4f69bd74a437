import { createAnatomy } from '../../static/js/anatomy.js';
import { setStrings } from '../../static/js/i18n.js';
import { centeredChanges } from '../../static/js/lib/centering.js';
import { createStableFindings } from '../../static/js/lib/stable-findings.js';
import { PLAIN } from '../../static/js/lib/units.js';
import { withValue } from '../../static/js/schema.js';
import { createStore } from '../../static/js/store.js';
import { mountNotes } from '../../static/features/notes/index.js';
import { choose, notesOf, otherRate } from '../../static/features/notes/words.js';
import { schema } from './experiment.js';
import { assert, equal, stage, test } from './harness.js';

const NEURONS = [0, 1, 2, 3].map((index) => ({ layer: 0, index, id: index, name: `h${index + 1}` }));
const LAYOUT = /** @type {any} */ ({ layout: 1, cause: 'configure', sizes: [1, 4, 1], neurons: NEURONS });
const START = { different: true };

/** @param {string} kind @param {number[]} indices @returns {any} */
function finding(kind, ...indices) {
  return { kind, neurons: indices.map((index) => [0, index]), numbers: {}, remark: kind === 'straight' || kind === 'twins' };
}

/** @param {string} kind @param {Record<string, number>} numbers */
function numbered(kind, numbers) {
  return { ...finding(kind), numbers };
}

/** The notes on a page where nothing moves, and what was done. @param {any} [changes] to the state */
function setUp(changes = {}) {
  const settings = document.getElementById('settings') ?? stage();
  settings.id = 'settings';
  const rate = document.createElement('div');
  rate.dataset.control = 'training.optimizer.learning_rate';
  settings.replaceChildren(rate);
  /** @type {any[]} */
  const done = [];
  const state = {
    findings: [], layout: LAYOUT, status: { state: 'paused' }, config: schema.defaults, hover: null, selection: null,
    view: { present: false }, ...changes,
  };
  const store = createStore(/** @type {any} */ (state));
  const act = (/** @type {string} */ name) => async (/** @type {any[]} */ ...args) => done.push([name, ...args]);
  const actions = { patch: act('patch'), wakeNeuron: act('wake'), removeNeuron: act('remove'), spreadBends: act('spread'), reset: act('reset'), play: act('play'), hover: act('hover') };
  const panel = stage();
  panel.style.width = '800px';
  const root = document.createElement('div');
  panel.append(root);
  const view = mountNotes(root, /** @type {any} */ ({ store, actions, schema }));
  store.subscribe((changed) => view.update(store.get(), changed));
  view.update(store.get(), new Set(/** @type {any} */ (Object.keys(state))));
  return { root, store, done, rate, say: (/** @type {any[]} */ ...findings) => store.set({ findings }) };
}

/** @param {Element} root */
function texts(root) {
  return [...root.querySelectorAll('.finding p')].map((p) => p.textContent);
}

test('every kind has its words and the one action that helps', async () => {
  const cases = [
    [finding('asleep', 1), 'h2 is asleep: it outputs 0 at every training sample, so nothing pulls on it.', 'Wake it', [['wake', { layer: 0, neuron: 1 }]]],
    [finding('saturated', 0), 'h1 is saturated', 'Start h1 anew', [['wake', { layer: 0, neuron: 0 }]]],
    [finding('straight', 0), 'h1 is a straight line here', null, []],
    [finding('twins', 0, 2), 'h1 and h3 do the same', 'Remove h3', [['remove', 0, 2]]],
    [finding('equal_weights', 0, 1, 2), 'h1, h2, and h3 have exactly equal weights', 'Start them anew', [['wake', { layer: 0, neuron: 1 }], ['wake', { layer: 0, neuron: 2 }]]],
    [finding('equal_weights', 3), 'All weights of h4 are 0', 'Start h4 anew', [['wake', { layer: 0, neuron: 3 }]]],
    [finding('vanishing_gradients'), 'The gradient all but vanishes', 'Use ReLU', [['patch', { 'network.activation': 'relu' }]]],
    [numbered('bunched_bends', { from: -3, to: -0.5 }), 'from x = −3.00 to −0.50', 'Spread the bends', [['spread']]],
    [numbered('l2_too_strong', { penalty: 0.2, anew: 0 }), 'L2 penalty keeps', 'Lower L2 to 0.001', [['patch', { 'training.l2_penalty': 0.001 }]]],
    [numbered('l1_too_strong', { penalty: 0.005, anew: 1 }), 'L1 penalty takes', 'Lower L1 to 0.0005', [['patch', { 'training.l1_penalty': 0.0005 }], ['reset'], ['play']]],
    [numbered('decay_overshoots', { product: 2.5, limit: 2, decay: 5 }), 'is 2.5, above 2', 'Lower L2 to 0.001', [['patch', { 'training.l2_penalty': 0.001 }], ['reset'], ['play']]],
    [finding('linear_network'), 'stays one straight line', 'Use ReLU', [['patch', { 'network.activation': 'relu' }]]],
  ];
  for (const [found, words, label, actions] of cases) {
    const { root, say, done } = setUp();
    say(found);
    assert(texts(root)[0]?.includes(words), `${found.kind}: ${texts(root)[0]}`);
    const button = root.querySelector('button');
    equal(button?.textContent ?? null, label);
    button?.click();
    button?.click();
    await new Promise((resolve) => setTimeout(resolve));
    equal(done, actions, found.kind);
  }
});

test('what did not help may be tried again', async () => {
  const { root, say, done } = setUp();
  say(finding('asleep', 1));
  root.querySelector('button')?.click();
  await new Promise((resolve) => setTimeout(resolve));
  root.querySelector('button')?.click();
  equal(done.length, 1, 'not before it is known');
  say(finding('asleep', 1));
  root.querySelector('button')?.click();
  equal(done.length, 2);
  await new Promise((resolve) => setTimeout(resolve));
  say(finding('asleep', 1));
  equal([texts(root).length, root.querySelector('button')], [1, null], 'what did not help twice leads nowhere');
});

test('a start too large gives way to the usual one, which is not advised for itself', () => {
  const config = withValue(schema.defaults, 'network.initializer', 'normal');
  const { root, say } = setUp({ config });
  say(finding('start_too_large'));
  equal(root.querySelector('button')?.textContent, 'Start with smaller weights');
  const usual = setUp();
  usual.say(finding('start_too_large'));
  equal(usual.root.querySelector('button'), null);
});

test('data far from 0 are centered and scaled, their own numbers kept as units', () => {
  const layout = /** @type {any} */ ({ data: { train: { x: [0, 10], y: [3000, 3006] }, validation: { x: [5], y: [3003] } } });
  const typed = withValue(withValue(schema.defaults, 'data.source', { kind: 'expression', expression: '0.6x+3000' }), 'data.domain', [0, 10]);
  const formula = /** @type {any} */ (centeredChanges({ config: typed, layout }));
  equal([formula['data.source'].expression, formula['data.domain']], ['0.6x+3000', [-3.125, 3.125]]);
  equal(round(formula['data.source'].units), [5, 1.6, 3003, 2]);
  const given = withValue(schema.defaults, 'data.source', { kind: 'points', x: [0, 5, 10], y: [3000, 3003, 3006], units: { ...PLAIN, y_scale: 10 } });
  const points = /** @type {any} */ (centeredChanges({ config: given, layout }));
  equal([points['data.source'].x, points['data.source'].y, points['data.domain']], [[-3.125, 0, 3.125], [-1.5, 0, 1.5], [-3.125, 3.125]]);
  equal(round(points['data.source'].units), [5, 1.6, 30030, 20]);
});

/** @param {any} units */
function round({ x_offset, x_scale, y_offset, y_scale }) {
  return [x_offset, x_scale, y_offset, y_scale].map((value) => Number(value.toFixed(4)));
}

test('corners are compared with bends, and one that is missing is left to the invitation', () => {
  const layout = (/** @type {any} */ shape, count = 3) => ({ ...LAYOUT, sizes: [1, count, 1], activations: ['relu'], target: { shape } });
  const { root, store, done } = setUp({ gains: [], layout: layout({ corners: 5, jumps: 0, neurons: 6 }) });
  equal(texts(root), ['5 corners, 3 bends: add 3. The extra one sets the slope at the start.']);
  root.querySelector('button')?.click();
  equal(done, [['patch', { 'network.hidden': [6] }]]);
  store.set({ layout: layout({ corners: 1, jumps: 2, neurons: 5 }, 1) });
  equal(texts(root), ['1 corner and 2 jumps (4 bends), 1 bend: add 4.']);
  store.set({ layout: layout({ corners: 4, jumps: 0, neurons: 4 }) });
  equal(texts(root), []);
  store.set({ gains: /** @type {any} */ ([{}]) });
  equal(texts(root), ['4 corners, 3 bends: add 1.']);
  store.set({ layout: layout({ corners: 0, jumps: 0, neurons: 0 }) });
  equal([texts(root), root.querySelector('button')], [['No corners: this curve bends everywhere. More neurons follow it closer.'], null]);
  store.set({ layout: layout(null) });
  equal(texts(root), []);
});

test('after the initializer that makes them equal, weights start different', () => {
  const config = withValue(schema.defaults, 'network.initializer', 'zeros');
  const { root, say, done } = setUp({ config });
  say(finding('equal_weights', 0, 1, 2, 3));
  equal(root.querySelector('button')?.textContent, 'Start with different weights');
  root.querySelector('button')?.click();
  equal(done, [['patch', { 'network.initializer': schema.defaults.network.initializer }]]);
});

test('the learning rate is spoken of at its control, with the next rate', () => {
  const { root, rate, say, store, done } = setUp();
  say(finding('rate_too_large'));
  const expected = otherRate(schema.defaults.training.optimizer.learning_rate, 'rate_too_large');
  assert(rate.textContent?.includes('too large') && texts(root).length === 0);
  rate.querySelector('button')?.click();
  equal(done, [['patch', { 'training.optimizer.learning_rate': expected }]]);
  say(finding('rate_too_small'));
  assert(rate.textContent?.includes('too small'));
  say();
  equal(rate.textContent, '');
  store.set({ status: /** @type {any} */ ({ state: 'diverged' }) });
  say(finding('rate_too_large'));
  equal(rate.textContent, '', 'divergence is said elsewhere already');
});

test('the next rate has one digit', () => {
  equal([0.006, 0.01, 1, 0.25].map((rate) => otherRate(rate, 'rate_too_large')), [0.002, 0.003, 0.3, 0.08]);
  equal([0.001, 0.0005, 0.02].map((rate) => otherRate(rate, 'rate_too_small')), [0.003, 0.002, 0.06]);
});

test('the most important come first, one note a kind, at most two and how many more', () => {
  const { root, say } = setUp();
  say(finding('twins', 2, 3), finding('asleep', 0), finding('asleep', 1), finding('vanishing_gradients'));
  equal(texts(root).length, 2);
  assert(texts(root)[0]?.includes('vanishes') && texts(root)[1]?.startsWith('h1 and h2 are asleep'), String(texts(root)));
  equal(root.querySelector('.findings-more')?.textContent, 'and 1 more');
  const kinds = notesOf(['straight', 'twins', 'saturated', 'asleep', 'equal_weights', 'linear_network'].map((kind) => finding(kind, 0)), START);
  equal(kinds.map(({ kind }) => kind), ['linear_network', 'equal_weights', 'asleep', 'saturated', 'twins', 'straight']);
});

test('a straight line is mentioned where somebody looks at it, or when nothing else is to be said', () => {
  const notes = notesOf([finding('asleep', 0), finding('straight', 1), finding('straight', 2)], START);
  const nobody = choose(notes, 2, () => false);
  equal([nobody.shown.map(({ kind }) => kind), nobody.more], [['asleep'], 0]);
  const one = choose(notes, 2, ([, index]) => index === 2);
  equal(one.shown.map(({ kind, neurons }) => [kind, neurons]), [['asleep', [[0, 0]]], ['straight', [[0, 2]]]]);
  equal(choose(notes.slice(1), 2, () => false).shown.length, 1);
});

test('while training runs only what two answers in a row say is said', () => {
  const { root, say } = setUp({ status: { state: 'running' } });
  say(finding('asleep', 1));
  equal(texts(root), []);
  say(finding('asleep', 1), finding('asleep', 2));
  assert(texts(root)[0]?.startsWith('h2 is asleep'));
  const element = root.firstElementChild;
  say(finding('asleep', 1));
  assert(root.firstElementChild === element, 'what stays is not written anew');
  say();
  equal(texts(root), []);
});

test('after an edit a note follows its neuron, after anything else it is forgotten', () => {
  const standing = createStableFindings();
  const state = /** @type {any} */ ({ findings: [finding('asleep', 2)], layout: LAYOUT, status: { state: 'paused' } });
  equal(standing.update(state, new Set(['findings'])).map(({ neurons }) => neurons), [[[0, 2]]]);
  const without = NEURONS.filter(({ id }) => id !== 0).map((neuron, index) => ({ ...neuron, index }));
  const edited = { ...LAYOUT, cause: 'edit', neurons: without };
  equal(standing.update({ ...state, layout: edited }, new Set(['layout'])).map(({ neurons }) => neurons), [[[0, 1]]]);
  const removed = { ...edited, neurons: without.filter(({ id }) => id !== 2) };
  equal(standing.update({ ...state, layout: removed }, new Set(['layout'])), []);
  standing.update(state, new Set(['findings']));
  equal(standing.update({ ...state, layout: { ...LAYOUT, cause: 'reset' } }, new Set(['layout'])), []);
});

test('for a projector it is said, too', () => {
  const { root, say } = setUp({ view: { present: true } });
  say(finding('asleep', 1));
  equal(root.children.length, 1);
});

test('many names are cut short, in both languages', async () => {
  const all = finding('asleep', 0, 1, 2, 3);
  const many = { ...all, neurons: [...all.neurons, [1, 0], [1, 1]] };
  const more = [{ layer: 1, index: 0, id: 8, name: 'h5' }, { layer: 1, index: 1, id: 9, name: 'h6' }];
  const layout = { ...LAYOUT, neurons: [...NEURONS, ...more] };
  const english = setUp({ layout });
  english.say(many);
  assert(texts(english.root)[0]?.startsWith('h1, h2, h3, and 3 others are asleep'), String(texts(english.root)));
  const [zh, en] = await Promise.all(['zh', 'en'].map(async (name) => (await fetch(`/static/i18n/${name}.json`)).json()));
  setStrings(zh, 'zh');
  const chinese = setUp({ layout });
  chinese.say(many);
  setStrings(en, 'en');
  assert(texts(chinese.root)[0]?.startsWith('h1、h2、h3和另外 3 个在休眠'), String(texts(chinese.root)));
});

test('who comes back to the page hears what is wrong now', () => {
  /** @type {string[]} */
  const asked = [];
  const socket = /** @type {any} */ ({ request: async (/** @type {string} */ type) => (asked.push(type), { findings: [] }) });
  const state = { connection: 'open', layout: LAYOUT, status: { state: 'stopped' }, config: schema.defaults, view: { present: false }, findings: [] };
  const anatomy = createAnatomy({ store: createStore(/** @type {any} */ (state)), schema, socket, report() {} });
  document.dispatchEvent(new Event('visibilitychange'));
  equal(asked, ['diagnose']);
  anatomy.destroy();
});
