import { layOut } from '../../static/js/views/network/geometry.js';
import { along, placeNumbers } from '../../static/js/views/network/placing.js';
import { assert, close, equal, test } from './harness.js';

const STAGES = [
  { name: 'desktop', width: 760, height: 280, textSize: 12, controlSize: 32 },
  { name: 'phone', width: 340, height: 300, textSize: 12, controlSize: 44 },
  { name: 'projector', width: 1220, height: 240, textSize: 20, controlSize: 44 },
];

const SHAPES = [[1, 1], [1, 1, 1], [1, 3, 1], [1, 5, 1], [1, 6, 1], [1, 9, 1], [1, 16, 1], [1, 30, 1], [1, 64, 1], [1, 4, 4, 1],
  [1, 2, 30, 2, 1], [1, 16, 16, 16, 16, 16, 16, 1], [1, ...new Array(8).fill(64), 1], [3, 5, 4]];

for (const stage of STAGES) {
  for (const sizes of SHAPES) {
    test(`${stage.name}: ${sizes.join('-')} fits without overlap`, () => {
      const geometry = layOut({ ...stage, sizes });
      equal(geometry.columns.map(({ boxes }) => boxes.length), sizes);
      const boxes = geometry.columns.flatMap(withCaptions);
      for (const box of boxes) assertInside(box, stage, geometry);
      for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) assertApart(boxes[i], boxes[j]);
      assert(geometry.buttonSize >= 24);
    });
  }
}

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/** @param {import('../../static/js/views/network/geometry.js').ColumnGeometry} column @param {number} i @param {unknown[]} all @returns {Box[]} */
function withCaptions({ boxes, caption }, i, all) {
  const above = i === all.length - 1 ? 0 : caption;
  return boxes.map(({ x, y, width, height }) => ({ x, y: y - above, width, height: height + above }));
}

/** @param {Box} box @param {{width: number, height: number}} stage @param {import('../../static/js/views/network/geometry.js').Geometry} geometry */
function assertInside(box, stage, { labelHeight, controlHeight }) {
  assert(box.x >= 0 && box.x + box.width <= stage.width, `x ${box.x} width ${box.width}`);
  assert(box.y >= labelHeight - 0.5, `y ${box.y} above ${labelHeight}`);
  assert(box.y + box.height <= stage.height - controlHeight + 0.5, `bottom ${box.y + box.height}`);
}

/** @param {Box} a @param {Box} b */
function assertApart(a, b) {
  const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  assert(apart, `${JSON.stringify(a)} overlaps ${JSON.stringify(b)}`);
}

test('few neurons show graphs with names and biases, many show dots', () => {
  const styles = [3, 8, 16, 64].map((count) => layOut({ ...STAGES[0], sizes: [1, count, 1] }).columns[1]);
  equal(styles.map(({ style }) => style), ['card', 'row', 'spark', 'dot']);
  equal(styles.map(({ biases }) => biases), ['text', 'text', 'none', 'none']);
});

test('a finger finds the buttons of a phone', () => {
  assert(layOut({ ...STAGES[1], sizes: [1, 3, 1] }).buttonSize >= 44);
});

test('numbers stand on their own edges and apart from one another', () => {
  const edges = [20, 80, 140].map((y1) => ({ x0: 0, y0: 80, x1: 240, y1 }));
  const points = placeNumbers(edges, { width: 36, height: 15 });
  points.forEach((point, i) => {
    assert(point !== null);
    close(point.y, along(edges[i], point.x / 240).y, 0.5);
  });
  for (const a of points) for (const b of points) {
    if (a && b && a !== b) assert(Math.abs(a.x - b.x) >= 36 || Math.abs(a.y - b.y) >= 15);
  }
});

test('no number where there is no room', () => {
  equal(placeNumbers([{ x0: 0, y0: 0, x1: 30, y1: 40 }], { width: 36, height: 15 }), [null]);
});
