import { createLosses } from '../../static/js/losses.js';
import { PLAIN } from '../../static/js/lib/units.js';
import { pinsIn, withPin } from '../../static/js/pins.js';
import { createRaceLog } from '../../static/js/racelog.js';
import { withValue } from '../../static/js/schema.js';
import { createStore } from '../../static/js/store.js';
import { initializerRace, optimizerRace, seedRace } from '../../static/features/race/ready-made.js';
import { drawingOf, valueAt } from '../../static/js/views/loss/series.js';
import { fieldOf, labelOf, problemOf, raceEntryOf, valueOf } from '../../static/features/race/entries.js';
import {
  createFinishes, differBySeed, goalFrom, leadersOf, measureAlike, placesOf, startAlike,
} from '../../static/features/race/places.js';
import { schema } from './experiment.js';
import { assert, close, equal, test, until } from './harness.js';

/** @typedef {import('../../static/js/types.js').Racer} Racer */
/** @typedef {import('../../static/features/race/entries.js').Entry} Entry */

const config = schema.defaults;

/** @param {number} trainingLoss @param {Racer['stopped']} [stopped] @returns {Racer} */
function racer(trainingLoss, stopped = null) {
  return { step: 10, trainingLoss, validationLoss: NaN, stopped };
}

/** @param {[number, number][]} points */
function log(points) {
  const losses = createLosses();
  for (const [step, loss] of points) losses.push(step, loss, NaN);
  return losses;
}

/** @param {...[string, string]} differences @returns {Entry} */
function entry(...differences) {
  return differences.map(([name, typed]) => ({ name, typed }));
}

test('who is ahead: the lowest loss, equal ones share a place, what diverged comes last', () => {
  const race = [racer(0.5), racer(0.1), racer(0.01, 'diverged'), racer(0.5), racer(0.2, 'stopped')];
  equal(placesOf(race), [3, 1, 5, 3, 2]);
  equal(leadersOf(race), [1]);
  equal(leadersOf([racer(1), racer(1)]), []);
});

test('steps to a loss: the first step at or below it, and what was found stays', () => {
  const finishes = createFinishes();
  const logs = [log([[0, 1], [5, 0.1], [9, 0.3]]), log([[0, 1], [5, 0.9]])];
  equal(finishes(logs, 0.1), [5, null]);
  logs[1].push(12, 0.05, NaN);
  equal(finishes(logs, 0.1), [5, 12]);
  logs[0].push(20, 0.01, NaN);
  equal(finishes(logs, 0.1), [5, 12]);
  equal(finishes(logs, 0.02), [20, null]);
  equal(finishes([log([[0, 1]]), log([[0, 1]])], 0.02), [null, null], 'another race');
});

test('the loss to reach is a tenth of the first one, rounded', () => {
  close(goalFrom(0.5234), 0.05);
  close(goalFrom(37), 4);
});

test('what runs have in common', () => {
  const rates = [0.1, 0.01].map((rate) => withValue(config, 'training.optimizer.learning_rate', rate));
  const seeds = [1, 2].map((seed) => withValue(config, 'seed', seed));
  equal([startAlike(rates), startAlike(seeds)], [true, false]);
  equal([differBySeed(rates), differBySeed(seeds), differBySeed([config, config])], [false, true, false]);
  assert(!differBySeed([seeds[0], withValue(seeds[1], 'training.dropout', 0.5)]));
  assert(!measureAlike([config, withValue(config, 'training.loss', 'mean_absolute_error')]));
});

test('one-click races: every optimizer with its usual rate, every initializer, ten seeds', () => {
  const optimizers = optimizerRace(schema);
  equal(optimizers.length, schema.registries.optimizers.length);
  const rates = Object.fromEntries(optimizers.map(({ changes }) => {
    const { name, learning_rate: rate } = /** @type {any} */ (changes['training.optimizer']);
    return [name, rate];
  }));
  equal([rates.sgd, rates.nesterov, rates.adam], [0.002, 0.001, 0.01]);
  equal(initializerRace(schema).length, schema.registries.initializers.length);
  const seeds = seedRace(withValue(config, 'seed', 40));
  equal([seeds.length, seeds[0].changes, seeds[9].label], [10, { seed: 40 }, 'Seed 49']);
});

