import { setStrings } from '../../static/js/i18n.js';
import { cellAt, levelsOf, MARGIN, placeOf, tracesOf } from '../../static/js/plot/maps.js';
import {
  heightOf, logHeightTicks, lossAt, lowestOf, nearestOn, pointWith, rangeOf, spotsOf, walked,
} from '../../static/features/landscape/map.js';
import { firstPair, partName, placeFields, weightName } from '../../static/features/landscape/weights.js';
import { exists, nameOf, neuronsOf, partsOf } from '../../static/js/lib/weight-places.js';
import { close, equal, test } from './harness.js';

setStrings(
  { landscape: { weight_of: 'w of {name} from {from}', bias_of: 'b of {name}', weight_from: 'weight from {from}', bias: 'bias' } },
  'en',
);

const NEURONS = [['h1.1', 0, 0], ['h1.2', 0, 1], ['h2.1', 1, 0]].map(([name, layer, index], id) => ({ name, layer, index, id }));
const LAYOUT = /** @type {any} */ ({ sizes: [1, 2, 1, 1], neurons: NEURONS });
const MAP = /** @type {import('../../static/features/landscape/map.js').Landscape} */ ({
  a: [-1, 0, 1], b: [-2, 0, 2], losses: [[1, 2, 3], [4, 0.1, 6], [7, null, 9]], center: 0.1,
  path: [[-1, -2], [0.5, -1], [5, 5]], random: false, step: 7, values: [10, 20], pinned: null,
  plane: { center: [1, 2, 3], first: [1, 0, 0], second: [1, 1, 0] },
});

test('weights and biases are named by what they lead to and come from', () => {
  equal(weightName(LAYOUT, { layer: 0, to: 1, from: 0 }), 'w of h1.2 from x');
  equal(weightName(LAYOUT, { layer: 1, to: 0, from: 1 }), 'w of h2.1 from h1.2');
  equal(weightName(LAYOUT, { layer: 2, to: 0, from: 0 }), 'w of Y′ from h2.1');
  equal(weightName(LAYOUT, { layer: 2, to: 0, from: null }), 'b of Y′');
  equal(partName(LAYOUT, { layer: 1, to: 0, from: 0 }), 'weight from h1.1');
  equal(nameOf(/** @type {any} */ ({ sizes: [2, 1], neurons: [] }), -1, 1), 'x2');
});

test('every weight and bias of the network can be chosen, and no other', () => {
  equal(neuronsOf(LAYOUT).length, 4);
  const all = neuronsOf(LAYOUT).flatMap((place) => partsOf(LAYOUT, place));
  equal(all.length, 4 + 3 + 2);
  equal(all.every((place) => exists(LAYOUT, place)), true);
  equal(exists(LAYOUT, { layer: 0, to: 2, from: 0 }), false);
  equal(exists(LAYOUT, { layer: 3, to: 0, from: null }), false);
  equal(firstPair({ layer: 1, neuron: 0 }).map(placeFields), [{ layer: 1, to: 0, from: 0 }, { layer: 1, to: 0 }]);
});

test('heights are losses or their logarithms; a loss of zero lies below all others', () => {
  equal(heightOf(MAP, false)(3), 3);
  equal(heightOf(MAP, false)(null), null);
  const log = heightOf(MAP, true);
  close(Number(log(10)), 1);
  close(Number(log(0)), -2);
  equal(log(null), null);
  equal(rangeOf(MAP), [0.1, 9]);
  equal(rangeOf({ ...MAP, losses: [[null]] }), null);
});

test('the colors’ numbers are losses at the places of their logarithms', () => {
  const ticks = logHeightTicks([0.01, 10]);
  equal(ticks?.texts, ['0.01', '0.1', '1', '10']);
  close(Number(ticks?.values[0]), -2);
  equal(logHeightTicks([0, 1]), null);
});

test('between the points of the grid the loss is read off the surface', () => {
  equal(lossAt(MAP, -1, -2), 1);
  equal(lossAt(MAP, 1, -2), 3);
  equal(lossAt(MAP, -0.5, -2), 1.5);
  close(Number(lossAt(MAP, -1, -1)), 2.5);
  equal(lossAt(MAP, 0.5, 1), null, 'beside a point without a loss');
  equal(lossAt(MAP, 1.01, 0), null, 'outside');
});

