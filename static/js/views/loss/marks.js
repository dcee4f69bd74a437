/**
 * What was done to the network, as thin lines with their names on the loss chart.
 *
 * @import uPlot from 'uplot'
 * @import { Mark } from '../../types.js'
 */

/** Names stand in up to this many rows; what finds no room keeps its line. */
const ROWS = 3;

/**
 * @param {uPlot} chart
 * @param {Mark[]} marks
 * @param {import('./chart.js').Style} style
 */
export function drawMarks(chart, marks, { inks, font, size }) {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const low = chart.scales.x.min ?? 0;
  const high = chart.scales.x.max ?? 0;
  /** Where the last name of each row ends. */
  const ends = new Array(ROWS).fill(-Infinity);
  ctx.save();
  ctx.font = font.replace(/^[\d.]+px/, `${size * 0.92 * ratio}px`);
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  for (const { step, label } of marks) {
    if (step < low || step > high) continue;
    const x = Math.round(chart.valToPos(step, 'x', true));
    ctx.fillStyle = inks.accent;
    ctx.globalAlpha = 0.55;
    ctx.fillRect(x, bbox.top, ratio, bbox.height);
    ctx.globalAlpha = 1;
    const width = ctx.measureText(label).width;
    const left = Math.min(x + 3 * ratio, bbox.left + bbox.width - width);
    const row = ends.findIndex((end) => left > end);
    if (row < 0) continue;
    ends[row] = left + width + 4 * ratio;
    ctx.fillText(label, left, bbox.top + row * size * 1.15 * ratio);
  }
  ctx.restore();
}
