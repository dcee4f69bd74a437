import { setStrings } from '../../static/js/i18n.js';
import { createLosses } from '../../static/js/losses.js';
import { createNotices } from '../../static/js/notices.js';
import { withValue } from '../../static/js/schema.js';
import { createSession } from '../../static/js/session.js';
import { createStore } from '../../static/js/store.js';
import { english, schema } from './experiment.js';
import { FakeSocket } from './fakes.js';
import { assert, equal, test, until } from './harness.js';

/** @typedef {import('../../static/js/types.js').State} State */

/**
 * A session whose server has nothing but what the test says.
 * @param {{session: string, nextId: number}} [identity]
 * @param {import('../../static/js/opening.js').Opening} [asked]
 */
function begin(identity, asked = { config: schema.defaults }) {
  FakeSocket.all = [];
  /** @type {any} */
  const state = {
    connection: 'connecting', status: { state: 'ready', step: 0, steps_per_second: 60, undo: 0, redo: 0 },
    config: schema.defaults, layout: null, frame: null, losses: createLosses(), marks: [], ghost: null, gains: [],
    pinned: [], selection: null, hover: null, piece: null, hoverPiece: null, pickedX: null, muted: new Set(), written: null, inspection: null,
    findings: [], knots: null, pieces: null, messages: [], fieldErrors: {}, rates: { steps: 0, frames: 0 },
    view: { present: false, theme: 'auto', logLoss: true, contributions: false, rows: false, tab: 'neurons' },
  };
  const store = createStore(state);
  const notices = createNotices(store);
  const session = createSession({
    store, schema, notices, url: 'ws://test', speed: 60, identity, WebSocket: /** @type {any} */ (FakeSocket),
  });
  session.start(asked);
  FakeSocket.last.open();
  return { store, session };
}

/** @param {number} number @param {number[]} hidden @param {string} cause @param {number[][]} [ids] */
function sayLayout(number, hidden, cause, ids = idsOf(hidden)) {
  const sizes = [1, ...hidden, 1];
  let offset = 0;
  const parameters = sizes.slice(1).map((fanOut, i) => {
    const block = { offset, shape: [sizes[i] + 1, fanOut] };
    offset += (sizes[i] + 1) * fanOut;
    return block;
  });
  FakeSocket.last.say({
    type: 'layout', layout: number, cause, step: 0, config: withValue(schema.defaults, 'network.hidden', hidden), sizes,
    activations: hidden.map(() => 'relu'), neuron_ids: ids, parameter_count: offset, parameters,
    grids: { prediction: { from: -3, to: 3, count: 2 }, neurons: { from: -3, to: 3, count: 2 } },
    target: { y: null, knots: [] }, data: { train: { x: [], y: [] }, validation: { x: [], y: [] } },
  });
}

/** In order, as of a network nobody has changed. @param {number[]} hidden */
function idsOf(hidden) {
  let next = 0;
  return hidden.map((size) => Array.from({ length: size }, () => next++));
}

/** @param {object} [changes] */
function sayStatus(changes) {
  const status = { state: 'running', step: 0, steps_per_second: 60, undo: 0, redo: 0, config: schema.defaults };
  FakeSocket.last.say({ type: 'status', ...status, ...changes });
}

/** @param {object} changes @param {number | null} [after] @param {number | null} [without] */
function sayGain(changes, after = null, without = null) {
  const losses = { before: 0.5, after, without };
  const gain = { op: 'add_neuron', step: 100, steps: 0, losses, gaps: losses, spread: 1, final: false };
  FakeSocket.last.say({ type: 'gain', ...gain, ...changes });
}

let frames = 0;

/** @param {number} layout @param {number} step @param {number} loss @param {number[]} [parameters] */
function sayFrame(layout, step, loss, parameters = []) {
  const view = new DataView(new ArrayBuffer(40 + 4 * parameters.length));
  view.setUint8(0, 1);
  view.setUint16(2, layout, true);
  view.setUint32(4, ++frames, true);
  view.setFloat64(8, step, true);
  view.setFloat32(24, loss, true);
  view.setFloat32(28, NaN, true);
  view.setUint16(32, 1, true);
  view.setUint8(34, 1);
  view.setUint32(36, 4 * parameters.length, true);
  parameters.forEach((value, i) => view.setFloat32(40 + 4 * i, value, true));
  FakeSocket.last.say(view.buffer);
}

