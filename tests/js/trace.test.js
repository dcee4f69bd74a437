import { rounded } from '../../static/js/lib/numbers.js';
import { exists } from '../../static/js/lib/weight-places.js';
import { layOut } from '../../static/js/views/network/geometry.js';
import { badgePlaces, numberPlaces } from '../../static/js/views/network/flow/places.js';
import { edgeValue, fitted, neuronValue } from '../../static/js/views/network/flow/values.js';
import { backwardRows, lossRows } from '../../static/features/trace/backward.js';
import { forwardRows } from '../../static/features/trace/forward.js';
import { placesOf } from '../../static/features/trace/given.js';
import { MOST_TERMS, productOf, sumLine } from '../../static/features/trace/sums.js';
import { updateLines } from '../../static/features/trace/update.js';
import { createWalker, nextStop, stopsOf } from '../../static/features/trace/walk.js';
import { schema } from './experiment.js';
import { assert, close, equal, test, withClock } from './harness.js';

/** @typedef {import('../../static/features/trace/sums.js').Line} Line */
/** @typedef {import('../../static/features/trace/given.js').Given} Given */
/** @typedef {import('../../static/js/types.js').Walk} Walk */

const FUNCTIONS = `const R = (z) => Math.max(0, z), tanh = Math.tanh, sign = Math.sign;`;

/** With powers of ten as programs write them: 2×10⁻⁵ as 2e−5. @param {string} written */
function inE(written) {
  return written.replace(/×10(⁻?)([⁰¹²³⁴-⁹]+)/g, (_, minus, power) => `e${minus && '−'}${power.normalize('NFKC')}`);
}

/** What an expression as it is written comes to. @param {string} written @returns {number} */
function value(written) {
  const code = inE(written)
    .replaceAll('\u00a0', ' ').replaceAll('−', '-').replaceAll('·', '*')
    .replace(/\|([^|]+)\|/g, 'Math.abs($1)')
    .replace(/√\(([^)]+)\)|√([\d.]+)/g, (_, inside, plain) => `Math.sqrt(${inside ?? plain})`)
    .replaceAll('²', '**2').replaceAll('^', '**');
  return new Function(`${FUNCTIONS} return ${code};`)();
}

/**
 * How far a result may be off because each number in it was rounded: the sum over all numbers of how far the result
 * moves when that one moves by half of its last digit. Numbers of fewer than three digits are exact.
 * @param {string} written
 * @param {boolean} fixed whether all numbers have the same decimals instead, however few digits that leaves
 */
function slack(written, fixed) {
  written = inE(written);
  const numbers = [...written.matchAll(/\d+(?:\.\d+)?(?:e−?\d+)?/g)];
  return numbers.reduce((sum, { 0: text, index }) => {
    if (written[index - 1] === '^') return sum;
    const [mantissa, exponent = '0'] = text.split('e');
    if (!fixed && mantissa.replace('.', '').replace(/^0+/, '').length < 3) return sum;
    const half = 0.5 * 10 ** (Number(exponent.replace('−', '-')) - (mantissa.split('.')[1]?.length ?? 0));
    const read = (/** @type {number} */ moved) => value(`${written.slice(0, index)}(${moved})${written.slice(index + text.length)}`);
    const number = Number(text.replace('−', '-'));
    return sum + Math.max(Math.abs(read(number + half) - value(written)), Math.abs(read(Math.max(0, number - half)) - value(written)));
  }, 0);
}

/** The numbers of a line give its result. @param {Line} line @param {string} [what] */
function assertTrue(line, what = line.head) {
  if (line.sum === '') return;
  equal(line.hidden, 0, what);
  const [found, shown] = [value(line.sum), value(line.result)];
  const fixed = line.head.startsWith('p ←');
  const allowed = 1.01 * (slack(line.sum, fixed) + slack(line.result, fixed)) + 1e-12;
  assert(Math.abs(found - shown) <= allowed, `${what}: ${line.sum} is ${found}, shown as ${line.result}`);
}

/** Random numbers that are the same every time. @param {number} seed */
function random(seed) {
  return () => {
    seed = (seed * 1664525 + 1013904223) % 2 ** 32;
    return (seed / 2 ** 32 - 0.5) * 3;
  };
}