test('entries of a race of one\'s own: what is sent and how it is called', () => {
  /** @param {Entry} made */
  const sent = (made) => raceEntryOf(made, config, schema);
  equal(sent(entry(['', ''], ['', ''])), { label: 'as it is', changes: {} });
  const { label, changes } = sent(entry(['optimizer', 'rmsprop'], ['learning_rate', '0.05']));
  equal(label, 'RMSProp 0.05');
  equal(Object.keys(changes), ['training.optimizer']);
  equal(/** @type {any} */ (changes['training.optimizer']).learning_rate, 0.05);
  equal(sent(entry(['learning_rate', '.1'])), { label: 'rate 0.1', changes: { 'training.optimizer.learning_rate': 0.1 } });
  equal(sent(entry(['hidden', '16，16'], ['activation', 'tanh'])), {
    label: 'hidden 16, 16 · Tanh', changes: { 'network.hidden': [16, 16], 'network.activation': 'tanh' },
  });
  equal(sent(entry(['batch_size', ''])), { label: 'all samples', changes: { 'training.batch_size': null } });
  equal(sent(entry(['dropout', '20%'])), { label: 'dropout 20%', changes: { 'training.dropout': 0.2 } });
  equal(sent(entry(['hidden', ''])).label, 'no hidden layer');
  equal(labelOf(entry(['seed', '7'], ['l1_penalty', '0.001']), config, schema), 'seed 7 · L1 0.001');
});

test('the present optimizer keeps its own numbers', () => {
  const { name } = config.training.optimizer;
  equal(raceEntryOf(entry(['optimizer', name]), config, schema).changes, {});
});

test('entries are checked against the schema', () => {
  const bad = [
    entry(['seed', '-1']), entry(['seed', '1.5']), entry(['learning_rate', 'fast']), entry(['learning_rate', '']), entry(['hidden', '3, x']),
    entry(['hidden', '1000']), entry(['dropout', '1']), entry(['batch_size', '0']),
  ];
  for (const each of bad) assert(problemOf(each, config, schema).length > 5, JSON.stringify(each));
  assert(problemOf(entry(['learning_rate', '−1']), config, schema).startsWith('Learning rate: '));
  equal(problemOf(entry(['seed', '1'], ['seed', '2']), config, schema), 'Choose two different things.');
  equal(problemOf(entry(['hidden', '8 8'], ['loss', 'huber']), config, schema), '');
  equal(valueOf({ name: 'seed', typed: '１２' }, fieldOf('seed', config, schema)), 12);
});

/** @param {Partial<import('../../static/js/types.js').State>} state */
function storeOf(state) {
  return createStore(/** @type {any} */ ({ losses: createLosses(), raceLosses: null, pinned: [], ...state }));
}

/** @param {string} cause @param {number | null} runs @returns {any} */
function layout(cause, runs) {
  return { cause, race: runs && Array.from({ length: runs }, (_, run) => ({ label: `run ${run}` })), grids: { prediction: { from: -3, to: 3, count: 2 } } };
}

test('each run has a log of its own, bounded, anew with a race and with a reset', () => {
  const store = storeOf({});
  const logs = createRaceLog(store, async () => undefined);
  equal(logs.of(layout('configure', null)), null);
  const made = logs.of(layout('race', 2));
  assert(made);
  store.set({ raceLosses: made });
  for (let step = 0; step < 30_000; step++) {
    logs.note(made, /** @type {any} */ ({ sections: { race: [{ ...racer(1 / (step + 1)), step }, { ...racer(2), step: Math.min(step, 5) }] } }));
  }
  assert(made.every(({ length }) => length <= 8192), 'bounded');
  const [first, second] = made.map((each) => each.columns(100));
  equal([first.step[0], first.step.at(-1)], [0, 29_999]);
  equal(second.step.at(-1), 5, 'a run that stopped');
  equal(logs.of(layout('patch', 2)), made);
  assert(logs.of(layout('reset', 2)) !== made);
  logs.note(made, /** @type {any} */ ({ sections: {} }));
});

