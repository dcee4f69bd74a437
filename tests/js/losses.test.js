import { createLosses } from '../../static/js/losses.js';
import { assert, equal, test } from './harness.js';

test('keeps every point while there are few', () => {
  const losses = createLosses();
  losses.push(0, 3, NaN);
  losses.push(5, 2, 2.5);
  const { step, train, validation } = losses.columns(100);
  equal([step, train, validation], [[0, 5], [3, 2], [NaN, 2.5]]);
});

test('the same step again replaces the value, an earlier step cuts what came after', () => {
  const losses = createLosses();
  for (let i = 0; i < 10; i++) losses.push(i, i, NaN);
  losses.push(9, 90, NaN);
  equal([...losses.columns(100).train].slice(-2), [8, 90]);
  losses.push(4, 40, NaN);
  equal(losses.columns(100).train, [0, 1, 2, 3, 40]);
});

test('memory stays bounded, extremes and ends survive, steps rise', () => {
  const losses = createLosses();
  const total = 200_000;
  for (let i = 0; i < total; i++) losses.push(i, i === 77_777 ? 1000 : 1 + (i % 7), i === 123_456 ? -5 : 3);
  assert(losses.length <= 8192, `kept ${losses.length} points`);
  for (const points of [8192, 600, 50]) {
    const { step, train, validation } = losses.columns(points);
    assert(step.length <= points + 2, `${step.length} points of ${points}`);
    equal([step[0], step[step.length - 1]], [0, total - 1]);
    equal([Math.max(...train), Math.min(...train), Math.min(...validation)], [1000, 1, -5]);
    assert(step.every((s, i) => i === 0 || s > step[i - 1]), 'steps rise');
  }
});

test('truncating and replacing', () => {
  const losses = createLosses();
  for (let i = 0; i < 50_000; i++) losses.push(i, i, NaN);
  const before = losses.version;
  losses.truncateAfter(1000);
  assert(losses.version > before, 'the version rises');
  const { step } = losses.columns(10_000);
  assert(step[step.length - 1] <= 1000, 'nothing later is left');
  losses.replace({ step: [0, 10], train: [2, 1], validation: [null, 0.5] });
  equal(losses.columns(10).validation, [NaN, 0.5]);
});
