import { createStore } from '../../static/js/store.js';
import { parseNumber } from '../../static/js/lib/parse-number.js';
import { mountNeurons } from '../../static/features/neurons/index.js';
import { activationOf, preactivationOf, readAt, scaled } from '../../static/features/neurons/curves.js';
import { createNumberField } from '../../static/js/lib/number-field.js';
import { awakeText, bendText, lineText, productText, readersText, sumText } from '../../static/features/neurons/words.js';
import { schema } from './experiment.js';
import { assert, close, equal, stage, test, until } from './harness.js';

const GRIDS = { prediction: { from: -2, to: 2, count: 5 }, neurons: { from: -2, to: 2, count: 5 } };

/** @param {number[]} sizes @param {string} activation @returns {any} */
function layoutOf(sizes, activation = 'relu') {
  let offset = 0;
  const parameters = sizes.slice(1).map((fanOut, layer) => {
    const block = { offset, shape: [sizes[layer] + 1, fanOut] };
    offset += (sizes[layer] + 1) * fanOut;
    return block;
  });
  const hidden = sizes.slice(1, -1);
  return {
    layout: 1, cause: 'configure', sizes, parameters, grids: GRIDS, parameter_count: offset,
    activations: hidden.map(() => activation),
    data: { train: { x: [-2, -1, 1, 2], y: [0, 0, 0, 0] }, validation: { x: [], y: [] } },
    neurons: hidden.flatMap((size, layer) => Array.from({ length: size }, (_, index) => ({
      layer, index, id: layer * 8 + index, name: hidden.length === 1 ? `h${index + 1}` : `h${layer + 1}.${index + 1}`,
    }))),
  };
}

/** @param {any} layout @param {number[]} parameters @param {any} [sections] */
function frameOf(layout, parameters, sections = {}) {
  return { layout: layout.layout, sections: { parameters: new Float32Array(parameters), prediction: new Float32Array(5), ...sections } };
}

/** A panel on a network, and what was asked of the server. @param {any} layout @param {number[]} parameters @param {any} [selection] */
function setUp(layout, parameters, selection = null) {
  /** @type {any[]} */
  const asked = [];
  const state = { layout, frame: frameOf(layout, parameters), selection, hover: null, gains: [], view: { tab: 'neurons' } };
  const store = createStore(/** @type {any} */ (state));
  const actions = {
    hover: (/** @type {any} */ hover) => store.set({ hover }),
    select: (/** @type {any} */ chosen) => store.set({ selection: chosen }),
    setValues: async (/** @type {any} */ values) => asked.push(...values),
  };
  const root = stage();
  const view = mountNeurons(root, /** @type {any} */ ({ store, actions, schema }));
  store.subscribe((changed) => view.update(store.get(), changed));
  view.update(store.get(), new Set(/** @type {any} */ (Object.keys(state))));
  return { root, store, asked, view };
}

/** @param {Element} root @param {string} label @returns {HTMLInputElement} */
function field(root, label) {
  const found = root.querySelector(`input[aria-label="${label}"]`);
  assert(found instanceof HTMLInputElement, `no field “${label}”`);
  return found;
}

