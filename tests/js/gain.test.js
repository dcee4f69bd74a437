import { gainSentence, worthOf } from '../../static/js/lib/gain-words.js';
import { PLAIN } from '../../static/js/lib/units.js';
import { mountGain } from '../../static/js/views/network/gain.js';
import './experiment.js';
import { assert, equal, stage, test } from './harness.js';

const LAYOUT = /** @type {any} */ ({ sizes: [1, 3, 1], neurons: [{ layer: 0, index: 1, id: 4, name: 'h2' }] });

/** @param {object} changes @returns {any} */
function gainOf(changes) {
  return {
    gain: 1, op: 'add_neuron', neuronId: 4, name: 'h3', step: 100, steps: 300, from: 0.21, to: 0.02, without: 0.2,
    gaps: { before: 0.5, after: 0.1, without: 0.48 }, spread: 1, final: false, ...changes,
  };
}

/** @param {any} gain */
function said(gain) {
  const { before, name, after } = gainSentence(gain, LAYOUT, PLAIN);
  return before + name + after;
}

test('each outcome is said in a sentence of its own, with the server\'s numbers and the present name', () => {
  const small = { before: 0.004, after: 0.003, without: 0.003 };
  const cases = [
    [{}, 'h2: 0.21 → 0.02; without it 0.2.', 'better'],
    [{ to: 1.234e-5 }, 'h2: 0.21 → 1.23×10⁻⁵; without it 0.2.', 'better'],
    [{ to: null, without: null }, 'h2: 0.21 → … A copy without it trains on, to compare.', 'waiting'],
    [{ to: 0.2, gaps: { before: 0.5, after: 0.48, without: 0.48 } }, 'h2 gains nothing so far: 0.2 with it, 0.2 without.', 'same'],
    [{ to: 0.3 }, 'h2: 0.21 → 0.3; without it 0.2.', 'worse'],
    [{ to: null, without: null, gaps: { before: 0.003, after: null, without: null } }, 'h2 has nothing left to gain: the curve fits to 0.003.', 'done'],
    [{ to: 1e-6, without: 5e-6, gaps: small }, 'h2 has nothing left to gain: the curve fits to 0.003.', 'done'],
    [{ op: 'remove_neuron', neuronId: 9, to: 0.2, without: 0.02 }, 'Without h3: 0.21 → 0.2; with it 0.02.', 'worse'],
    [{ op: 'remove_layer', neuronId: null, name: 'layer 2' }, 'Without layer 2: 0.21 → 0.02; with it 0.2. It was not needed.', 'same'],
  ];
  for (const [changes, words, worth] of /** @type {any[]} */ (cases)) {
    equal(said(gainOf(changes)), words);
    equal(worthOf(gainOf(changes)), worth);
  }
});

test('what fits is told in the units of the data', () => {
  const fitting = gainOf({ gaps: { before: 0.003, after: 0.002, without: 0.003 } });
  assert(gainSentence(fitting, LAYOUT, { ...PLAIN, y_scale: 100 }).after.includes('0.2'));
});

test('it is shown as it goes, lights its neuron up, and is heard once, when it is measured', () => {
  const root = stage();
  /** @type {any[]} */
  const hovered = [];
  const view = mountGain(root, { actions: /** @type {any} */ ({ hover: (/** @type {any} */ place) => hovered.push(place) }) });
  const show = (/** @type {any} */ changes) =>
    view.update(/** @type {any} */ ({ gains: [gainOf(changes)], layout: LAYOUT, config: {} }), new Set(/** @type {any} */ (['gains'])));
  const [sentence, heard] = root.children;
  show({});
  equal([sentence.textContent, heard.textContent], ['h2: 0.21 → 0.02; without it 0.2.', '']);
  show({ to: 0.01, final: true });
  equal(heard.textContent, 'h2: 0.21 → 0.01; without it 0.2.');
  sentence.dispatchEvent(new PointerEvent('pointerenter'));
  equal(hovered, [{ layer: 0, neuron: 1 }]);
  view.update(/** @type {any} */ ({ gains: [], layout: LAYOUT, config: {} }), new Set(/** @type {any} */ (['gains'])));
  assert(/** @type {HTMLElement} */ (sentence).hidden);
});
