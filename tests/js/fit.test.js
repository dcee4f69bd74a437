import { slopeSum, slopeText } from '../../static/js/charts/curve/layers/pieces.js';
import { gridPath, pixelGrid, rangeOf, spread, sumOf } from '../../static/js/charts/curve/paths.js';
import { scalesOf } from '../../static/js/charts/curve/view.js';
import { nearest } from '../../static/js/charts/curve/layers/pointer.js';
import { anyMuted, contributionsOf, termsOf } from '../../static/js/charts/curve/terms.js';
import { createContributions } from '../../static/js/charts/curve/layers/contributions.js';
import { createRows } from '../../static/js/charts/curve/sums.js';
import { svg } from '../../static/js/lib/dom.js';
import './experiment.js';
import { assert, close, equal, stage, test } from './harness.js';

const COUNT = 256;
const grid = { left: 10, step: 2, scale: -50, shift: 100 };
const plot = { left: 0, right: 600, top: 0, bottom: 400, axis: 426 };
const view = { plot, from: -3, to: 3, ...scalesOf([-3, 3], [-2, 2], plot) };

/** @param {(x: number) => number} f @returns {Float32Array} f over [−3, 3] */
function curve(f) {
  return Float32Array.from({ length: COUNT }, (_, i) => f(-3 + (6 * i) / (COUNT - 1)));
}

/** @param {string} path @returns {[number, number][]} */
function pointsOf(path) {
  return path.slice(1).split(/[ML]/).map((pair) => /** @type {[number, number]} */ (pair.split(' ').map(Number)));
}

/** A network of one hidden layer with two neurons, whose contributions are those of R(x) and −R(−x). @param {object} [changes] @returns {any} */
function state(changes = {}) {
  const parameters = [{ offset: 0, shape: [2, 2] }, { offset: 4, shape: [3, 1] }];
  const neurons = [{ layer: 0, index: 0, name: 'h1', id: 3 }, { layer: 0, index: 1, name: 'h2', id: 9 }];
  const contributions = [curve((x) => Math.max(0, x)), curve((x) => -Math.max(0, -x))];
  const sections = { parameters: Float32Array.of(1, -1, 0, 0, 1, -1, 0.5), prediction: curve((x) => x + 0.5), contributions };
  return {
    layout: {
      layout: 1, sizes: [1, 2, 1], activations: ['relu', 'linear'], parameter_count: 7, parameters, neurons,
      grids: { prediction: { from: -3, to: 3, count: COUNT } }, target: { y: Array.from(curve((x) => x)), knots: [] },
      data: { train: { x: [-1, 1], y: [0, 0] }, validation: { x: [], y: [] } },
    },
    frame: { layout: 1, sections }, muted: new Set(), hover: null, selection: null, knots: [],
    view: { contributions: true }, ...changes,
  };
}

test('a path leaves out the points that lie on the line between others', () => {
  equal(pointsOf(gridPath(Float32Array.from({ length: 100 }, (_, i) => i / 50), grid)), [[10, 100], [208, 1]]);
  const bent = gridPath(Float32Array.from({ length: 101 }, (_, i) => Math.abs(i - 40) / 50), grid);
  equal(pointsOf(bent), [[10, 60], [90, 100], [210, 40]]);
});

test('what a path leaves out lies within a fraction of a pixel of it, also where the curve is smooth', () => {
  const values = curve((x) => Math.sin(3 * x));
  const points = pointsOf(gridPath(values, grid));
  assert(points.length > 10 && points.length < values.length / 2, `${points.length} points`);
  values.forEach((value, i) => {
    const x = grid.left + i * grid.step;
    const next = Math.max(1, points.findIndex(([at]) => at >= x));
    const [[x1, y1], [x2, y2]] = [points[next - 1], points[next]];
    close(y1 + ((y2 - y1) * (x - x1)) / (x2 - x1), grid.shift + grid.scale * value, 0.3);
  });
});

test('a path is interrupted where there is no number, and stays in what a browser can draw', () => {
  equal(gridPath([0, 0, NaN, 1, 1], grid), 'M10 100L12 100M16 50L18 50');
  equal(gridPath([NaN, NaN], grid), '');
  equal(gridPath([0, 1e30], grid), 'M10 100L12 -100000');
});

test('pixels follow the scales', () => {
  const { left, step, scale, shift } = pixelGrid(view, 3);
  equal([left, step], [0, 300]);
  close(shift + scale * 2, 0);
});

test('the curves and the bias sum to what is drawn', () => {
  const { frame: { sections } } = state();
  const sum = sumOf(0.5, sections.contributions, COUNT);
  sections.prediction.forEach((/** @type {number} */ value, /** @type {number} */ i) => close(sum[i], value, 1e-6));
  equal(sumOf(2, [], 3), [2, 2, 2]);
  equal(rangeOf([1, NaN, -2], [7]), [-2, 7]);
  equal(rangeOf([]), [0, 0]);
});