/** @type {Record<string, {f: (z: number) => number, slope: (z: number) => number}>} */
const ACTIVATIONS = {
  relu: { f: (z) => Math.max(0, z), slope: (z) => Number(z > 0) },
  tanh: { f: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  linear: { f: (z) => z, slope: () => 1 },
};

/** @type {Record<string, (r: number) => [number, number, any, any]>} loss and derivative, and how the server writes them */
const LOSSES = {
  mean_squared_error: (r) => [r * r, 2 * r, ['²', r], ['·', 2, r]],
  mean_absolute_error: (r) => [Math.abs(r), Math.sign(r), ['|', r], ['sign', r]],
  huber: (r) =>
    Math.abs(r) <= 1
      ? [(r * r) / 2, r, ['/', ['²', r], 2], r]
      : [Math.abs(r) - 0.5, Math.sign(r), ['−', ['|', r], 0.5], ['sign', r]],
};

/**
 * A network with every number of a pass at one x, worked out here by itself.
 * @param {number[]} sizes
 * @param {{activation?: string, loss?: string, x?: number, target?: number, seed?: number, opened?: string[]}} [options]
 * @returns {Given}
 */
function given(sizes, { activation = 'relu', loss = 'mean_squared_error', x = 0.5, target = 0.2, seed = 1, opened = [] } = {}) {
  const draw = random(seed);
  const weights = sizes.slice(1).map((out, k) => Array.from({ length: out }, () => Array.from({ length: sizes[k] }, draw)));
  const biases = sizes.slice(1).map((out) => Array.from({ length: out }, draw));
  const { f, slope } = ACTIVATIONS[activation];
  let a = [x];
  /** @type {any[]} */
  const layers = weights.map((w, k) => {
    const entering = a;
    const z = w.map((row, j) => row.reduce((sum, each, i) => sum + each * entering[i], biases[k][j]));
    const last = k === weights.length - 1;
    a = last ? z : z.map(f);
    return { entering, preactivations: z, activations: a, derivatives: last ? [1] : z.map(slope) };
  });
  const [size, derivative, lossTree, slopeTree] = LOSSES[loss](a[0] - target);
  const step = (/** @type {string} */ symbol, /** @type {any} */ numbers, /** @type {number} */ result) => ({ symbol, letters: 'ρ', numbers, value: result });
  const lossSteps = [step('L', lossTree, size), step('dL/dY′', slopeTree, derivative)];
  let upstream = [derivative];
  for (let k = layers.length - 1; k >= 0; k--) {
    const deltas = upstream.map((each, j) => each * layers[k].derivatives[j]);
    const gradients = deltas.map((delta) => layers[k].entering.map((/** @type {number} */ each) => delta * each));
    Object.assign(layers[k], { upstream, deltas, weight_gradients: gradients, bias_gradients: deltas });
    upstream = layers[k].entering.map((/** @type {number} */ _, /** @type {number} */ i) => weights[k].reduce((sum, row, j) => sum + row[i] * deltas[j], 0));
  }
  let offset = 0;
  const parameters = sizes.slice(1).map((out, k) => {
    const block = { offset, shape: [sizes[k] + 1, out] };
    offset += (sizes[k] + 1) * out;
    return block;
  });
  const flat = new Float32Array(weights.flatMap((w, k) => [...w[0].flatMap((_, i) => w.map((row) => row[i])), ...biases[k]]));
  const neurons = sizes.slice(1, -1).flatMap((n, layer) => Array.from({ length: n }, (_, index) => ({ layer, index, name: `h${layer + 1}.${index + 1}`, id: layer * 10 + index })));
  const gradients = layers.map((layer) => ({ weights: layer.weight_gradients, biases: layer.bias_gradients }));
  const inspection = { x, prediction: a[0], target, loss: size, loss_steps: lossSteps, layers, batch: false, count: 1, gradients, moves: gradients, numbers: null, optimizer: null, knots: [] };
  const layout = { sizes, parameters, neurons, activations: sizes.slice(1, -1).map(() => activation), config: schema.defaults };
  return /** @type {any} */ ({ layout, parameters: flat, inspection, loss, only: null, large: false, opened: new Set(opened) });
}

test('three digits, and what is exact is shorter', () => {
  equal([0, 0.5, 3, -4, 1 / 3, -12.345, 123.4, 1234.5].map(rounded), ['0', '0.5', '3', '−4', '0.333', '−12.3', '123', '1235']);
  equal([2.3e-4, 1e-8, -0.000123456, 123456, Math.fround(0.1), NaN].map(rounded), ['2.3×10⁻⁴', '1×10⁻⁸', '−1.23×10⁻⁴', '1.23×10⁵', '0.1', '–']);
});

for (const activation of ['relu', 'tanh', 'linear']) {
  for (const sizes of [[1, 1], [1, 1, 1], [1, 3, 2, 1], [1, 4, 4, 4, 1]]) {
    test(`${sizes.join('-')} ${activation}: the written numbers give every z, a and gradient`, () => {
      for (const loss of Object.keys(LOSSES)) {
        for (const [x, target] of [[0.5, 0.2], [-1.7, 9], [0, 0]]) {
          const network = given(sizes, { activation, loss, x, target, seed: 1 + sizes.length });
          const rows = [...forwardRows(network), ...lossRows(network), ...backwardRows(network)];
          for (const { line, key } of rows) if (line) assertTrue(line, key);
        }
      }
    });
  }
}

test('forward says z, then a, of each neuron in order, the output last', () => {
  const network = given([1, 3, 2, 1]);
  const lines = forwardRows(network).filter(({ kind }) => kind === 'line');
  equal(lines.map(({ line }) => line?.head), [...new Array(5).fill(['z', 'a']).flat(), 'Y′']);
  const { layers } = network.inspection;
  const results = layers.flatMap(({ preactivations: z, activations: a }, k) => z.flatMap((each, j) => (k < 2 ? [each, a[j]] : [each])));
  equal(lines.map(({ line }) => line?.result), results.map(rounded));
  equal(new Set(lines.map(({ key }) => key)).size, lines.length);
});

test('backward begins at the output, and every weight and bias has its product', () => {
  const network = given([1, 3, 2, 1]);
  const edges = backwardRows(network).filter(({ kind }) => kind === 'edge');
  equal(edges.length, 17);
  equal(edges[0].who, 'h2.1→Y′');
  equal(edges.map(({ weight }) => weight?.layer), [2, 2, 2, ...new Array(8).fill(1), ...new Array(6).fill(0)]);
  for (const { weight, line } of edges) {
    assert(weight);
    const { weight_gradients: w, bias_gradients: b } = network.inspection.layers[weight.layer];
    equal(line?.result, rounded(weight.from === null ? b[weight.to] : w[weight.to][weight.from]));
  }
});

test('over the whole training set each gradient stands beside its mean', () => {
  const network = given([1, 2, 1]);
  network.inspection = { ...network.inspection, batch: true, count: 102, gradients: network.inspection.layers.map(({ weight_gradients: w, bias_gradients: b }) => ({ weights: w.map((row) => row.map(() => 0.125)), biases: b.map(() => -0.25) })) };
  const asides = backwardRows(network).filter(({ kind }) => kind === 'edge').map(({ aside }) => aside);
  assert(asides.every((aside) => aside?.includes('102')));
  equal(asides.map((aside) => aside?.split(' ').at(-1)), ['0.125', '0.125', '−0.25', '0.125', '−0.25', '0.125', '−0.25']);
});

test('a neuron asleep says so where its derivative is 0', () => {
  const network = given([1, 3, 2, 1]);
  const asleep = network.inspection.layers.slice(0, -1).flatMap(({ derivatives }) => derivatives).filter((d) => d === 0).length;
  assert(asleep > 0, 'the test needs one');
  equal(forwardRows(network).filter(({ aside }) => aside).length, asleep);
  equal(backwardRows(network).filter(({ aside }) => aside).length, asleep);
});

test('long sums show their largest terms and, when opened, all of them', () => {
  const terms = Array.from({ length: 20 }, (_, i) => [i === 13 ? -9 : i / 10, 1]);
  const result = terms.reduce((sum, [w]) => sum + w, 0.25);
  const short = sumLine('z', terms, [0.25], result, false);
  equal([short.hidden, short.tail], [20 - MOST_TERMS, ' +\u00a00.25']);
  assert(short.sum.includes('9·1') && short.sum.includes('1.9·1') && !short.sum.includes('0.1·1'));
  const whole = sumLine('z', terms, [0.25], result, true);
  equal(whole.hidden, 0);
  assertTrue(whole);
  const network = given([1, 9, 9, 1], { opened: ['z 1 4'] });
  const hidden = forwardRows(network).filter(({ line }) => line && line.hidden > 0);
  equal(hidden.length, 9 - 1 + 1, 'all neurons of layer 2 but the opened one, and the output');
  equal(backwardRows(network).filter(({ kind }) => kind === 'more').length, 10);
});

test('negative factors stand in parentheses, signs between terms', () => {
  equal([productOf([-0.3, -0.5]), productOf([0.3, 2])], ['−0.3·(−0.5)', '0.3·2']);
  equal(sumLine('z', [[1.5, 0.5], [-0.3, 0]], [-1], 0, false).sum, '1.5·0.5 −\u00a00.3·0 −\u00a01');
});

/** @type {{name: string, l1: number, l2: number, numbers: Record<string, number>, steps: import('../../static/js/types.js').Step[]}[]} */
const UPDATES = await (await fetch('/updates.json')).json();

for (const { name, l1, l2, numbers, steps } of UPDATES.filter((update) => update.l1 === 0)) {
  test(`${name} with an L2 penalty of ${l2}: its lines lead from the gradient to the change made`, () => {
    const lines = updateLines(numbers, steps);
    for (const line of lines) assertTrue(line);
    equal([lines.length, l1], [steps.length + 2, 0]);
    equal(lines[0].result, rounded(numbers.gradient));
    equal(lines[0].sum !== '', l2 !== 0, 'a penalty is added in sight');
    equal(lines.at(-2)?.result, rounded(numbers.change), 'the change');
    close(value(lines.at(-1)?.result ?? ''), numbers.after, Math.abs(numbers.change) / 20);
  });
}

for (const { name, l1, numbers, steps } of UPDATES.filter((update) => update.l1 !== 0)) {
  test(`${name}: with an L1 penalty of ${l1} the weight is pulled toward 0 after the step, and stays there`, () => {
    const lines = updateLines(numbers, steps);
    for (const line of lines) assertTrue(line);
    const [step, threshold, pulled] = lines.slice(-3);
    equal(lines.at(-4)?.result, rounded(numbers.change));
    close(value(step.result), numbers.before + numbers.change, Math.abs(numbers.change) / 20);
    equal(threshold.result, rounded(numbers.threshold));
    equal([pulled.head.startsWith('|p| ≤ τ'), pulled.result], [numbers.after === 0, rounded(numbers.after)]);
  });
}

test('the heads of the lines are the formulas of the textbook', () => {
  const heads = (/** @type {string} */ name, l1 = 0) => {
    const update = UPDATES.find((each) => each.name === name && each.l1 === l1);
    assert(update);
    return updateLines(update.numbers, update.steps).map(({ head }) => head.replaceAll('\u00a0', ' '));
  };
  equal(heads('nesterov'), ['g = dL/dp', 'v ← μ·v + g', 'Δ = −η·(g + μ·v)', 'p ← p + Δ']);
  equal(heads('rmsprop', 0.02), [
    'g = dL/dp', 'v ← α·v + (1 − α)·g²', 'Δ = −η·g / (√v + ε + λ₁)', 'p ← p + Δ', 'τ = η·λ₁ / (√v + ε + λ₁)', 'p ← p − τ',
  ]);
  equal(heads('adamw'), [
    'g = dL/dp', 'm ← β₁·m + (1 − β₁)·g', 'v ← β₂·v + (1 − β₂)·g²', '1 − β₁ᵗ', '1 − β₂ᵗ', 'm̂ = m / (1 − β₁ᵗ)', 'v̂ = v / (1 − β₂ᵗ)',
    'Δ₁ = −η·m̂ / (√v̂ + ε)', 'Δ₂ = −η·λ·p', 'Δ = Δ₁ + Δ₂', 'p ← p + Δ',
  ]);
  equal(heads('momentum', 0.02).at(-2), 'τ = η·λ₁ / (1 − μ)');
});

test('an update too small for three digits is still seen', () => {
  const numbers = { data_gradient: 1e-3, penalty_gradient: 0, l1: 0, before: 1.5, gradient: 1e-3, change: -3e-5, after: 1.49997 };
  const line = updateLines(numbers, []).at(-1);
  equal([line?.sum, line?.result], ['1.500000 −\u00a00.000030', '1.499970']);
});

test('the walk goes forward layer by layer, over the loss, and back', () => {
  const way = stopsOf(3).map(({ stage, layer }) => `${stage} ${layer}`);
  equal(way, ['forward 0', 'forward 1', 'forward 2', 'loss null', 'backward 2', 'backward 1', 'backward 0', 'update null']);
  equal(nextStop({ stage: 'backward', layer: null }, 3), { stage: 'backward', layer: 2 });
  equal(nextStop({ stage: 'update', layer: null }, 3), null);
});

test('the walker stops where it is told to, goes on from there and ends by itself', () =>
  withClock(async ({ advance }) => {
    /** @type {Walk} */
    let walk = { stage: 'forward', layer: null };
    const walker = createWalker({ read: () => ({ walk, layers: 2 }), go: (next) => (walk = next), changed: () => {} });
    walker.start();
    equal(walk, { stage: 'forward', layer: 0 });
    await advance(900);
    walker.stop();
    await advance(5000);
    equal([walk, walker.walking()], [{ stage: 'forward', layer: 1 }, false]);
    walker.start();
    equal(walk, { stage: 'loss', layer: null });
    await advance(20_000);
    equal([walk, walker.walking()], [{ stage: 'update', layer: null }, false]);
  }));

test('large networks write out the one selected, and weights that are gone are not asked for', () => {
  const network = { ...given([1, 2, 2, 1]), large: true, only: { layer: 1, neuron: 1 } };
  equal(placesOf(network, 1), [{ layer: 1, neuron: 1 }]);
  equal(forwardRows(network).map(({ kind }) => kind), ['layer', 'line', 'line']);
  equal([{ layer: 1, to: 1, from: 1 }, { layer: 1, to: 2, from: 0 }, { layer: 3, to: 0, from: null }, null].map((p) => exists(network.layout, p)), [true, false, false, false]);
});

test('the diagram shows numbers in the order the walk comes to them', () => {
  const { inspection } = given([1, 3, 2, 1]);
  const seen = (/** @type {Walk} */ walk) => inspection.layers.map((_, layer) => neuronValue(inspection, walk, layer, 0) !== null);
  equal(seen({ stage: 'forward', layer: 1 }), [true, true, false]);
  equal(seen({ stage: 'backward', layer: 1 }), [false, true, true]);
  const edges = (/** @type {Walk} */ walk) => inspection.layers.map((_, gap) => edgeValue(inspection, walk, gap, 0, 0) !== null);
  equal(edges({ stage: 'forward', layer: 1 }), [false, false, false]);
  equal(edges({ stage: 'backward', layer: 2 }), [false, false, true]);
  equal(edges({ stage: 'update', layer: null }), [true, true, true]);
  equal([fitted(0.12345, 6, false), fitted(0.12345, 3, false), fitted(0.5, 3, true)], ['0.123', '0.12', '+0.5']);
});

test('numbers on the diagram cover neither names nor biases', () => {
  for (const sizes of [[1, 1, 1], [1, 3, 2, 1], [1, 8, 8, 8, 1], [1, 64, 64, 1], [1, 1]]) {
    const geometry = layOut({ width: 760, height: 280, sizes, textSize: 12, controlSize: 32 });
    for (const { layer, neuron, x, y, room, centered } of badgePlaces(geometry, 12)) {
      const column = geometry.columns[layer + 1];
      const box = column.boxes[neuron];
      if (layer < 0 || layer === sizes.length - 2 || room === 0) continue;
      const left = centered ? x - room / 2 : x;
      assert(left >= box.x + (column.style === 'row' ? column.inset.left - 6 : -1), `${sizes}: beside the name`);
      assert(y - 9 >= box.y - 1 && y + 9 <= box.y + box.height + 3, `${sizes}: on the graph`);
    }
  }
  const { places } = numberPlaces(layOut({ width: 760, height: 280, sizes: [1, 3, 2, 1], textSize: 12, controlSize: 32 }), 12);
  equal(places.length, 11);
});
