/** How runs of a race are told apart: a color, a dash and a number each, the same on both charts and in the table. */

import { h, svg } from './dom.js';

/** As many colors as a race may have runs. */
const COLORS = 10;
/** Neighbors never have the same; a run's color and dash together are its own. */
const DASHES = [[], [9, 4], [2, 4], [10, 3, 2, 3], [16, 5]];

/** @param {number} run @returns {string} a CSS color that follows the theme by itself */
export function runColor(run) {
  return `var(--race-${(run % COLORS) + 1})`;
}

/** @param {number} run @returns {number[]} lengths of strokes and gaps in pixels, none for a solid line */
export function runDash(run) {
  return DASHES[run % DASHES.length];
}

/** A piece of the run's line, for legends. @param {number} run @returns {SVGSVGElement} */
export function runSwatch(run) {
  const line = svg('path', { d: 'M1 5h24', 'stroke-dasharray': runDash(run).join(' ') || null, style: { stroke: runColor(run) } });
  return svg('svg', { class: 'swatch', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, line);
}

/** A piece of a pinned run's line. @param {number} index among those pinned @returns {SVGSVGElement} */
export function pinSwatch(index) {
  const line = svg('path', { class: 'pinned-line', d: 'M1 5h24', 'stroke-dasharray': runDash(index).join(' ') || null });
  return svg('svg', { class: 'swatch', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, line);
}

/** @param {number} run @returns {HTMLElement} its number, counted from 1 */
export function runNumber(run) {
  return h('span', { class: 'run-number', style: { '--run': runColor(run) } }, run + 1);
}
