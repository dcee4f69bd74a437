import { h } from '../../static/js/lib/dom.js';
import { decodeWeights, encodeWeights } from '../../static/js/lib/weight-code.js';
import { withoutLocked } from '../../static/js/controls/guard.js';
import { readLocks } from '../../static/js/lib/locks.js';
import { same, withValue } from '../../static/js/schema.js';
import { createStore } from '../../static/js/store.js';
import { decodeLink, encodeLink, EXTRAS } from '../../static/js/link-codec.js';
import { mountLocks } from '../../static/js/views/locks.js';
import { schema } from './experiment.js';
import { assert, equal, stage, test } from './harness.js';

/** @typedef {import('../../static/js/types.js').Config} Config */

/** @type {{defaults: Record<string, Config>, links: any[]}} `defaults`: what each version's links mean where they say nothing */
const golden = await (await fetch('/tests/golden/links.json')).json();

/** @param {Record<string, unknown>} changes @param {Config} [config] @returns {Config} */
function changed(changes, config = schema.defaults) {
  return Object.entries(changes).reduce((result, [path, value]) => withValue(result, path, value), config);
}

/** @param {number[]} hidden */
function networkOf(hidden) {
  return changed({ 'network.hidden': hidden });
}

/** @param {string} text @param {number[]} [hidden] @returns {any} */
function problemOf(text, hidden = [1]) {
  return decodeWeights(text, networkOf(hidden));
}

test('every link that was ever made opens as it did', () => {
  for (const { link, defaults = 1, opens, weights, problems = {}, ...extras } of golden.links) {
    const decoded = decodeLink(link, schema);
    assert(same(decoded.config, changed(opens, golden.defaults[defaults])), `${link}: ${JSON.stringify(decoded.config)}`);
    const { weights: code, ...others } = decoded.extras;
    equal(others, extras, link);
    if (weights) equal(decodeWeights(code ?? '', decoded.config), { layers: weights }, link);
    const { unknown = [], bad = [], broken = false, cut = false, version = null } = problems;
    const found = { ...decoded.problems, bad: decoded.problems.bad.map(({ key }) => key) };
    equal(found, { unknown, bad, broken, cut, version }, link);
  }
});

test('a link of an earlier version stays as it is while its experiment does', () => {
  for (const link of ['config=1', 'config=1&target=sine&hidden=8,8&rate=0.03', 'config=1&optimizer=sgd', 'config=2', 'config=2&target=sine&loss=huber']) {
    const { config } = decodeLink(link, schema);
    equal(encodeLink(config, schema), link);
    const weights = '1.AAAA_';
    equal(decodeLink(encodeLink(config, schema, { weights }), schema), { ...decodeLink(link, schema), extras: { weights } });
  }
});

test('an optimizer that a link of version 1 names without a rate keeps the rate it had', () => {
  const rate = (/** @type {string} */ link) => decodeLink(link, schema).config.training.optimizer.learning_rate;
  equal(['config=1&optimizer=sgd', 'config=1&optimizer=momentum', '{"version": 1, "training": {"optimizer": {"name": "sgd"}}}'].map((link) => rate(link.startsWith('{') ? `config=${encodeURIComponent(link)}` : link)), [0.1, 0.03, 0.1]);
  assert(rate('config=2&optimizer=sgd') < 0.1);
});

test('what is left on a number, a decimal comma and an encoded & are read as meant', () => {
  const { config } = decodeLink('config=2&hidden=8,8&rate=0.03', schema);
  const ways = ['config=2%26hidden=8,8%26rate=0.03', 'config=2&hidden=8,8&rate=0,03', ...['_', '/', '%'].map((end) => `config=2&hidden=8,8&rate=0.03${end}`)];
  for (const way of ways) equal([decodeLink(way, schema).config, decodeLink(way, schema).problems.bad], [config, []], way);
});

test('the collection has every key that a link may have', () => {
  const used = new Set(golden.links.flatMap(({ link }) => link.split('&').map((/** @type {string} */ pair) => pair.split('=')[0])));
  equal([...schema.links().keys(), ...EXTRAS].filter((key) => !used.has(key)), []);
  equal(EXTRAS.filter((name) => schema.links().has(name)), [], 'no setting has the key of an extra');
});

test('weights go there and back to the last bit', () => {
  const bits = new Uint32Array(10 + 29 * 17);
  crypto.getRandomValues(bits);
  const random = new Float32Array(bits.buffer).map((value) => (Number.isFinite(value) ? value : -0));
  const special = [0, -0, 1e-45, 3.4028234663852886e38, -1.17549435e-38, Math.fround(0.1)];
  for (const values of [special.slice(0, 4), [...random].slice(0, 4)]) {
    const text = encodeWeights(values);
    assert(/^1\.[\w-]+$/.test(text), text);
    const { layers } = /** @type {any} */ (decodeWeights(text, networkOf([1])));
    const back = [layers[0].weights[0][0], layers[0].biases[0], layers[1].weights[0][0], layers[1].biases[0]];
    assert(values.every((value, i) => Object.is(Math.fround(value), back[i])), `${values} came back as ${back}`);
  }
  const wide = Float32Array.from({ length: 2 * 2 + 3 * 3 + 4 }, (_, i) => i);
  const decoded = /** @type {any} */ (decodeWeights(encodeWeights(wide), networkOf([2, 3])));
  equal(decoded.layers, [
    { weights: [[0], [1]], biases: [2, 3] },
    { weights: [[4, 7], [5, 8], [6, 9]], biases: [10, 11, 12] },
    { weights: [[13, 14, 15]], biases: [16] },
  ], 'in the order of frames');
});