/** @param {string} type @returns {any} */
function lastSent(type) {
  return FakeSocket.last.sent.findLast((message) => message.type === type);
}

/** @param {string} type @param {object} [fields] */
function acknowledge(type, fields) {
  FakeSocket.last.say({ type: 'ack', id: lastSent(type).id, step: 0, layout: 1, frame: 1, ...fields });
}

/** A session that has shown its first frame. */
async function running() {
  const page = begin();
  sayLayout(1, [3], 'configure');
  sayStatus();
  acknowledge('configure', { session: 's1' });
  sayFrame(1, 0, 2);
  await until(() => page.store.get().frame !== null);
  return page;
}

/** A fourth neuron, and what the server says of it; its first frame is still to come. @param {Awaited<ReturnType<typeof running>>['session']} session */
async function addNeuron(session, more = {}) {
  const answer = session.actions.addNeuron(0);
  sayLayout(2, [4], 'edit');
  sayStatus({ undo: 1 });
  acknowledge('edit', { layer: 0, neuron: 3, moved: 0, layout: 2, ...more });
  await answer;
}

test('the experiment starts and plays at once', () => {
  const { session } = begin();
  equal(FakeSocket.last.sent.map(({ type }) => type), ['configure', 'subscribe', 'play']);
  equal(lastSent('play').steps_per_second, 60);
  session.destroy();
});

test('a layout is shown together with its first frame, frames of others are dropped', async () => {
  const { store, session } = await running();
  equal(store.get().layout?.neurons.map(({ name, id }) => [name, id]), [['h1', 0], ['h2', 1], ['h3', 2]]);
  sayFrame(9, 5, 1);
  equal(store.get().frame?.step, 0, 'of another layout');
  sayLayout(2, [4], 'reset');
  equal(store.get().layout?.layout, 1, 'not before its frame');
  sayFrame(1, 7, 1);
  equal(store.get().frame?.step, 0, 'of the old layout');
  sayFrame(2, 0, 3);
  equal([store.get().layout?.layout, store.get().losses.length], [2, 1]);
  session.drawn(true);
  equal(lastSent('seen').frame, frames);
  session.destroy();
});

test('an added neuron gets its mark, its color and what it gained against a copy without it', async () => {
  const { store, session } = await running();
  sayFrame(1, 100, 0.5);
  sayGain({ gain: 1 });
  await addNeuron(session, { gain: 1 });
  sayFrame(2, 101, 0.5);
  const added = store.get().layout?.neurons[3];
  equal([added?.name, added?.id], ['h4', 3]);
  equal(store.get().marks.map(({ step, kind, neuronId }) => [step, kind, neuronId]), [[100, 'add', 3]]);
  const told = () => store.get().gains.map(({ name, from, to, without, final }) => [name, from, to, without, final]);
  equal(told(), [['h4', 0.5, null, null, false]]);
  sayGain({ gain: 7, steps: 100 }, 0.1, 0.2);
  equal(told(), [['h4', 0.5, null, null, false]], 'of another viewer\'s change');
  sayGain({ gain: 1, steps: 100 }, 0.25, 0.45);
  equal(told(), [['h4', 0.5, 0.25, 0.45, false]]);
  sayGain({ gain: 1, steps: 1000, final: true }, 0.1, 0.4);
  equal(told(), [['h4', 0.5, 0.1, 0.4, true]]);
  session.destroy();
});

test('a comparison that ended before anybody looked is not told', async () => {
  const { store, session } = await running();
  sayGain({ gain: 1 });
  await addNeuron(session, { gain: 1 });
  sayFrame(2, 1, 0.5);
  sayGain({ gain: 1, final: true });
  equal(store.get().gains, []);
  session.destroy();
});

test('a layer has its gain, too, and a removed neuron its cost', async () => {
  const { store, session } = await running();
  const answer = session.actions.addLayer(1);
  sayGain({ gain: 1, op: 'add_layer' });
  sayLayout(2, [3, 3], 'edit');
  acknowledge('edit', { position: 1, moved: 0, layout: 2, gain: 1 });
  await answer;
  sayFrame(2, 0, 2);
  const removal = session.actions.removeNeuron(0, 1);
  sayGain({ gain: 2, op: 'remove_neuron' });
  sayLayout(3, [2, 3], 'edit');
  acknowledge('edit', { layer: 0, neuron: 1, moved: 0.1, layout: 3, gain: 2 });
  await removal;
  equal(store.get().gains.map(({ op, name, neuronId }) => [op, name, neuronId]), [['add_layer', 'layer 2', null], ['remove_neuron', 'h1.2', 1]]);
  session.destroy();
});

