import { get, objection, same, withValue } from '../../static/js/schema.js';
import { decodeLink, encodeConfig } from '../../static/js/link-codec.js';
import { schema } from './experiment.js';
import { assert, equal, test } from './harness.js';

/** @typedef {import('../../static/js/types.js').Config} Config */

/** @param {Record<string, unknown>} changes @returns {Config} */
function changed(changes) {
  return Object.entries(changes).reduce((config, [path, value]) => withValue(config, path, value), schema.defaults);
}

/** @param {string} path @returns {import('../../static/js/schema.js').Field} */
function field(path) {
  const found = schema.fields(schema.defaults).find((f) => f.path === path);
  assert(found, `no field ${path}`);
  return found;
}

test('the default experiment is just the version', () => {
  equal(encodeConfig(schema.defaults, schema), 'config=2');
  for (const fragment of ['', 'config=2']) assert(same(decodeLink(fragment, schema).config, schema.defaults), fragment);
});

test('a link is readable and holds only what differs', () => {
  const config = changed({
    'data.source.name': 'sine', 'network.hidden': [8, 8], 'training.optimizer.learning_rate': 0.03,
  });
  equal(encodeConfig(config, schema), 'config=2&target=sine&hidden=8,8&rate=0.03');
});

test('every kind of field goes there and back', () => {
  const celsius = { x_kind: 'hours', x_since: '2020-01-31T06:00', x_name: 'hour', x_offset: 12, x_scale: 4, y_name: '°C & more', y_offset: -3.5, y_scale: 10 };
  const sgd = schema.branch(field('training.optimizer'), 'sgd');
  const configs = [
    changed({ 'network.hidden': [] }),
    changed({ 'network.hidden': [64] }),
    changed({ 'network.hidden': [2, 3], 'network.activation': ['tanh', 'relu'] }),
    changed({ 'training.optimizer': { ...sgd, learning_rate: 1e-4 } }),
    changed({ 'training.optimizer': schema.branch(field('training.optimizer'), 'adamw') }),
    changed({ 'training.early_stopping': { patience: 7, min_delta: 0 } }),
    changed({ 'training.batch_size': 16, 'training.dropout': 0.25, seed: 4294967295 }),
    changed({ 'data.source': { kind: 'points', x: [-1, 0.5, 2], y: [0, 1e-3, -4], units: null } }),
    changed({ 'data.source': { kind: 'points', x: [-1, 2], y: [0, 1], units: celsius } }),
    changed({ 'data.source': { kind: 'expression', expression: 'sin(3x) + |x|', units: null } }),
    changed({ 'data.source': { kind: 'expression', expression: 'x + 2000', units: celsius } }),
    changed({ 'data.source': { kind: 'expression', expression: 'x^2' } }),
    changed({ 'data.shown': [-6, 6], 'data.shuffle': 3, 'training.schedule': { name: 'cosine', steps: 500, final: 0 } }),
    changed({ 'data.domain': [-0.5, 2.25], 'data.noise': 0.1, 'data.samples': 17 }),
  ];
  for (const config of configs) {
    const fragment = encodeConfig(config, schema);
    const decoded = decodeLink(fragment, schema);
    assert(same(decoded.config, config), `${fragment}: ${JSON.stringify(decoded.config)}`);
    equal(decoded.problems, { unknown: [], bad: [], broken: false, cut: false, version: null }, fragment);
    const json = decodeLink(`config=${encodeURIComponent(JSON.stringify(config))}`, schema);
    assert(same(json.config, config), 'as JSON');
    equal(json.problems.unknown, []);
  }
});

test('what a link says wrong is named, the rest is used', () => {
  const { config, problems } = decodeLink('config=2&rate=0.03&colour=red&samples=1.5&target=nose&noise=-1', schema);
  equal(get(config, 'training.optimizer.learning_rate'), 0.03);
  equal(problems.unknown, ['colour']);
  equal(problems.bad.map(({ key, value }) => `${key}=${value}`), ['samples=1.5', 'target=nose', 'noise=-1'].sort((a, b) =>
    order(a) - order(b)));
  assert(same(config.data, schema.defaults.data), 'bad values leave the defaults');
});

/** @param {string} pair the schema's order */
function order(pair) {
  return ['target', 'samples', 'noise'].indexOf(pair.split('=')[0]);
}

test('what is inside a switch switches it on', () => {
  const { config, problems } = decodeLink('config=2&patience=20', schema);
  equal([config.training.early_stopping?.patience, problems.unknown], [20, []]);
});

test('partial, wrong and broken JSON', () => {
  const given = { seed: 3, data: { samples: 20, nose: 1 }, training: { optimizer: { name: 'sgd' }, loss: 'none' } };
  const { config, problems } = decodeLink(`config=${JSON.stringify(given)}`, schema);
  equal([config.seed, config.data.samples, config.training.optimizer.name], [3, 20, 'sgd']);
  equal([problems.unknown, problems.bad.map(({ key }) => key)], [['data.nose'], ['loss']]);
  assert(decodeLink('config={oops', schema).problems.broken, 'broken JSON is told');
  equal(decodeLink('config=3&rate=0.5', schema).problems.version, '3');
  assert(decodeLink('%E0%A4%A', schema).problems.unknown.length === 1, 'damaged encoding is just an unknown key');
});

test('limits, in words', () => {
  const rate = schema.fields(schema.defaults).find((f) => f.name === 'learning_rate');
  assert(rate, 'there is a learning rate');
  equal(objection(rate, 0.1), null);
  equal(objection(rate, 0)?.key, 'settings.range.above_to');
  equal(objection(rate, NaN)?.key, 'settings.not_a_number');
  equal(objection(field('seed'), 1.5)?.key, 'settings.not_whole');
  equal(objection(field('network.hidden'), [0])?.key, 'settings.range.from_to');
  equal(objection(field('network.hidden'), new Array(9).fill(1))?.key, 'settings.items_between');
  equal(objection(field('training.batch_size'), null), null);
});
