import { setStrings } from '../../static/js/i18n.js';
import { withValue } from '../../static/js/schema.js';
import { createStore } from '../../static/js/store.js';
import { mountRangeTest } from '../../static/features/range-test/index.js';
import { mountFindButton } from '../../static/features/find-rate/index.js';
import { tidyRate, zonesOf } from '../../static/features/range-test/zones.js';
import { schema } from './experiment.js';
import { assert, equal, stage, test, until } from './harness.js';

setStrings({ range_test: { use: 'Use {rate}', suggests: 'Try {rate} ({step})', in_use: '{rate} in use', none: 'none', refused: 'no: {message}' } }, 'en');

const RATES = [0.001, 0.01, 0.1, 1, 10];

test('zones: nothing happens, the loss falls, it blows up', () => {
  equal(zonesOf({ rates: RATES, losses: [1, 1, 0.5, 0.1, 9], suggestion: 0.1 }), { falls: 0.1, lowest: 1, blowsUp: true });
  equal(zonesOf({ rates: RATES, losses: [1, 1, 0.5, 0.1, 0.05], suggestion: 1 }), { falls: 0.1, lowest: 10, blowsUp: false });
});

test('no zones where no rate makes the loss fall, and a loss beyond all bounds is no fall', () => {
  equal(zonesOf({ rates: RATES, losses: [1, 1, 1, 1, 5], suggestion: null }), null);
  equal(zonesOf({ rates: RATES, losses: [1, 0.5, 0.4, 2, null], suggestion: null })?.blowsUp, true);
  equal(tidyRate(0.012589), 0.013);
});

/** @param {() => Promise<any>} answer */
function setUp(answer) {
  /** @type {any[]} */
  const patches = [];
  const store = createStore(/** @type {any} */ ({ config: schema.defaults, layout: { layout: 1 }, view: { lab: 'range_test' } }));
  const actions = {
    ask: answer,
    async patch(/** @type {Record<string, unknown>} */ changes) {
      patches.push(changes);
      for (const [path, value] of Object.entries(changes)) store.set({ config: withValue(store.get().config, path, value) });
    },
  };
  const root = stage();
  const view = mountRangeTest(root, /** @type {any} */ ({ store, actions, schema }));
  store.subscribe((changed) => view.update(store.get(), changed));
  view.update(store.get(), new Set(/** @type {any} */ (['layout', 'view'])));
  return { root, patches };
}

test('the suggestion can be used, and is then said to be in use', async () => {
  const { root, patches } = setUp(async () => ({ step: 12, range_test: { rates: RATES, losses: [1, 1, 0.5, 0.1, 9], suggestion: 0.0994 } }));
  const use = /** @type {HTMLButtonElement} */ (root.querySelector('.primary'));
  await until(() => use.textContent === 'Use 0.099');
  equal(root.querySelector('.rate-verdict')?.textContent, 'Try 0.099 (12)');
  use.click();
  await until(() => use.hidden);
  equal(patches, [{ 'training.optimizer.learning_rate': 0.099 }]);
  equal(root.querySelector('.rate-verdict')?.textContent, '0.099 in use');
});

test('without a suggestion, and where the test is refused, the words say so', async () => {
  const none = setUp(async () => ({ step: 1, range_test: { rates: RATES, losses: [1, 1, 1, 1, 5], suggestion: null } }));
  await until(() => none.root.querySelector('.rate-verdict')?.textContent === 'none');
  assert(none.root.querySelector('.primary')?.hasAttribute('hidden'));
  const refused = setUp(async () => Promise.reject({ code: 'invalid', message: 'too large' }));
  await until(() => refused.root.querySelector('.rate-verdict')?.textContent === 'no: too large');
});

test('the find button follows its field, which comes and goes with the optimizer', async () => {
  const settings = stage();
  /** @type {any[]} */
  const chosen = [];
  const view = mountFindButton(settings, /** @type {any} */ ({ actions: { choose: (/** @type {any} */ changes) => chosen.push(changes) } }));
  for (let i = 0; i < 2; i++) {
    const field = document.createElement('div');
    field.dataset.control = 'training.optimizer.learning_rate';
    field.append(document.createElement('label'));
    settings.replaceChildren(field);
    await until(() => field.querySelector('.find-rate'));
  }
  settings.querySelector('button')?.click();
  equal(chosen, [{ lab: 'range_test' }]);
  view.destroy();
  equal(settings.querySelector('.find-rate'), null);
});
