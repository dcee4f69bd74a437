/**
 * What a table looks like: its first rows, and its points as a small picture.
 *
 * @import { Columns } from './columns.js'
 * @import { Found, Skipped } from './points.js'
 * @import { Table } from './table.js'
 */

import { attr, fill, h, svg } from '../../lib/dom.js';
import { extentOf } from '../../lib/scaling.js';
import { t } from '../../i18n.js';
import { columnName } from './words.js';

const ROWS = 6;
const MOST_COLUMNS = 30;
const [WIDTH, HEIGHT, MARGIN] = [240, 150, 8];

export function createPreview() {
  const head = h('tr', {});
  const body = h('tbody', {});
  const table = h('table', { class: 'csv-table' }, h('thead', {}, head), body);
  const scroller = h('div', { class: 'csv-scroll', role: 'region', tabindex: 0, 'aria-label': t('csv.preview') }, table);
  const dots = svg('path', { class: 'csv-dots' });
  const picture = svg('svg', { class: 'csv-picture', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': t('csv.picture') }, dots);

  return {
    element: h('div', { class: 'csv-preview' }, scroller, picture),
    /** @param {Table} table @param {Columns} columns @param {Found} found */
    show({ rows, names }, columns, found) {
      const all = names.map((_, i) => i).slice(0, MOST_COLUMNS);
      const role = (/** @type {number} */ i) => (i === columns.y ? 'y' : i === columns.x ? 'x' : '');
      const heads = all.map((i) => h('th', { scope: 'col', class: role(i) }, columnName(names[i], i + 1), role(i) !== '' && h('var', {}, role(i))));
      fill(head, h('td', {}), ...heads);
      const bad = new Set(found.skipped.filter(({ line }) => line <= (rows[ROWS - 1]?.line ?? Infinity)).map(placeOf));
      fill(body, ...rows.slice(0, ROWS).map(({ line, cells }) => {
        const own = all.map((i) => h('td', { class: [role(i), bad.has(placeOf({ line, column: i + 1 })) && 'bad'].filter(Boolean).join(' ') }, cells[i] ?? ''));
        return h('tr', {}, h('th', { scope: 'row' }, line), ...own);
      }));
      attr(dots, 'd', found.problem ? '' : dotsOf(found));
    },
  };
}

/** @param {Pick<Skipped, 'line' | 'column'>} skipped */
function placeOf({ line, column }) {
  return `${line} ${column}`;
}

/** Strokes of no length with round ends. @param {Found} found @returns {string} */
function dotsOf({ x, y }) {
  const [xs, ys] = [extentOf(x), extentOf(y)];
  const across = (/** @type {number} */ value) => MARGIN + ((value - xs.low) / (xs.high - xs.low)) * (WIDTH - 2 * MARGIN);
  const along = (/** @type {number} */ value) => HEIGHT - MARGIN - ((value - ys.low) / (ys.high - ys.low)) * (HEIGHT - 2 * MARGIN);
  return x.map((value, i) => `M${across(value).toFixed(1)} ${along(y[i]).toFixed(1)}h0`).join('');
}