test('the way is drawn from the weights’ own values', () => {
  const spots = spotsOf(MAP, heightOf(MAP, false));
  equal(spots[0], [9, 18, 1]);
  equal(spots[2], [15, 25, null]);
  equal(lowestOf(MAP), { column: 1, row: 1 });
});

test('a point is known by exactly its weights', () => {
  const known = [{ a: 0, b: 0, parameters: new Float32Array([1, 2]) }, { a: 1, b: 0, parameters: new Float32Array([1, 2.5]) }];
  equal(pointWith(known, new Float32Array([1, 2.5]))?.a, 1);
  equal(pointWith(known, new Float32Array([1, 2.4])), null);
  equal(pointWith(known, new Float32Array([1])), null);
});

const DRAWING = /** @type {import('../../static/js/plot/maps.js').MapDrawing} */ ({
  kind: 'contour', x: [0, 1, 2, 3, 4], y: [0, 1, 2], heights: [[0, 1, 2, 3, 4], [1, 2, 3, 4, null], [2, 3, 4, 5, 6]],
  ticks: null, path: [], present: null, labels: { x: 'x', y: 'y', height: 'loss', whole: '' },
  theme: { font: '', ink: '', soft: '', line: '', panel: '', size: 12 },
});

test('a place in the picture and a point of the map are the same both ways', () => {
  const size = { width: 500, height: 300 };
  for (const cell of [{ column: 0, row: 0 }, { column: 4, row: 2 }, { column: 3, row: 1 }]) {
    const [x, y] = placeOf(DRAWING, cell, size);
    equal(cellAt(DRAWING, { x, y, ...size }), cell);
  }
  equal(placeOf(DRAWING, { column: 0, row: 2 }, size), [MARGIN.l, MARGIN.t]);
  equal(cellAt(DRAWING, { x: MARGIN.l - 3, y: 100, ...size }), null);
});

test('contour lines lie between the lowest and the highest point, also where all is flat', () => {
  const { start, end, size } = levelsOf(DRAWING);
  equal([start > 0, end < 6, size > 0, start < end], [true, true, true, true]);
  const flat = levelsOf({ heights: [[2, 2], [2, 2]] });
  equal(flat.start <= flat.end && flat.size > 0, true);
  equal(levelsOf({ heights: [[null]] }).size, 1);
});

test('the way, its beginning and the present point lie over the map, each only if there is one', () => {
  const kinds = (/** @type {Partial<typeof DRAWING>} */ changes) => tracesOf({ ...DRAWING, ...changes }).map((trace) => /** @type {any} */ (trace).type);
  equal(kinds({}), ['contour']);
  equal(kinds({ present: [1, 1, 2] }), ['contour', 'scatter']);
  equal(kinds({ path: [[0, 0, 0], [1, 1, 2]], present: [1, 1, 2] }).length, 5);
  equal(kinds({ kind: 'surface', path: [[0, 0, 0], [1, 1, 2]] }), ['surface', 'scatter3d', 'scatter3d']);
});

test('weights are where the slice is nearest to them', () => {
  equal(nearestOn(MAP, [1, 2, 3]), [0, 0]);
  const [a, b] = nearestOn(MAP, [1 + 2 + 3, 2 + 3, 99]) ?? [NaN, NaN];
  close(a, 2);
  close(b, 3);
  equal(nearestOn(MAP, [1, 2]), null, 'another shape');
  equal(nearestOn(MAP, [NaN, 2, 3]), null);
  equal(nearestOn({ ...MAP, plane: null }, [1, 2, 3]), null);
});

test('a way goes on, keeps its beginning and stays short', () => {
  /** @type {[number, number][]} */
  let path = [];
  for (let i = 0; i < 3000; i++) path = walked(path, [i, i]);
  equal(path[0], [0, 0]);
  equal(path.at(-1), [2999, 2999]);
  equal(path.length <= 512, true);
});