test('a link with the default network\'s weights is short, one with the largest still a link', () => {
  const ten = encodeLink(schema.defaults, schema, { weights: encodeWeights(new Float32Array(10).fill(1 / 3)) });
  assert(ten.length < 100, `${ten.length} characters`);
  const hidden = new Array(8).fill(64);
  const count = 2 * 64 + 7 * 65 * 64 + 65;
  const text = encodeWeights(Float32Array.from({ length: count }, (_, i) => Math.sin(i)));
  const layers = /** @type {any} */ (decodeWeights(text, networkOf(hidden))).layers;
  equal(layers.length, 9);
  assert(text.length < 160_000, `${text.length} characters`);
});

test('weights that cannot be used say why', () => {
  const good = encodeWeights([1, 2, 3, 4]);
  equal(problemOf(good, [2]), { problem: 'shape', params: { count: 4, needed: 7 } });
  equal(problemOf(good.slice(0, -3)).problem, 'damaged');
  equal(problemOf(`${good.slice(0, -3)}%$_`).problem, 'damaged');
  equal(problemOf('nonsense').problem, 'damaged');
  equal(problemOf('').problem, 'damaged');
  equal(problemOf('1.').problem, 'shape');
  equal(problemOf(good.replace('1.', '2.')), { problem: 'version', params: { version: '2' } });
  equal(problemOf(encodeWeights([1, NaN, 3, 4])).problem, 'infinite');
  equal(problemOf(encodeWeights([1, 2, 3, -Infinity])).problem, 'infinite');
});

test('what a link locks and hides, and what it names that is not there', () => {
  for (const panel of ['loss', 'settings']) document.body.append(h('i', { dataset: { panel } }));
  const { locks, unknown } = readLocks({ lock: 'rate, optimizer,nose,rate', hide: 'loss,settings,seed,wings' }, schema);
  equal([...locks.locked], ['rate', 'optimizer']);
  equal([...locks.hidden], ['loss', 'settings', 'seed']);
  equal(unknown, ['lock=nose', 'hide=wings']);
  equal(locks.link, { lock: 'rate,optimizer', hide: 'loss,settings,seed' });
  const all = readLocks({ lock: 'all' }, schema).locks.locked;
  assert([...schema.links().keys(), 'weights', 'lab'].every((name) => all.has(name)), 'all is everything');
  assert(!all.has('transport'), 'but Play');
  const curve = readLocks({ lock: 'curve' }, schema).locks.locked;
  assert(curve.has('target') && curve.has('noise') && !curve.has('rate'), 'a panel locks what is in it');
});

test('changes of what is locked are refused, and what is locked within a larger one is kept', () => {
  const fields = schema.fields(schema.defaults);
  const [rate, optimizer, target, stopping] = ['training.optimizer.learning_rate', 'training.optimizer', 'data.source.name',
    'training.early_stopping'].map((path) => fields.find((field) => field.path === path));
  assert(rate && optimizer && target && stopping, 'the fields are there');
  const config = schema.defaults;
  const other = schema.branch(optimizer, 'rmsprop');
  equal(withoutLocked({ [rate.path]: 0.5 }, config, [rate]), null);
  equal(withoutLocked({ seed: 4 }, config, [rate]), { seed: 4 });
  const kept = /** @type {any} */ (withoutLocked({ 'training.optimizer': other }, config, [rate]))['training.optimizer'];
  equal([kept.name, kept.learning_rate], ['rmsprop', config.training.optimizer.learning_rate]);
  equal(withoutLocked({ 'training.optimizer': other }, config, [optimizer]), null);
  equal(withoutLocked({ 'data.source': { kind: 'expression', expression: 'x' } }, config, [target]), null);
  equal(withoutLocked({ 'training.early_stopping': stopping.whole }, config, [stopping]), null);
});

test('a locked control keeps to itself what would use it and leaves the browser its keys; free again it is as its view has it', () => {
  const undo = h('button', { 'aria-disabled': 'true', title: 'Undo', dataset: { control: 'undo' } });
  const find = h('button', { class: 'find-rate', dataset: { control: 'training.optimizer.learning_rate.find' } });
  const root = stage();
  root.append(h('button', { id: 'theme' }), h('div', { id: 'transport' }, undo), h('div', { id: 'settings' }, find));
  let told = 0;
  const { locks } = readLocks({ lock: 'transport,lab' }, schema);
  const store = createStore(/** @type {any} */ ({ locks, config: schema.defaults }));
  const view = mountLocks(root, /** @type {any} */ ({ store, schema, actions: { unlock() {} }, tell: () => (told += 1) }));
  view.update(store.get(), new Set(/** @type {const} */ (['locks'])));
  const press = (/** @type {KeyboardEventInit} */ init) =>
    !undo.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
  equal([press({ key: 'Enter' }), press({ key: 'ArrowDown', altKey: true })], [true, true], 'locked');
  const others = [{ key: 'r', ctrlKey: true }, { key: 'F5' }, { key: 'ArrowLeft', altKey: true }, { key: 'PageDown' }];
  equal(others.map(press), [false, false, false, false], 'the browser\'s own');
  equal([told, find.getAttribute('aria-disabled')], [2, 'true'], 'what opens the lab is locked with it');
  store.set({ locks: null });
  view.update(store.get(), new Set(/** @type {const} */ (['locks'])));
  equal([undo, find].map((each) => [each.getAttribute('aria-disabled'), each.title]), [['true', 'Undo'], [null, '']]);
  view.destroy();
  root.remove();
});
