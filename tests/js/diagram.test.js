import { createDiagram } from '../../static/js/lib/diagram.js';
import { packColor } from '../../static/js/lib/raster.js';
import { createEdgeOrder } from '../../static/js/lib/edge-order.js';
import { crowdOf, opacityOf, strengthOf, widthOf } from '../../static/js/lib/strength.js';
import { assert, close, equal, test } from './harness.js';

const COLORS = {
  background: packColor(255, 255, 255), positive: packColor(0, 0, 255), negative: packColor(255, 128, 0),
  zero: packColor(100, 100, 100), output: packColor(250, 220, 216),
};

/** One input, two neurons, one output on 100 × 60. @param {Partial<import('../../static/js/lib/diagram.js').Scene>} [changes] */
function scene(changes) {
  return {
    width: 100, height: 60, ratio: 1, thinnest: 0, colors: COLORS,
    columns: [
      { left: [0], right: [10], y: [30] },
      { left: [40, 40], right: [60, 60], y: [15, 45] },
      { left: [90], right: [100], y: [30] },
    ],
    blocks: [{ offset: 0, shape: /** @type {[number, number]} */ ([2, 2]) }, { offset: 4, shape: /** @type {[number, number]} */ ([3, 1]) }],
    crowds: [crowdOf(1, 2, 30), crowdOf(2, 1, 30)],
    graphs: [null, null], biasBars: [null, null], graphPoints: 32, graphWidth: 2,
    outputs: { graphs: [], pills: [], points: 256, low: 0, high: 1 },
    mostEdges: 2000,
    ...changes,
  };
}

/** @param {number[]} parameters */
function snapshot(parameters) {
  return {
    parameters: new Float32Array(parameters), scales: new Float32Array(), curves: new Int8Array(), prediction: new Float32Array(),
  };
}

/** @param {Uint8ClampedArray} bytes @param {(red: number, green: number, blue: number) => boolean} matches */
function countPixels(bytes, matches) {
  let count = 0;
  for (let i = 0; i < bytes.length; i += 4) if (matches(bytes[i], bytes[i + 1], bytes[i + 2])) count += 1;
  return count;
}

const bluish = (/** @type {number} */ red, /** @type {number} */ _, /** @type {number} */ blue) => blue > red + 60;
const orange = (/** @type {number} */ red, /** @type {number} */ _, /** @type {number} */ blue) => red > blue + 60;

test('an edge has the color of its sign', () => {
  const diagram = createDiagram(scene());
  diagram.paint(snapshot([1, 1, 0, 0, 1, 1, 0]), null);
  assert(countPixels(diagram.bytes, bluish) > 100);
  equal(countPixels(diagram.bytes, orange), 0);
  diagram.paint(snapshot([-1, -1, 0, 0, -1, -1, 0]), null);
  assert(countPixels(diagram.bytes, orange) > 60);
  equal(countPixels(diagram.bytes, bluish), 0);
});

test('a heavier edge is wider, a highlighted neuron dims the edges of others', () => {
  const diagram = createDiagram(scene());
  diagram.paint(snapshot([3, 0.2, 0, 0, 1, 1, 0]), null);
  const all = countPixels(diagram.bytes, bluish);
  diagram.paint(snapshot([0.2, 0.2, 0, 0, 1, 1, 0]), null);
  assert(all > countPixels(diagram.bytes, bluish));
  diagram.paint(snapshot([3, 3, 0, 0, 1, 1, 0]), { column: 1, index: 0 });
  const half = countPixels(diagram.bytes, bluish);
  diagram.paint(snapshot([3, 3, 0, 0, 1, 1, 0]), null);
  assert(half < 0.7 * countPixels(diagram.bytes, bluish));
});

test('weights of 0 show as outlines while they are few, no number breaks the picture', () => {
  const diagram = createDiagram(scene());
  diagram.paint(snapshot([0, 0, 0, 0, 0, 0, 0]), null);
  const gray = countPixels(diagram.bytes, (red, green) => red < 200 && red === green);
  assert(gray > 50, String(gray));
  diagram.paint(snapshot([NaN, Infinity, 0, 0, 1e30, -1e-30, 0]), null);
  diagram.paint(snapshot([]), null);
  equal(countPixels(diagram.bytes, (red, green, blue) => red + green + blue < 765), 0);
});

test('the strong are drawn last, and only the strongest are drawn at all', () => {
  const order = createEdgeOrder([4, 2], 3);
  const weights = [[0.1, 0.4, 0.2, 0.8], [0.5, 0.05]];
  order.measure((gap, edge) => weights[gap][edge]);
  /** @type {number[]} */
  const drawn = [];
  order.fromWeakest((gap, edge) => drawn.push(weights[gap][edge]));
  equal(drawn.slice().sort(), [0.4, 0.5, 0.8]);
  equal([order.total, drawn[0]], [6, 0.4]);
});

test('ink: width grows with the weight, a crowd thins out its weak edges', () => {
  const few = crowdOf(1, 3, 60);
  const many = crowdOf(16, 16, 12);
  assert(widthOf(strengthOf(2, few), few) > widthOf(strengthOf(1, few), few));
  close(opacityOf(0.2, 0.9, few), opacityOf(0.9, 0.9, few));
  assert(opacityOf(0.4, 0.8, many) < 0.1 * opacityOf(0.8, 0.8, many));
  equal(strengthOf(0, few), 0);
  assert(opacityOf(0, 0, many) > 0);
  equal([few.bow, many.bow < 0.3], [1, true]);
});
