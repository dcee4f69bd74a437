import { biasFor, changeOf, handlesOf, isHeld, outgoingFor, rampPlace } from '../../static/js/charts/curve/handles/placing.js';
import { factorFor } from '../../static/js/charts/curve/x-marker.js';
import { roundedX } from '../../static/js/charts/curve/view.js';
import './experiment.js';
import { assert, close, equal, test } from './harness.js';

/** @typedef {import('../../static/js/types.js').State} State */

/** @type {[number, number]} */
const DOMAIN = [-3, 3];
/** @type {[number, number]} */
const HEIGHTS = [-2, 2];
const COUNT = 241;

/**
 * A frame of a network of one hidden layer, its prediction computed the long way.
 * @param {{neurons: [number, number, number][], offset?: number, activation?: string, changes?: any, view?: any}} network
 *   each neuron's w, b and v
 * @returns {State}
 */
function stateOf({ neurons, offset = 0, activation = 'relu', changes = {}, view = {} }) {
  const n = neurons.length;
  const parameters = new Float32Array([...neurons.map(([w]) => w), ...neurons.map(([, b]) => b), ...neurons.map(([, , v]) => v), offset]);
  const leak = activation === 'leaky_relu' ? 0.01 : 0;
  const predict = (/** @type {number} */ x) =>
    neurons.reduce((sum, [w, b, v]) => sum + v * Math.max(w * x + b, leak * (w * x + b)), offset);
  const prediction = Float32Array.from({ length: COUNT }, (_, i) => predict(DOMAIN[0] + (6 * i) / (COUNT - 1)));
  const layout = {
    layout: 1, sizes: [1, n, 1], activations: [activation], parameter_count: parameters.length,
    parameters: [{ offset: 0, shape: [2, n] }, { offset: 2 * n, shape: [n + 1, 1] }],
    grids: { prediction: { from: DOMAIN[0], to: DOMAIN[1], count: COUNT } },
    neurons: neurons.map((_, index) => ({ layer: 0, index, name: `h${index + 1}`, id: index })),
  };
  return /** @type {any} */ ({
    layout, frame: { layout: 1, number: 1, sections: { parameters, prediction } }, hover: null, selection: null,
    muted: new Set(), knots: null, ...changes,
    view: { present: false, rows: false, contributions: true, guide: null, ...view },
  });
}

const NO_WISHES = { of: () => undefined, keeps: () => false };

/** @param {State} state @param {Parameters<typeof handlesOf>[2]} [wishes] */
function handles(state, wishes = NO_WISHES) {
  return handlesOf(state, HEIGHTS, wishes);
}

/** @param {State} state @param {string} key */
function handle(state, key) {
  const found = handles(state).find((each) => each.key === key);
  assert(found, `no handle ${key}`);
  return found;
}

/** @param {State} state */
function keys(state) {
  return handles(state).map(({ key }) => key);
}

test('the bias follows a dragged bend, whichever way the neuron looks', () => {
  equal([biasFor(1, 4), biasFor(-2, 1.5), biasFor(3, 0)], [-4, 3, 0]);
  assert(Object.is(biasFor(3, 0), 0), 'no minus zero');
});

test('the outgoing weight follows a point dragged to, clamped to what can be meant', () => {
  equal(outgoingFor({ weight: 1, bias: -4, outgoing: 9 }, { x: 6, y: 6 }), 3);
  equal(outgoingFor({ weight: -2, bias: -1, outgoing: 9 }, { x: -2, y: -1.5 }), -0.5);
  equal(outgoingFor({ weight: 1e-30, bias: 0, outgoing: 1 }, { x: 1, y: 2 }), 1e6);
  assert(Number.isNaN(outgoingFor({ weight: 1, bias: 0, outgoing: 1 }, { x: -1, y: 2 })), 'asleep there');
});

test('a ramp is taken hold of on its awake side, a third of the way to the end', () => {
  const right = rampPlace({ weight: 2, bias: -2, outgoing: 0.5 }, DOMAIN, HEIGHTS);
  equal([right?.x, right?.y], [1.7, 0.7]);
  const left = rampPlace({ weight: -1, bias: 1, outgoing: -0.25 }, DOMAIN, HEIGHTS);
  close(left?.x ?? NaN, -0.4);
  close(left?.y ?? NaN, -0.35);
});

test('the handle of a steep ramp stays on the ramp, with room to go on', () => {
  const steep = rampPlace({ weight: 1, bias: 0, outgoing: 4 }, DOMAIN, HEIGHTS);
  close(steep?.x ?? NaN, 0.3);
  close(steep?.y ?? NaN, 1.2);
  const wall = rampPlace({ weight: 1, bias: 0, outgoing: -1e4 }, DOMAIN, HEIGHTS);
  assert(wall && wall.x > 0.2 && wall.y === -2, 'not on top of the bend');
});

test('a neuron without a ramp in sight has nothing to take hold of', () => {
  equal(rampPlace({ weight: 0, bias: 1, outgoing: 1 }, DOMAIN, HEIGHTS), null);
  equal(rampPlace({ weight: 1, bias: -3, outgoing: 1 }, DOMAIN, HEIGHTS), null);
  equal(rampPlace({ weight: 1, bias: -9, outgoing: 1 }, DOMAIN, HEIGHTS), null);
  assert(rampPlace({ weight: 1, bias: 9, outgoing: 0 }, DOMAIN, HEIGHTS), 'awake everywhere, its bend out of sight');
});

