/**
 * How large the weights are: how many of them lie in each bin, on a logarithmic scale of counts, so that a few large
 * ones beside hundreds near zero still show.
 */

import { attr, h, svg, text } from '../../js/lib/dom.js';
import { tickText } from '../../js/lib/axes.js';
import { short } from '../../js/lib/numbers.js';
import { t } from '../../js/i18n.js';

const BINS = 25;
const SIZE = { width: 150, height: 64, foot: 14 };

/**
 * @param {number[]} values
 * @param {number} reach from −reach to reach
 * @param {number} [bins] odd, so that zero is in the middle of one
 * @returns {number[]} how many values lie in each
 */
export function countsOf(values, reach, bins = BINS) {
  const counts = new Array(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value + reach) / (2 * reach)) * bins);
    if (Number.isFinite(bin)) counts[Math.max(0, Math.min(bins - 1, bin))] += 1;
  }
  return counts;
}

/** @param {number} count @param {number} most @returns {number} from 0 to 1; one value is seen, none is not */
export function heightOf(count, most) {
  return count === 0 ? 0 : (1 + Math.log2(count)) / (1 + Math.log2(Math.max(1, most)));
}

export function createHistogram() {
  const bars = svg('path', { class: 'histogram-bars' });
  const zero = svg('line', { class: 'histogram-zero', x1: SIZE.width / 2, x2: SIZE.width / 2, y1: 0, y2: SIZE.height - SIZE.foot });
  const base = svg('line', { class: 'histogram-base', x1: 0, x2: SIZE.width, y1: SIZE.height - SIZE.foot, y2: SIZE.height - SIZE.foot });
  const ticks = ['start', 'middle', 'end'].map((anchor, i) =>
    svg('text', { x: (SIZE.width / 2) * i, y: SIZE.height - 2, 'text-anchor': anchor }),
  );
  const picture = svg('svg', { role: 'img', viewBox: `0 0 ${SIZE.width} ${SIZE.height}` }, zero, bars, base, ...ticks);
  const caption = h('figcaption', {});
  const numbers = h('small', {});
  const element = h('figure', { class: 'histogram' }, caption, picture, numbers);
  return {
    element,
    /** @param {number[]} values @param {number} reach @param {string} title */
    draw(values, reach, title) {
      const counts = countsOf(values, reach);
      const most = Math.max(...counts);
      const width = SIZE.width / counts.length;
      const foot = SIZE.height - SIZE.foot;
      const path = counts.map((count, i) => {
        const height = (foot - 2) * heightOf(count, most);
        return height > 0 ? `M${(i * width + 0.5).toFixed(1)} ${foot}v${(-height).toFixed(1)}h${(width - 1).toFixed(1)}v${height.toFixed(1)}z` : '';
      });
      attr(bars, 'd', path.join(''));
      [-reach, 0, reach].forEach((tick, i) => text(ticks[i], tickText(tick)));
      text(caption, title);
      attr(picture, 'aria-label', t('regularization.histogram', { title, reach: tickText(reach) }));
      text(numbers, sizesOf(values));
    },
  };
}

/** @param {number[]} values */
function sizesOf(values) {
  const sizes = values.map(Math.abs);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
  return t('regularization.sizes', { largest: short(largest), mean: short(mean) });
}