test('a race that goes on after the page was loaded again has its past from the server', async () => {
  const store = storeOf({});
  /** @type {number[]} */
  const asked = [];
  const logs = createRaceLog(store, async (run) => {
    asked.push(run);
    return { step: [0, 7], train: [3, 1], validation: null };
  });
  const made = logs.of(layout('resume', 3));
  await until(() => made?.every(({ length }) => length === 2));
  equal(asked, [0, 1, 2]);
  equal(made?.[2].columns(10).train, [3, 1]);
});

test('a pinned curve keeps its own units: it is scaled as the data are now, and goes with other columns', () => {
  const years = { ...PLAIN, x_name: 'year', x_offset: 2000, x_scale: 10, y_name: 'ppm', y_offset: 300, y_scale: 50 };
  const pin = { id: 1, name: 'before', from: -1, to: 1, y: Float32Array.of(0, 2), losses: createLosses().columns(1), units: years };
  const [moved] = pinsIn([pin], { ...years, x_offset: 1990, x_scale: 20, y_scale: 100 });
  equal([moved.from, moved.to, ...moved.y], [0, 1, 0, 1]);
  const same = [pin];
  assert(pinsIn(same, { ...years }) === same, 'nothing to move');
  equal(pinsIn([pin], { ...years, y_name: 'temperature' }), []);
  equal(pinsIn([pin], PLAIN), []);
});

test('the loss chart draws runs, and those pinned beside them', () => {
  const raceLosses = [log([[0, 1], [1, 0.5]]), log([[0, 1], [1, 0]])];
  const pinned = [{ id: 1, name: 'before', from: -1, to: 1, y: new Float32Array(2), losses: log([[0, 4], [9, 3]]).columns(9), units: PLAIN }];
  const { lines, tables } = drawingOf({ losses: createLosses(), raceLosses, pinned }, { log: true, points: 100, smoothing: 'off' });
  equal(lines.map(({ kind, number }) => `${kind} ${number}`), ['run 0', 'run 1', 'pinned 0']);
  equal(tables.map(([step, ...values]) => [Array.from(step), ...values]), [[[0, 1], [1, 0.5]], [[0, 1], [1, null]], [[0, 9], [4, 3]]]);
  const alone = drawingOf({ losses: raceLosses[0], raceLosses: null, pinned: [] }, { log: false, points: 100, smoothing: 'off' });
  equal(alone.lines.map(({ kind }) => kind), ['train', 'validation']);
  equal(alone.tables.length, 1);
  equal([valueAt([1, null, undefined, 2], 2), valueAt([undefined], 0)], [1, NaN]);
});

test('pinned runs keep curve, losses and name; five at most; each can go', () => {
  const y = new Float32Array([1, 2]);
  const store = storeOf({
    config, layout: layout('configure', null), losses: log([[0, 1], [4120, 0.5]]),
    frame: /** @type {any} */ ({ step: 4120, sections: { prediction: y, predictions: [y] } }),
  });
  const pin = () => store.set({ pinned: withPin(store.get(), 0) });
  pin();
  y[0] = 99;
  const [{ y: kept, from, to, losses, name }] = store.get().pinned;
  equal([kept, from, to, losses.step, name], [[1, 2], -3, 3, [0, 4120], 'step 4,120, Adam 0.005']);
  for (let i = 0; i < 6; i++) pin();
  equal(store.get().pinned.map(({ id }) => id), [3, 4, 5, 6, 7]);
});

test('a run of a race is pinned under its own name', () => {
  const race = [racer(1), { ...racer(0.1), step: 33 }];
  const store = storeOf({
    config, layout: layout('race', 2), raceLosses: [log([[0, 1]]), log([[0, 2], [33, 0.1]])],
    frame: /** @type {any} */ ({ step: 40, sections: { race, predictions: [new Float32Array(2), new Float32Array([5, 6])] } }),
  });
  const [pin] = withPin(store.get(), 1);
  equal([pin.name, pin.y, pin.losses.train], ['step 33, run 1', [5, 6], [2, 0.1]]);
});
