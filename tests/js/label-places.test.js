import { bestPlace } from '../../static/js/lib/label-places.js';
import { equal, test } from './harness.js';

const BOXES = [{ x: 80, y: 40, width: 20, height: 10 }, { x: 0, y: 40, width: 20, height: 10 }, { x: 40, y: 70, width: 20, height: 10 }];
/** A straight line from one height to another over 100 pixels. @param {number} from @param {number} to */
const line = (from, to) => ({ values: [from, to], left: 0, step: 100, scale: 1, shift: 0 });

test('a label stands where it is liked best while nothing runs there', () => {
  equal(bestPlace(BOXES, { curves: [], boxes: [] }), 0);
  equal(bestPlace(BOXES, { curves: [line(10, 20)], boxes: [] }), 0);
});

test('it gives way to curves, also to one that only jumps over it between two points', () => {
  const steep = { values: [100, 100, 100, 100, 100, 0], left: 0, step: 18, scale: 1, shift: 0 };
  equal(bestPlace(BOXES, { curves: [steep], boxes: [] }), 1);
  const rises = { values: Array.from({ length: 11 }, (_, i) => 80 - 4 * i), left: 0, step: 10, scale: 1, shift: 0 };
  equal(bestPlace(BOXES, { curves: [rises], boxes: [] }), 1);
});

test('another label is worse than any curve', () => {
  const curves = Array.from({ length: 9 }, () => line(45, 45));
  equal(bestPlace(BOXES.slice(0, 2), { curves, boxes: [{ x: 85, y: 42, width: 5, height: 5 }] }), 1);
});

test('it stays where it is while nothing is better', () => {
  equal(bestPlace(BOXES, { curves: [], boxes: [] }, 2), 2);
  equal(bestPlace(BOXES, { curves: [line(75, 75)], boxes: [] }, 2), 0);
});
