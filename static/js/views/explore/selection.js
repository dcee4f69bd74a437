/**
 * What a selection holds, in sentences. Pure.
 *
 * @import { Range, Selection } from '../../plot/charts.js'
 * @import { Chart } from './charts.js'
 */

import { count, t } from '../../i18n.js';
import { digitsText, lossWords } from '../../lib/format.js';

/** Years and the like need four. */
const DIGITS = 4;

/** @param {Chart} chart @param {Selection} selection @returns {string[]} one for each kind of sample, or each line */
export function sentencesOf({ samples, lines, figure }, { x, y }) {
  const axis = figure.y.title;
  const ofSamples = samples.map(({ name, points, gaps }) => {
    const inside = points.x.map((_, i) => i).filter((i) => isIn(points.x[i], x) && (y === null || isIn(points.y[i], y)));
    if (inside.length === 0) return t('explore.nothing_inside', { name });
    const [mean, gap] = [meanOf(inside.map((i) => points.y[i])), meanOf(inside.map((i) => gaps[i]))].map((value) => digitsText(value, DIGITS));
    return t('explore.samples', { name, count: count(inside.length), total: count(points.x.length), y: axis, mean, gap });
  });
  const ofLines = lines.map(({ name, x: steps, y: losses }) => {
    const inside = Array.from(losses, (loss, i) => ({ step: steps[i], loss })).filter(({ step, loss }) => loss !== null && isIn(step, x));
    if (inside.length === 0) return t('explore.nothing_inside', { name });
    const lowest = inside.reduce((best, each) => (Number(each.loss) < Number(best.loss) ? each : best));
    const mean = lossWords(meanOf(inside.map(({ loss }) => Number(loss))));
    return t('explore.losses', { name, count: count(inside.length), mean, low: lossWords(Number(lowest.loss)), step: count(lowest.step) });
  });
  return [...ofSamples, ...ofLines];
}

/** @param {number} value @param {Range} range */
function isIn(value, [low, high]) {
  return value >= low && value <= high;
}

/** @param {number[]} values */
function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
