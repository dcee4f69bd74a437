import {
  createSurface, easeOf, fillRounded, mix, packColor, strokeEdge, strokeGraph,
} from '../../static/js/lib/raster.js';
import { assert, close, equal, test } from './harness.js';

const WHITE = packColor(255, 255, 255);
const BLACK = packColor(0, 0, 0);

/** @param {number} width @param {number} height */
function paper(width, height) {
  const surface = createSurface(width, height);
  surface.pixels.fill(WHITE);
  return surface;
}

/** @param {Partial<import('../../static/js/lib/raster.js').Pen>} [changes] */
function pen(changes) {
  return { color: BLACK, alpha: 1, radius: 1, dash: 0, hollow: false, bow: 1, ...changes };
}

/** How much ink lies in a column, in whole pixels. @param {ReturnType<typeof paper>} surface @param {number} x */
function ink({ pixels, width, height }, x) {
  let sum = 0;
  for (let y = 0; y < height; y++) sum += 1 - (pixels[y * width + x] & 0xff) / 255;
  return sum;
}

test('colors mix to nearest, channel by channel', () => {
  equal(mix(BLACK, WHITE, 256), WHITE);
  equal(mix(WHITE, packColor(10, 20, 30), 256), packColor(10, 20, 30));
  equal(mix(BLACK, packColor(200, 100, 50), 128), packColor(100, 50, 25));
});

test('a thousand faint strokes of the same color leave the paper alone', () => {
  let color = WHITE;
  for (let i = 0; i < 1000; i++) color = mix(color, WHITE, 1);
  equal(color, WHITE);
});

test('the ease leaves and arrives level and passes the middle', () => {
  const { rise, slope } = easeOf(200);
  close(rise[0], 0, 1e-3);
  close(rise[199], 1, 1e-3);
  close((rise[99] + rise[100]) / 2, 0.5, 1e-6);
  close(slope[100], 2, 1e-2);
  for (let i = 1; i < 200; i++) assert(rise[i] > rise[i - 1]);
});

test('a level edge has its width in every column it crosses, and none beside', () => {
  const surface = paper(40, 20);
  strokeEdge(surface, 5, 10, 35, 10, pen({ radius: 1.5 }));
  for (let x = 5; x < 35; x++) close(ink(surface, x), 3, 0.02);
  equal([ink(surface, 4), ink(surface, 35)], [0, 0]);
});

test('a line thinner than a pixel is paler, not thinner', () => {
  const surface = paper(10, 20);
  strokeEdge(surface, 0, 10.5, 10, 10.5, pen({ radius: 0.25 }));
  close(ink(surface, 5), 0.5, 0.02);
});

test('a steep straight edge is as wide across as a level one', () => {
  const surface = paper(40, 200);
  strokeEdge(surface, 0, 20, 40, 180, pen({ radius: 2, bow: 0 }));
  close(ink(surface, 20), 4 * Math.sqrt(1 + 4 * 4), 0.4);
});

test('dashes leave gaps, a hollow edge leaves its middle', () => {
  const dashed = paper(200, 20);
  strokeEdge(dashed, 0, 10, 200, 10, pen({ dash: 10 }));
  const columns = Array.from({ length: 200 }, (_, x) => ink(dashed, x));
  assert(columns.some((amount) => amount === 0) && columns.some((amount) => amount > 1.9));
  close(columns.reduce((sum, amount) => sum + amount) / 200 / 2, 1 / 1.6, 0.03);
  const hollow = paper(20, 21);
  strokeEdge(hollow, 0, 10.5, 20, 10.5, pen({ hollow: true, radius: 3 }));
  equal(hollow.pixels[10 * 20 + 10], WHITE);
  assert(hollow.pixels[7 * 20 + 10] !== WHITE && hollow.pixels[13 * 20 + 10] !== WHITE);
});

test('nothing is drawn outside the surface', () => {
  const surface = paper(20, 10);
  strokeEdge(surface, -10, -30, 40, 60, pen({ radius: 3 }));
  strokeEdge(surface, 5, 5, 5, 9, pen());
  fillRounded(surface, { x: -5, y: -5, width: 100, height: 100 }, 4, BLACK);
  equal(surface.pixels.length, 200);
});

test('a graph spans its box from low to high and is clipped to it', () => {
  const surface = paper(30, 30);
  strokeGraph(surface, { x: 5, y: 5, width: 20, height: 20 }, [0, 10], 0, 2, 0, 10, pen());
  const middle = Array.from({ length: 30 }, (_, y) => surface.pixels[y * 30 + 15]).indexOf(BLACK);
  assert(Math.abs(middle - 14) <= 1, `at ${middle}`);
  const clipped = paper(30, 30);
  strokeGraph(clipped, { x: 5, y: 5, width: 20, height: 20 }, [0, 100], 0, 2, 0, 10, pen());
  for (let x = 0; x < 30; x++) equal([clipped.pixels[4 * 30 + x], clipped.pixels[25 * 30 + x]], [WHITE, WHITE]);
});

test('round corners stay clear of ink', () => {
  const surface = paper(20, 20);
  fillRounded(surface, { x: 2, y: 2, width: 16, height: 16 }, 8, BLACK);
  equal(surface.pixels[2 * 20 + 2], WHITE);
  equal(surface.pixels[10 * 20 + 10], BLACK);
});