/** @param {HTMLInputElement} input @param {string} typed */
function type(input, typed) {
  input.focus();
  input.value = typed;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/** @param {HTMLElement} element @param {string} key @param {object} [more] */
function press(element, key, more = {}) {
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
}

test('numbers are read as people type them', () => {
  const cases = [['0.5', 0.5], ['−0,5', -0.5], ['-.5', -0.5], ['１２．５', 12.5], ['－３', -3], [' +2e-3 ', 0.002], ['7.', 7], ['0。5', 0.5], ['—0.5', -0.5], ['０．５', 0.5], ['0,5', 0.5], ['− 0.5', -0.5], ['ー2', -2], ['1e-3', 0.001], ['2.5×10⁻⁵', 2.5e-5], ['10^-3', 0.001], ['1/2', 0.5], ['½', 0.5], ['10⁵', 1e5]];
  for (const [typed, value] of cases) equal(parseNumber(String(typed)), value, String(typed));
  for (const typed of ['', 'abc', '1.2.3', '1,2,3', 'Infinity', '0x10', '--1', '1e', '2 3', '1½', '5²', '1/0', '1,234.5']) {
    assert(Number.isNaN(parseNumber(typed)), `“${typed}” is no number`);
  }
});

test('a neuron of the first layer is drawn exactly, its corner sharp', () => {
  const layout = layoutOf([1, 1, 1]);
  const source = { layout, parameters: new Float32Array([2, -1, 3, 0.25]), sections: {} };
  const place = { layer: 0, neuron: 0 };
  equal(preactivationOf(source, place), { x: [-2, 0.5, 2], y: [-5, 0, 3] });
  equal(activationOf(source, place), { x: [-2, 0.5, 2], y: [0, 0, 3] });
  equal(scaled({ x: [0], y: [2] }, -1.5), { x: [0], y: [-3] });
  equal(readAt({ x: [-2, 0.5, 2], y: [-5, 0, 3] }, [-3, -2, 0.5, 1, 2, 3]), [-7, -5, 0, 1, 3, 5]);
});

test('a deeper neuron adds up the curves of the layer before', () => {
  const layout = layoutOf([1, 2, 1, 1]);
  const parameters = new Float32Array([1, 1, 0, 0, 2, -1, 0.5, 1, 0]);
  const neurons = {
    rows: 3, count: 5, scales: new Float32Array([0.5, 1, 0.25]),
    values: new Int8Array([0, 0, 0, 2, 4, 1, 1, 1, 1, 1, 0, 0, 4, 8, 12]),
  };
  const source = { layout, parameters, sections: { neurons } };
  const place = { layer: 1, neuron: 0 };
  equal(preactivationOf(source, place), { x: [-2, -1, 0, 1, 2], y: [-0.5, -0.5, -0.5, 1.5, 3.5] });
  equal(activationOf(source, place)?.y, [0, 0, 1, 2, 3]);
  equal(activationOf({ ...source, sections: {} }, place), null);
});

test('the output neuron is the prediction itself', () => {
  const layout = layoutOf([1, 1, 1]);
  const prediction = new Float32Array([1, 2, 3, 4, 5]);
  const source = { layout, parameters: new Float32Array([1, 0, 1, 0]), sections: { prediction } };
  equal(preactivationOf(source, { layer: 1, neuron: 0 })?.y, [1, 2, 3, 4, 5]);
});

test('formulas carry the live numbers with true signs', () => {
  equal(lineText(0.82, -0.31), '0.82·x −\u00a00.31');
  equal(lineText(-1.5, 0.001), '−1.50·x +\u00a00.00');
  equal(lineText(1, -0.001), '1.00·x +\u00a00.00');
  equal(sumText('w·a', -2), 'Σ\u00a0w·a −\u00a02.00');
  equal(productText(-1.65), '−1.65·a');
  equal([0.378, -12.46, NaN, -0.0001, 123456].map(bendText), ['0.378', '−12.5', '–', '0.000', '1.2×10⁵']);
  equal(readersText(layoutOf([1, 2, 4, 1]), { layer: 0, neuron: 1 }), 'read by 4 neurons of layer 2');
});

test('who is awake is never rounded to all or none', () => {
  const kind = { exact: true, flat: true };
  equal(awakeText(0.64, kind), 'Awake (z > 0) at 64% of the training samples');
  assert(awakeText(0.001, kind).includes(' 1%') && awakeText(0.999, kind).includes('99%'));
  assert(awakeText(0.5, { exact: false, flat: true }).includes('about 50%'));
  assert(awakeText(0, kind).startsWith('Asleep'));
  assert(awakeText(0, { exact: true, flat: false }).includes('straight line') && awakeText(1, kind).includes('straight line'));
});

test('a typed number is sent once, on Enter or on leaving', async () => {
  const { root, asked } = setUp(layoutOf([1, 1, 1]), [2, -1, 3, 0.25]);
  const weight = field(root, 'weight in, h1');
  equal(weight.value, '+2.00');
  type(weight, '−1,5');
  press(weight, 'Enter');
  equal(asked, [{ layer: 0, to: 0, from: 0, value: -1.5 }]);
  weight.blur();
  equal(asked.length, 1, 'leaving sends nothing more');
  const bias = field(root, 'bias, h1');
  type(bias, '4');
  bias.blur();
  const shared = field(root, 'Output bias, shared by all');
  type(shared, '0.5');
  press(shared, 'Enter');
  equal(asked.slice(1), [{ layer: 0, to: 0, from: null, value: 4 }, { layer: 1, to: 0, from: null, value: 0.5 }]);
});

test('moving the bend moves the bias', () => {
  const { root, asked } = setUp(layoutOf([1, 1, 1]), [2, -1, 3, 0.25]);
  const bend = field(root, 'bend at x, h1');
  equal(bend.value, '0.50');
  type(bend, '1.5');
  press(bend, 'Enter');
  equal(asked, [{ layer: 0, to: 0, from: null, value: -3 }]);
});

test('where nothing bends there is no bend to change', () => {
  const dead = setUp(layoutOf([1, 1, 1]), [0, -1, 3, 0.25]);
  assert(field(dead.root, 'bend at x, h1').readOnly && field(dead.root, 'bend at x, h1').value === '–');
  const linear = setUp(layoutOf([1, 1, 1], 'linear'), [2, -1, 3, 0.25]);
  assert(field(linear.root, 'bend at x, h1').readOnly);
});

test('bad input is refused in words at the field, and nothing is sent', () => {
  const { root, asked } = setUp(layoutOf([1, 1, 1]), [2, -1, 3, 0.25]);
  const weight = field(root, 'weight in, h1');
  for (const [typed, words] of [['abc', 'not a number'], ['', 'not a number'], ['1e300', 'too large']]) {
    type(weight, typed);
    press(weight, 'Enter');
    equal(weight.getAttribute('aria-invalid'), 'true');
    const error = document.getElementById(weight.getAttribute('aria-describedby') ?? '');
    assert(error?.textContent?.includes(words), `${typed}: ${error?.textContent}`);
  }
  weight.blur();
  equal([asked, weight.value], [[], '+2.00']);
  weight.focus();
  equal(weight.getAttribute('aria-invalid'), null);
  weight.blur();
});

test('while somebody types, live numbers wait; Escape takes the typing back', async () => {
  const { root, store, asked } = setUp(layoutOf([1, 1, 1]), [2, -1, 3, 0.25]);
  const weight = field(root, 'weight in, h1');
  type(weight, '7');
  store.set({ frame: /** @type {any} */ (frameOf(store.get().layout, [2.5, -1, 3, 0.75])) });
  await until(() => field(root, 'Output bias, shared by all').value === '+0.75');
  equal(weight.value, '7');
  press(weight, 'Escape');
  equal([weight.value, asked], ['+2.50', []]);
});

test('arrow keys step by 0.1, with Shift by 1', () => {
  const { root, asked } = setUp(layoutOf([1, 1, 1]), [2, -1, 3, 0.25]);
  const weight = field(root, 'weight in, h1');
  weight.focus();
  press(weight, 'ArrowUp');
  press(weight, 'ArrowUp');
  press(weight, 'ArrowDown', { shiftKey: true });
  equal(asked.map(({ value }) => value), [2.1, 2.2, 1.2]);
  equal(weight.value, '1.2');
  weight.blur();
});

test('a number that is refused goes back to what the network has', async () => {
  const { element, show } = createNumberField({ label: 'w', write: String, commit: () => Promise.reject(new Error('no')) });
  stage().append(element);
  show(3);
  const input = /** @type {HTMLInputElement} */ (element.querySelector('input'));
  type(input, '5');
  input.blur();
  equal(input.value, '5');
  await until(() => input.value === '3');
});

test('the selected neuron shows three graphs, its formulas and who wakes it', () => {
  const { root, store } = setUp(layoutOf([1, 1, 1]), [2, -1, 3, 0.25]);
  equal(root.querySelectorAll('.stage-figure').length, 0);
  store.set({ selection: { layer: 0, neuron: 0 } });
  const words = (root.querySelector('.closeup')?.textContent ?? '').replaceAll('\u00a0', ' ');
  for (const part of ['Neuron h1', 'bend at x = 0.500', 'z = 2.00·x − 1.00', 'a = R(z)', '3.00·a', 'R = ReLU', 'max(0, z)', 'Awake (z > 0) at 50%']) {
    assert(words.includes(part), `“${part}” in “${words}”`);
  }
  equal([...root.querySelectorAll('.stage-figure path')].map((path) => path.getAttribute('d')?.split('L').length), [3, 3, 3]);
  store.set({ selection: { layer: 1, neuron: 0 } });
  assert(root.querySelector('.closeup')?.textContent?.includes('Σ\u00a0v·a +\u00a00.25'));
});

test('a larger network shows the weights of one neuron, each to be changed', () => {
  const layout = layoutOf([1, 2, 2, 1], 'tanh');
  const parameters = Array.from({ length: layout.parameter_count }, (_, i) => i / 10);
  const { root, store, asked } = setUp(layout, parameters);
  assert(root.querySelector('table') === null && root.textContent?.includes('Choose a neuron'));
  store.set({ selection: { layer: 0, neuron: 1 } });
  assert(root.textContent?.includes('read by 2 neurons of layer 2'), 'its readers');
  const out = field(root, 'Weight from h1.2 to h2.1');
  type(out, '-2');
  press(out, 'Enter');
  type(field(root, 'bend at x, h1.2'), '1');
  press(field(root, 'bend at x, h1.2'), 'Enter');
  equal(asked.slice(0, 1), [{ layer: 1, to: 0, from: 1, value: -2 }]);
  equal([asked[1].layer, asked[1].to, asked[1].from], [0, 1, null]);
  close(asked[1].value, -0.1, 1e-6);
  const name = [...root.querySelectorAll('button')].find((each) => each.textContent === 'h2.1');
  name?.focus();
  name?.click();
  equal([document.activeElement?.tagName, document.activeElement?.textContent?.includes('h2.1')], ['H3', true], 'the one it leads to');
  store.set({ selection: { layer: 2, neuron: 5 } });
  assert(root.querySelector('.closeup') === null, 'a neuron that is gone shows nothing');
});
