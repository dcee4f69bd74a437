import { decodeFrame } from '../../static/js/frame.js';
import { assert, equal, test, throws } from './harness.js';

/** @param {{kind: number, type: number, bytes: Uint8Array}[]} sections @param {number} [version] */
function frame(sections, version = 1) {
  const padded = (/** @type {number} */ n) => Math.ceil(n / 4) * 4;
  const size = sections.reduce((sum, { bytes }) => sum + 8 + padded(bytes.length), 32);
  const view = new DataView(new ArrayBuffer(size));
  view.setUint8(0, version);
  view.setUint8(1, 3);
  view.setUint16(2, 7, true);
  view.setUint32(4, 42, true);
  view.setFloat64(8, 1240, true);
  view.setFloat64(16, 62.5, true);
  view.setFloat32(24, 0.5, true);
  view.setFloat32(28, NaN, true);
  let at = 32;
  for (const { kind, type, bytes } of sections) {
    view.setUint16(at, kind, true);
    view.setUint8(at + 2, type);
    view.setUint32(at + 4, bytes.length, true);
    new Uint8Array(view.buffer, at + 8).set(bytes);
    at += 8 + padded(bytes.length);
  }
  return view.buffer;
}

/** @param {number} neurons @param {number} [prediction] how many points each curve has */
const layout = (neurons, prediction = 2) => ({
  grids: { neurons: { from: 0, to: 1, count: neurons }, prediction: { from: 0, to: 1, count: prediction } },
});

/** @param {number[]} values */
const floats = (values) => new Uint8Array(new Float32Array(values).buffer);

test('the header', () => {
  const { sections, ...header } = decodeFrame(frame([]), layout(2));
  equal(header, {
    number: 42, layout: 7, step: 1240, epoch: 62.5, running: true, trainingLoss: 0.5,
    validationLoss: NaN,
  });
  equal(sections, {});
});

test('sections are viewed in place, unknown ones skipped', () => {
  const neurons = new Uint8Array([...floats([0.5, 2]), 1, 0xff, 3, 4, 5, 6]);
  const buffer = frame([
    { kind: 99, type: 1, bytes: new Uint8Array(5) },
    { kind: 1, type: 1, bytes: floats([1, 2, 3]) },
    { kind: 3, type: 2, bytes: neurons },
    { kind: 2, type: 1, bytes: floats([4]) },
  ]);
  const { parameters, prediction, neurons: curves } = decodeFrame(buffer, layout(3)).sections;
  equal([parameters, prediction], [[1, 2, 3], [4]]);
  equal([curves?.rows, curves?.count, curves?.scales, curves?.values], [2, 3, [0.5, 2], [1, -1, 3, 4, 5, 6]]);
  assert(parameters?.buffer === buffer && curves?.values.buffer === buffer, 'nothing is copied');
});

test('a frame of another version or with an end missing is refused', () => {
  throws(() => decodeFrame(frame([], 2), layout(2)), /version 1, got 2/);
  throws(() => decodeFrame(new ArrayBuffer(8), layout(2)));
  throws(() => decodeFrame(frame([{ kind: 1, type: 1, bytes: floats([1]) }]).slice(0, 42), layout(2)), /ends after/);
  throws(() => decodeFrame(frame([{ kind: 3, type: 2, bytes: new Uint8Array(6) }]), layout(3)), /no rows/);
});
