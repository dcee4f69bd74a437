/**
 * The best step: where the validation loss was lowest, as a little flag on the chart, and the way back to it.
 *
 * @import uPlot from 'uplot'
 * @import { LossColumns, Stopping } from '../../types.js'
 *
 * @typedef {{step: number, loss: number}} Best
 */

/** In heights of the text. */
const POLE = 1.5;
const HEAD = 0.6;
const LIFT = 1.6;
const CLOTH = { width: 0.75, height: 0.6 };

/** @param {LossColumns} columns @returns {Best | null} null without validation losses */
export function bestOf({ step, validation }) {
  let at = -1;
  for (let i = 0; i < validation.length; i++) {
    if (Number.isFinite(validation[i]) && (at < 0 || validation[i] < validation[at])) at = i;
  }
  return at < 0 ? null : { step: step[at], loss: validation[at] };
}

/**
 * @param {uPlot} chart
 * @param {Best} best
 * @param {import('./chart.js').Style} style
 */
export function drawFlag(chart, { step, loss }, { inks, size, stroke }) {
  const { ctx, bbox } = chart;
  const unit = size * devicePixelRatio;
  const x = chart.valToPos(step, 'x', true);
  const y = Math.max(bbox.top, Math.min(bbox.top + bbox.height, chart.valToPos(loss, 'y', true)));
  if (!Number.isFinite(x + y)) return;
  // Upward where there is room, for the other lines are mostly below.
  const up = y - POLE * unit < bbox.top ? -1 : 1;
  const left = x + CLOTH.width * unit > bbox.left + bbox.width ? -1 : 1;
  const tip = y - up * POLE * unit;
  ctx.save();
  ctx.strokeStyle = inks.accent;
  ctx.fillStyle = inks.accent;
  ctx.setLineDash([]);
  ctx.lineWidth = stroke * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x, tip);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x, tip);
  ctx.lineTo(x + left * CLOTH.width * unit, tip + (up * CLOTH.height * unit) / 2);
  ctx.lineTo(x, tip + up * CLOTH.height * unit);
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x, y, stroke * 1.6 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.restore();
}

/**
 * An arrow from the last step that early stopping saw back to the best one.
 *
 * @param {uPlot} chart
 * @param {Stopping} stopping
 * @param {import('./chart.js').Style} style
 */
export function drawWayBack(chart, { best, last }, { inks, size, stroke }) {
  const { ctx, bbox } = chart;
  const unit = size * devicePixelRatio;
  const [from, to] = [last, best].map(({ step, loss }) => ({
    x: chart.valToPos(step, 'x', true),
    y: Math.max(bbox.top + unit, Math.min(bbox.top + bbox.height, chart.valToPos(loss, 'y', true))),
  }));
  if (!Number.isFinite(from.x + from.y + to.x + to.y) || Math.abs(from.x - to.x) < 1) return;
  const middle = { x: (from.x + to.x) / 2, y: Math.max(bbox.top, Math.min(from.y, to.y) - LIFT * unit) };
  const length = Math.hypot(to.x - middle.x, to.y - middle.y);
  const along = { x: (to.x - middle.x) / length, y: (to.y - middle.y) / length };
  const head = HEAD * unit;
  ctx.save();
  ctx.strokeStyle = inks.accent;
  ctx.fillStyle = inks.accent;
  ctx.setLineDash([]);
  ctx.lineWidth = stroke * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.quadraticCurveTo(middle.x, middle.y, to.x - along.x * head, to.y - along.y * head);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(to.x, to.y);
  for (const side of [-1, 1]) {
    ctx.lineTo(to.x - along.x * head + (side * along.y * head) / 2, to.y - along.y * head - (side * along.x * head) / 2);
  }
  ctx.fill();
  ctx.restore();
}