test('undo takes the marks and gains of a change along, and redo brings them back; who is hidden stays hidden', async () => {
  const { store, session } = await running();
  session.actions.mute(new Set([1]));
  sayGain({ gain: 1 });
  await addNeuron(session, { gain: 1 });
  sayGain({ gain: 1, step: 0, steps: 100 }, 0.2, 0.3);
  sayFrame(2, 0, 2);
  const told = () => [store.get().marks.length, store.get().gains.length, [...store.get().muted]];
  equal(told(), [1, 1, [1]]);
  sayLayout(3, [3], 'undo');
  sayStatus({ undo: 0, redo: 1 });
  sayFrame(3, 0, 2);
  equal(told(), [0, 0, [1]]);
  sayLayout(4, [4], 'redo');
  sayStatus({ undo: 1 });
  sayFrame(4, 0, 2);
  equal(told(), [1, 1, [1]]);
  sayLayout(5, [3], 'configure');
  sayFrame(5, 0, 2);
  equal(told(), [0, 0, []], 'another network');
  session.destroy();
});

test('the one removed is the one the server names, and it leaves a ghost and a word', async () => {
  const { store, session } = await running();
  const answer = session.actions.removeNeuron(0);
  equal(lastSent('edit').layout, undefined, 'the choice is the server\'s, on any layout');
  sayLayout(2, [2], 'edit', [[0, 2]]);
  acknowledge('edit', { layer: 0, neuron: 1, moved: 0.1, layout: 2 });
  await answer;
  sayFrame(2, 0, 2);
  equal(store.get().layout?.neurons.map(({ id }) => id), [0, 2]);
  assert(store.get().messages.some(({ text }) => text.includes('h2')), 'it is said which');
  session.destroy();
});

test('a refused setting is said at its field, another refusal in a message', async () => {
  const { store, session } = await running();
  const patch = session.actions.patch({ seed: -1 });
  FakeSocket.last.say({
    type: 'error', id: lastSent('patch').id, code: 'invalid', message: 'too small', field: 'seed',
    errors: [{ field: 'seed', message: 'too small' }],
  });
  await patch.catch(() => {});
  equal([store.get().fieldErrors, store.get().messages], [{ seed: 'too small' }, []]);
  const undo = session.actions.undo();
  FakeSocket.last.say({ type: 'error', id: lastSent('undo').id, code: 'invalid', message: 'there is nothing to undo' });
  await undo.catch(() => {});
  assert(store.get().messages[0].text.includes('nothing to undo'), 'in words');
  session.destroy();
});

test('what the server says of itself is in the page\'s language', async () => {
  const { store, session } = await running();
  const refusals = { malformed: '读不懂' };
  setStrings({ refusals, messages: { failed: '没有成功：{message}' } }, 'zh');
  FakeSocket.last.say({ type: 'error', id: null, code: 'malformed', message: 'a message is one JSON object' });
  equal(store.get().messages.map(({ text }) => text), ['没有成功：读不懂']);
  setStrings(english, 'en');
  session.destroy();
});

test('a run out of bounds is explained, with a smaller learning rate to start over', async () => {
  const { store, session } = await running();
  sayStatus({ state: 'diverged', config: withValue(schema.defaults, 'training.optimizer.learning_rate', 1000) });
  equal(store.get().messages[0].actions, undefined, 'not before the cause is known');
  const findings = [{ kind: 'rate_too_large', neurons: [], numbers: {}, remark: false }];
  acknowledge('diagnose', { findings });
  await until(() => store.get().messages[0].actions !== undefined);
  store.get().messages[0].actions?.[0].run();
  await until(() => lastSent('patch'));
  equal(lastSent('patch').changes, { 'training.optimizer.learning_rate': 1 });
  sayStatus({ state: 'running' });
  equal(store.get().messages, []);
  session.destroy();
});

test('a run out of bounds for another reason gets no learning rate for an answer', async () => {
  const { store, session } = await running();
  sayStatus({ state: 'diverged' });
  acknowledge('diagnose', { findings: [{ kind: 'data_scale', neurons: [], numbers: {}, remark: false }] });
  await new Promise((resolve) => setTimeout(resolve));
  equal(store.get().messages.map(({ actions }) => actions), [undefined]);
  session.destroy();
});

