/** What the fit chart is built of, bottom to top: two drawings, one still and one moving, and what lies over them. */

import { attr, h, svg } from '../../lib/dom.js';

/**
 * @import { State } from '../../types.js'
 * @import { Plot } from './chart.js'
 * @import { Box } from '../../lib/raster.js'
 */

/** Of the numbered pieces between plot and x axis, in pixels. */
export const BAND_HEIGHT = 26;

/** @param {State} state @returns {boolean} whether the band of pieces takes room below the plot */
export function hasBand({ view, pieces, layout }) {
  return !layout?.race && view.contributions && !view.present && pieces !== null && pieces.length > 0;
}

/** @param {HTMLElement} root @param {HTMLElement} heading */
export function createParts(root, heading) {
  const clip = svg('rect');
  const gap = svg('g');
  const curves = svg('g', { class: 'fit-contributions' });
  const pinned = svg('g', { class: 'fit-pinned' });
  const runs = svg('g', { class: 'fit-runs' });
  const ghost = svg('path', { class: 'fit-ghost' });
  const best = svg('path', { class: 'fit-best' });
  const prediction = svg('path', { class: 'fit-prediction' });
  const pieces = svg('g');
  const lines = svg('g', { 'clip-path': 'url(#fit-clip)' }, gap, pinned, curves, ghost, best, pieces, prediction, runs);
  const labels = svg('g');
  const knots = svg('g', { class: 'fit-knots' });
  const hair = svg('g');
  const still = svg('svg', { class: 'fit-still', 'aria-hidden': 'true' });
  const defs = svg('defs', {}, svg('clipPath', { id: 'fit-clip' }, clip));
  const moving = svg('svg', { class: 'fit-moving', 'aria-hidden': 'true' }, defs, lines, knots, labels, hair);
  const box = h('div', { class: 'fit-box' }, still, moving);
  const rows = h('div', { class: 'fit-rows', hidden: true });
  const summary = h('p', { class: 'heard', id: 'fit-summary', 'aria-live': 'off' });
  /** @type {Map<string, Box[]>} what labels make room for, by what draws it */
  const occupied = new Map();
  root.append(heading, box, rows, summary);
  attr(root, 'aria-describedby', 'fit-summary');
  return { clip, gap, curves, pinned, runs, ghost, best, prediction, pieces, labels, knots, hair, still, moving, box, rows, summary, occupied };
}

/** @param {SVGRectElement} clip @param {Plot} plot */
export function setClip(clip, { left, right, top, bottom }) {
  attr(clip, 'x', left);
  attr(clip, 'y', top - 4);
  attr(clip, 'width', right - left + 4);
  attr(clip, 'height', Math.max(0, bottom - top + 4));
}

/** @param {number} width @param {number} height @param {number} textSize @param {number} band between plot and x axis @param {{x: number, y: number}} characters of the longest numbers of the axes @returns {Plot} */
export function plotOf(width, height, textSize, band, characters) {
  const axis = height - textSize * 2;
  const left = textSize * Math.max(2.8, characters.y * 0.6 + 1);
  // Where a number stands at the very end, half of it is beyond.
  const right = width - textSize * Math.max(1.5, characters.x * 0.3 + 0.3);
  return { left, right, top: textSize * 1.2, bottom: axis - band, axis };
}