test('every bend in sight, every ramp and the height have a handle, neuron by neuron', () => {
  const state = stateOf({ neurons: [[1, -1, 0.5], [-1, 1, 0.2], [0, 1, 1], [1, 8, 0.1]], offset: 0.5 });
  equal(keys(state), ['knot 0', 'slope 0', 'knot 1', 'slope 1', 'slope 3', 'height']);
  equal([handle(state, 'knot 0').x, handle(state, 'knot 1').x], [1, 1], 'two in the same place are both there');
  close(handle(state, 'knot 0').y, 0.5 + 1 + 0.9, 1e-6);
});

test('a bend exactly on the end of the domain has a handle, one beyond has none', () => {
  const w = Math.fround(0.1);
  const state = stateOf({ neurons: [[w, Math.fround(-w * 3), 1], [1, 3, 1], [1, -3.01, 1]] });
  const knots = handles(state).filter(({ kind }) => kind === 'knot');
  equal(knots.map(({ key, x }) => [key, Math.abs(x) <= 3]), [['knot 0', true], ['knot 1', true]]);
});

test('many neurons have handles only when pointed at', () => {
  const neurons = Array.from({ length: 13 }, (_, i) => /** @type {[number, number, number]} */ ([1, -i / 10, 0.1]));
  equal(keys(stateOf({ neurons })), ['height']);
  equal(keys(stateOf({ neurons, changes: { hover: { layer: 0, neuron: 4 } } })), ['knot 4', 'slope 4', 'height']);
  equal(keys(stateOf({ neurons: neurons.slice(0, 5) })).filter((key) => key.startsWith('slope')), []);
  const guided = stateOf({ neurons: neurons.slice(0, 5), view: { guide: { start: 'three', step: 0 } } });
  equal(keys(guided).filter((key) => key.startsWith('slope')).length, 5);
});

test('there are no handles where they would be in the way, nor bends or ramps where there are none', () => {
  const neurons = [/** @type {[number, number, number]} */ ([1, 0, 1])];
  equal(keys(stateOf({ neurons, view: { present: true } })), []);
  equal(keys(stateOf({ neurons, view: { rows: true } })), []);
  equal(keys(stateOf({ neurons, activation: 'linear' })), ['height']);
  equal(keys(stateOf({ neurons, activation: 'tanh' })), ['knot 0', 'height']);
  equal(keys(stateOf({ neurons, changes: { muted: new Set([0]) } })), ['knot 0', 'height']);
});

test('a dragged bend, ramp and height become the numbers of the network that put them there', () => {
  for (const activation of ['relu', 'leaky_relu']) {
    const state = stateOf({ neurons: [[-2, 1, 0.5]], offset: 0.25, activation });
    equal(changeOf(state, handle(state, 'knot 0'), { x: -1, y: 9 }), { layer: 0, to: 0, from: null, value: -2 });
    const slope = handle(state, 'slope 0');
    const change = changeOf(state, slope, { x: 9, y: -1 });
    const moved = stateOf({ neurons: [[-2, 1, change?.value ?? NaN]], offset: 0.25, activation });
    equal([change?.layer, change?.to, change?.from], [1, 0, 0]);
    close((change?.value ?? NaN) * (-2 * slope.x + 1), -1, 1e-9);
    const there = handle(moved, 'slope 0');
    close(there.y, (change?.value ?? NaN) * (-2 * there.x + 1), 1e-6);
    const height = handle(state, 'height');
    const raised = changeOf(state, height, { x: 0, y: height.y + 0.5 });
    equal([raised?.layer, raised?.to, raised?.from], [1, 0, null]);
    close(raised?.value ?? NaN, 0.75, 1e-6);
  }
});

test('what a network cannot hold is never asked for', () => {
  const state = stateOf({ neurons: [[3e38, 0, 1]] });
  equal(changeOf(state, handle(state, 'knot 0'), { x: 3, y: 0 }), null);
  assert(!isHeld(NaN) && !isHeld(Infinity) && !isHeld(1e300) && isHeld(1e-300));
});

test('until a frame shows it, a handle is where the hand put it', () => {
  const state = stateOf({ neurons: [[1, 0, 0.5]] });
  const wishes = { of: (/** @type {string} */ key) => (key === 'knot 0' ? { x: 2, y: 0 } : undefined), keeps: () => false };
  const knot = handles(state, wishes).find(({ key }) => key === 'knot 0');
  equal([knot?.x, knot?.follows], [2, -2]);
});

test('the height is held at the end of the curve that is on the chart', () => {
  equal(handle(stateOf({ neurons: [[1, 0, 5]] }), 'height').x, -3);
  equal(handle(stateOf({ neurons: [[1, 0, 0.1]] }), 'height').x, 3);
});

test('a picked x is told by its digits', () => {
  equal([roundedX(0.4972, DOMAIN), roundedX(2.9999, DOMAIN), roundedX(123.4, [0, 1000])], [0.5, 3, 123]);
  equal(roundedX(0.0999, [0, 0.0999]), 0.0999);
});

test('arrows are made longer by a round factor that keeps still', () => {
  const factor = factorFor(0.03, 1);
  equal(factor, 1000);
  equal(factorFor(0.05, factor), factor);
  equal(factorFor(0.5, factor), 100);
  equal(factorFor(400, 100), 1);
});