test('a forgotten session goes on from the weights last seen', async () => {
  const { store, session } = await running();
  sayFrame(1, 10, 1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  FakeSocket.last.close(1012);
  equal(store.get().connection, 'offline');
  await until(() => FakeSocket.all.length === 2);
  FakeSocket.last.open();
  FakeSocket.last.say({ type: 'error', id: lastSent('resume').id, code: 'no_session', message: 'gone' });
  equal(lastSent('configure').layers, [
    { weights: [[1], [2], [3]], biases: [4, 5, 6] },
    { weights: [[7, 8, 9]], biases: [10] },
  ]);
  session.destroy();
});

test('a session handed over is resumed, not started anew, and its losses are fetched', () => {
  const { session } = begin({ session: 's7', nextId: 30 });
  equal(FakeSocket.last.sent, [{ type: 'resume', id: 30, session: 's7', last_frame: 0 }]);
  sayLayout(4, [2], 'resume');
  acknowledge('resume', { session: 's7' });
  equal(FakeSocket.last.sent.slice(1).map(({ type }) => type).sort(), ['history', 'subscribe']);
  session.destroy();
});

test('a saved run is opened and stands until Play, with its losses', async () => {
  const { store, session } = begin(undefined, { run: 'r1' });
  equal(FakeSocket.last.sent.map(({ type }) => type), ['open', 'subscribe']);
  equal(lastSent('open').run, 'r1');
  const config = withValue(schema.defaults, 'network.hidden', [2]);
  sayLayout(1, [2], 'open');
  sayStatus({ state: 'paused', step: 40, config });
  acknowledge('open', { session: 's1', title: '<b>', exact: true, step: 40 });
  await until(() => store.get().opened !== null);
  const { opened, messages } = store.get();
  equal([opened?.run, opened?.title, opened?.config.network.hidden], ['r1', '<b>', [2]]);
  equal([messages[0].title, messages[0].text.includes('step 40')], ['<b>', true]);
  assert(lastSent('history'), 'its losses are fetched');
  sayStatus({ state: 'running', config });
  equal(store.get().messages, [], 'who plays on need not be told');
  session.destroy();
});

test('where there is no such run the default experiment plays', async () => {
  const { store, session } = begin(undefined, { run: 'r2' });
  FakeSocket.last.say({ type: 'error', id: lastSent('open').id, code: 'no_run', message: 'no such run' });
  await until(() => lastSent('play'));
  equal(FakeSocket.last.sent.map(({ type }) => type), ['open', 'subscribe', 'configure', 'subscribe', 'play']);
  equal(lastSent('configure').config, schema.defaults);
  assert(store.get().messages[0].text.includes('no such saved run'), 'in words');
  session.destroy();
});

test('weights from a link stand until Play; refused ones leave the experiment', async () => {
  const layers = [{ weights: [[1]], biases: [0] }];
  const { store, session } = begin(undefined, { config: schema.defaults, layers, weights: '1.AAAA' });
  equal(FakeSocket.last.sent.map(({ type }) => type), ['configure', 'subscribe']);
  FakeSocket.last.say({ type: 'error', id: lastSent('configure').id, code: 'invalid', message: 'bad', field: 'layers' });
  await until(() => FakeSocket.last.sent.length === 3);
  acknowledge('configure', { session: 's1' });
  await until(() => lastSent('play'));
  equal([lastSent('configure').layers, store.get().opened], [undefined, null]);
  session.destroy();
});

test('training that was paused because nobody was there says so until it goes on', async () => {
  const { store, session } = await running();
  FakeSocket.last.say({ type: 'idle', reason: 'time', seconds: 900 });
  sayStatus({ state: 'paused' });
  assert(store.get().messages[0].text.includes('15 minutes'), store.get().messages[0].text);
  sayStatus({ state: 'running' });
  equal(store.get().messages, []);
  session.destroy();
});

test('who waits in line reads the place in words', async () => {
  const { store, session } = begin();
  FakeSocket.last.say({ type: 'waiting', position: 3, retry_seconds: 10 });
  assert(store.get().messages[0].text.includes('number 3'), store.get().messages[0].text);
  FakeSocket.last.say({ type: 'waiting', position: 1, retry_seconds: 10 });
  assert(store.get().messages[0].text.includes('next'), store.get().messages[0].text);
  acknowledge('configure', { session: 's1' });
  await until(() => store.get().messages.length === 0);
  session.destroy();
});
