import { createIdentities } from '../../static/js/identities.js';
import { assert, equal, test } from './harness.js';

/** @param {ReturnType<typeof createIdentities>} identities */
const ids = (identities) => identities.list().map(({ id }) => id);

test('names count from one, with the layer where there are several', () => {
  const identities = createIdentities();
  identities.restart([2]);
  equal(identities.list().map(({ name }) => name), ['h1', 'h2']);
  identities.operate({ op: 'add_layer', position: 0 }, [1, 2]);
  equal(identities.list().map(({ name }) => name), ['h1.1', 'h2.1', 'h2.2']);
});

test('who stays keeps its id, who comes gets a color that is least seen', () => {
  const identities = createIdentities();
  identities.restart([3]);
  identities.operate({ op: 'remove_neuron', layer: 0, neuron: 1 }, [2]);
  equal(ids(identities), [0, 2]);
  identities.operate({ op: 'add_neuron', layer: 0, neuron: 2 }, [3]);
  const [, , added] = ids(identities);
  assert(added % 8 === 1 && added !== 1, `color 1 is free again, but the id ${added} is new`);
});

test('layers come and go at their place', () => {
  const identities = createIdentities();
  identities.restart([1, 2]);
  identities.operate({ op: 'add_layer', position: 1 }, [1, 2, 2]);
  const [first, , , third, fourth] = ids(identities);
  equal([first, third, fourth], [0, 1, 2]);
  identities.operate({ op: 'remove_layer', layer: 0 }, [2, 2]);
  equal(ids(identities).slice(2), [1, 2]);
});

test('undo brings the same neurons back', () => {
  const identities = createIdentities();
  identities.restart([3]);
  identities.remember(0);
  identities.operate({ op: 'remove_neuron', layer: 0, neuron: 0 }, [2]);
  identities.remember(1);
  identities.recall(0, [3]);
  equal(ids(identities), [0, 1, 2]);
  identities.recall(1, [2]);
  equal(ids(identities), [1, 2]);
  identities.recall(9, [4]);
  equal(ids(identities).length, 4);
});
