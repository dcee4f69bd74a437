import { guard } from '../../static/js/controls/guard.js';
import { highlight } from '../../static/js/controls/highlight.js';
import { on } from '../../static/js/controls/page.js';
import { controlOf, CONTROLS, obstacle } from '../../static/js/controls/registry.js';
import { h } from '../../static/js/lib/dom.js';
import { readLocks } from '../../static/js/lib/locks.js';
import { schema as plain } from './experiment.js';
import { equal, rejected, stage, test } from './harness.js';

/** With the limits that the server adds. */
const schema = { ...plain, limits: { neurons: 64, hidden_layers: 8 } };

/** @param {object} [changes] @returns {any} a state of a network 1-3-1 */
function stateWith(changes = {}) {
  return { config: schema.defaults, layout: { sizes: [1, 3, 1], race: null }, locks: null, status: { undo: 0, redo: 0 }, view: {}, ...changes };
}

/** @param {string} lock */
function lockedBy(lock) {
  return stateWith({ locks: readLocks({ lock }, schema).locks });
}

/** @param {string} name @param {any} state */
const why = (name, state) => obstacle(name, state, schema)?.key ?? null;

test('every name is there once, and every setting has the name of its path', () => {
  equal(CONTROLS.length, new Set(CONTROLS.map(({ name }) => name)).size);
  for (const { path } of schema.fields(schema.defaults)) equal(controlOf(path, stateWith(), schema)?.name, path);
  equal(controlOf('network.wings', stateWith(), schema), null);
});

test('a link locks by its own keys and by public names', () => {
  for (const [lock, name] of [
    ['rate', 'training.optimizer.learning_rate'], ['rate', 'training.optimizer.learning_rate.find'], ['hidden', 'network.add.2'],
    ['hidden', 'network.layer.add'], ['target', 'curve.gallery'], ['source', 'curve.sources'], ['weights', 'fit.knot.3'],
    ['transport', 'speed'], ['lab', 'lab.menu'], ['starts', 'starts'], ['all', 'network.weight'], ['curve', 'data.noise'],
    ['play', 'play'], ['network.add', 'network.add.1'], ['training.optimizer.learning_rate', 'training.optimizer.learning_rate.find'],
  ]) equal(why(name, lockedBy(lock)), 'locks.locked', `${name} with lock=${lock}`);
  for (const [lock, name] of [['all', 'play'], ['network.add', 'network.remove.1'], ['training', 'settings.more'], ['loss', 'loss'], ['curve', 'curve']]) {
    equal(why(name, lockedBy(lock)), null, `${name} with lock=${lock}`);
  }
});

test('a race closes what changes a single run, and nothing else', () => {
  const racing = stateWith({ layout: { sizes: [1, 3, 1], race: [] }, status: { undo: 1, redo: 1 } });
  for (const name of ['network.add.1', 'undo', 'data.noise', 'training', 'network.weight', 'notes']) equal(why(name, racing), 'network.racing', name);
  for (const name of ['play', 'reset', 'speed', 'share', 'lab.race', 'trace', 'loss']) equal(why(name, racing), null, name);
});

test('what has nothing left to do says so', () => {
  const { neurons, hidden_layers: layers } = schema.limits;
  const full = stateWith({ layout: { sizes: [1, neurons, 1, ...Array(layers - 2).fill(2), 1], race: null } });
  equal(['network.add.1', 'network.add.2', 'network.remove.1', 'network.remove.2', 'network.layer.add', 'undo', 'redo'].map((name) => why(name, full)),
    ['network.most_neurons', null, null, 'network.last_neuron', 'network.most_layers', 'transport.no_undo', 'transport.no_redo']);
  equal(obstacle('network.add.1', full, schema), { by: 'limit', key: 'network.most_neurons', params: { limit: neurons } });
  equal(['undo', 'redo', 'network.add.1'].map((name) => why(name, stateWith({ status: { undo: 1, redo: 1 } }))), [null, null, null]);
});

test('an action is refused for the reason its control gives, and done without one', async () => {
  /** @type {any[]} */
  const told = [];
  let state = stateWith({ layout: { sizes: [1, schema.limits.neurons, 1], race: null } });
  const actions = /** @type {any} */ ({ addNeuron: async (/** @type {number} */ layer) => layer, patch: async (/** @type {object} */ changes) => changes });
  const guarded = guard(actions, { store: /** @type {any} */ ({ get: () => state }), schema, tell: (reason) => told.push(reason.key) });
  equal((await rejected(guarded.addNeuron(0))).code, 'limit');
  state = stateWith({ layout: { sizes: [1, 3, 1], race: [] } });
  equal([(await rejected(guarded.addNeuron(0))).code, (await rejected(guarded.patch({ 'data.noise': 1 }))).code], ['race', 'race']);
  state = lockedBy('hidden,noise');
  equal([(await rejected(guarded.addNeuron(0))).code, (await rejected(guarded.patch({ 'data.noise': 1 }))).code], ['locked', 'locked']);
  equal(told, ['network.most_neurons', 'network.racing', 'network.racing', 'locks.locked', 'locks.locked']);
  state = stateWith();
  equal([await guarded.addNeuron(0), await guarded.patch({ 'data.noise': 1 })], [0, { 'data.noise': 1 }]);
});

test('whoever waits for a control hears when it was used, by press, change or key', () => {
  const root = stage();
  const add = h('button', { dataset: { control: 'network.add.2' } }, h('i'));
  const off = h('button', { dataset: { control: 'network.add.1' }, 'aria-disabled': 'true' });
  const noise = h('input', { type: 'range' });
  const knot = h('div', { role: 'slider', dataset: { control: 'fit.knot.1' } });
  root.append(add, off, h('div', { dataset: { control: 'data.noise' } }, noise), knot);
  /** @type {string[]} */
  const heard = [];
  const abort = new AbortController();
  for (const name of ['network.add', 'data.noise', 'fit.knot.1']) on(name, (used) => heard.push(used), abort.signal);
  /** @type {HTMLElement} */ (add.firstElementChild).click();
  off.click();
  noise.click();
  noise.dispatchEvent(new Event('change', { bubbles: true }));
  for (const key of ['ArrowLeft', 'a']) knot.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  equal(heard, ['network.add.2', 'data.noise', 'fit.knot.1']);
  abort.abort();
  add.click();
  equal(heard.length, 3);
  root.remove();
});

test('what holds a control is opened before the control is ringed, until it is used', async () => {
  const root = stage();
  const control = h('button', { dataset: { control: 'data.noise' } });
  const panel = h('div', { id: 'panel', hidden: true }, h('details', {}, h('summary', {}, 'more'), control));
  const opener = h('button', { 'aria-controls': 'panel', 'aria-expanded': 'false', on: { click: () => (panel.hidden = false) } }, 'open');
  root.append(opener, panel);
  const context = /** @type {any} */ ({ store: { get: () => stateWith() }, schema, actions: { choose() {} } });
  equal(await highlight('data.noise', context), control);
  equal([panel.hidden, panel.querySelector('details')?.open, control.hasAttribute('data-highlight')], [false, true, true]);
  control.click();
  equal([control.hasAttribute('data-highlight'), await highlight('network.wings', context)], [false, null]);
  root.remove();
});
