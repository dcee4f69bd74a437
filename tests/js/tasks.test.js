import { CHARTS, mountChart } from '../../static/js/tasks.js';
import { createStore } from '../../static/js/store.js';
import { schema } from './experiment.js';
import { assert, equal, stage, test } from './harness.js';

/** @typedef {import('../../static/js/types.js').State} State */

/** A chart that notes what happens to it. @param {string} name @param {string[]} seen @returns {import('../../static/js/tasks.js').Mount} */
function fake(name, seen) {
  return (root) => {
    root.append(name);
    return {
      update: (_, changed) => seen.push(`${name} ${[...changed].sort().join(' ')}`),
      resize: () => seen.push(`${name} resized`),
      destroy: () => seen.push(`${name} gone`),
    };
  };
}

test('the chart is that of the task, and another when the task changes', () => {
  /** @type {string[]} */
  const seen = [];
  /** @type {any} */
  const state = { layout: null, frame: null };
  const store = createStore(state);
  const root = stage();
  const charts = { curve: fake('curve', seen), plane: fake('plane', seen) };
  const view = mountChart(root, /** @type {any} */ ({ store }), charts);
  equal(root.textContent, 'curve');

  /** @param {string} task @param {(keyof State)[]} changed */
  const tell = (task, ...changed) => view.update({ ...state, layout: { config: { task } } }, new Set(changed));
  tell('curve', 'layout');
  tell('plane', 'layout');
  equal(root.textContent, 'plane');
  tell('plane', 'frame');
  view.resize?.();
  view.destroy();
  equal(seen, ['curve layout', 'curve gone', 'plane frame layout', 'plane frame', 'plane resized', 'plane gone']);
});

test('every task of the schema has a chart', () => {
  assert(schema.defaults.task in CHARTS);
});