test('muted neurons are not drawn, and the sum of the others appears', () => {
  const [lines, labels] = [svg('g'), svg('g')];
  stage().append(svg('svg', {}, lines, labels));
  const ended = new AbortController();
  const contributions = createContributions(lines, labels, new Map(), ended.signal);
  const drawn = () => [...lines.querySelectorAll('.fit-term')].map((path) => path.getAttribute('d') !== '');
  const sum = () => lines.querySelector('.fit-shown')?.getAttribute('d') ?? '';
  contributions.draw(state(), view);
  equal([drawn(), sum()], [[true, true], '']);
  contributions.draw(state({ muted: new Set([9]) }), view);
  equal(drawn(), [true, false]);
  equal(pointsOf(sum())[0], [0, 150]); // only the bias, 0.5, is left of 0
  contributions.draw(state({ view: { contributions: false } }), view);
  equal(lines.getAttribute('display'), 'none');
  ended.abort();
});

test('only the last hidden layer makes the sum', () => {
  const { layout } = state();
  equal(termsOf(layout).map(({ id, name }) => [id, name]), [[3, 'h1'], [9, 'h2']]);
  equal(termsOf({ ...layout, sizes: [1, 2, 1, 1] }), []);
  equal(termsOf({ ...layout, sizes: [1, 1], neurons: [] }).map(({ id, place }) => [id, place]), [[null, null]]);
  equal([anyMuted(termsOf(layout), new Set([1])), anyMuted(termsOf(layout), new Set([3]))], [false, true]);
});

test('curves are drawn only if they are the layout\'s own and can be told apart', () => {
  const { layout, frame } = state();
  equal(contributionsOf(state())?.length, 2);
  equal(contributionsOf(state({ layout: { ...layout, layout: 2 } })), null);
  const many = { layout: 1, sections: { contributions: Array.from({ length: 17 }, () => new Float32Array(COUNT)) } };
  equal(contributionsOf(state({ layout: { ...layout, sizes: [1, 17, 1] }, frame: many })), null);
  equal(contributionsOf(state({ layout: { ...layout, sizes: [1, 3, 1] }, frame })), null);
});

test('one by one, too many are spoken of only where they are, not while contributions are awaited', () => {
  const { layout, frame: { sections: { parameters } } } = state();
  const root = stage();
  const ended = new AbortController();
  const rows = createRows(root, /** @type {any} */ ({ get: state, actions: {}, signal: ended.signal }));
  const note = () => root.querySelector('.fit-rows-note')?.textContent;
  rows.draw(state({ frame: { layout: 1, sections: { parameters } } }));
  equal(note(), '');
  rows.draw(state({ layout: { ...layout, sizes: [1, 17, 1] } }));
  equal(note(), 'With more than 16 neurons in the last hidden layer there are too many rows to read.');
  ended.abort();
});

test('the slopes of the neurons awake add up in words', () => {
  const words = (/** @type {[number, number, number][]} */ parts, /** @type {number} */ slope) =>
    slopeSum(parts, slope, (sum, count) => `${sum} [${count}]`).map(({ text }) => text).join('');
  equal(words([[0, 0, 1.9], [0, 2, -3.4]], -1.5), '1.9 − 3.4 = −1.5');
  equal(words([[0, 0, -1.9], [0, 2, 3.4]], 1.5), '−1.9 + 3.4 = 1.5');
  equal(words([[0, 1, -0.25]], -0.25), '−0.25');
  equal(words([], 0), '');
  equal(words([[0, 0, 1.004], [0, 1, 1.004]], 2.008), '1 + 1 ≈ 2.01');
  const many = /** @type {[number, number, number][]} */ ([5, 0.1, 4, 3, 0.2, 2, 1].map((slope, i) => [0, i, slope]));
  equal(words(many, 15.3), '5 + 4 + 3 + 2 + 1 + 0.3 [2] = 15.3');
  equal(slopeSum([[1, 4, 2], [1, 5, 3]], 5, () => '').map(({ neuron }) => neuron ?? null), [[1, 4], [1, 5], null]);
  equal([slopeText(-0.001), slopeText(123.456)], ['0', '123']);
});

test('edges too close to hold a number move apart, the outer ones stay', () => {
  equal(spread([0, 5, 6, 100], 24), [0, 24, 48, 100]);
  equal(spread([0, 97, 99, 100], 24), [0, 52, 76, 100]);
  equal(spread([0, 50, 100], 24), [0, 50, 100]);
});

test('the pointer finds the curve or knot it is near, but not a muted one', () => {
  const at = (/** @type {object} */ changes, /** @type {number} */ x, /** @type {number} */ y) =>
    nearest(state(changes), view, view.x(x), view.y(y) + 4);
  equal(at({}, 1.5, 1.5), { layer: 0, neuron: 0 });
  equal(at({}, -1.5, -1.5), { layer: 0, neuron: 1 });
  equal(at({}, 1.5, -1), null);
  equal(at({ muted: new Set([3]) }, 1.5, 1.5), null);
  equal(at({ view: { contributions: false } }, 1.5, 1.5), null);
  const knots = [{ x: 1, y: 1.5, bend: 1, layer: 4, neuron: 7 }];
  equal(at({ knots }, 1, 1.5), { layer: 4, neuron: 7 });
  equal(nearest(state({ knots }), view, view.x(1) + 3, plot.axis), { layer: 4, neuron: 7 });
});
