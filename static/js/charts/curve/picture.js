/**
 * The fit as the page shows it at this moment, from the chart's layers, without what is only there to be dragged.
 *
 * @import { State } from '../../types.js'
 * @import { LegendItem } from '../../lib/picture.js'
 */

import { t } from '../../i18n.js';
import { h, svg } from '../../lib/dom.js';
import { drawnCurve } from '../../lib/drawn-curve.js';
import { createBackground, createParts, setClip } from './background.js';
import { isDrawn, legendItem, legendOf } from './layer.js';
import { LAYERS } from './layers.js';
import { DIAMONDS } from './legend.js';
import { BAND_HEIGHT, dataHeightsOf, hasBand, heightsFor, viewIn } from './view.js';

const HEIGHT = 520;
const TEXT = 14;
/** What is named before the samples. */
const LINES = LAYERS.filter(({ slot }) => slot === 'top');
const OTHERS = LAYERS.filter(({ slot }) => slot !== 'top');

/**
 * @param {State} shown
 * @param {HTMLElement} place in the document, where styles apply
 * @param {number} width
 * @returns {{drawing: SVGElement[], legend: LegendItem[], height: number}}
 */
export function drawFit(shown, place, width) {
  const { layout } = shown;
  if (!layout || !shown.frame) throw new Error(t('export.nothing_yet'));
  /** @type {State} with nothing pointed at, and the chart itself where the page has the sums one by one */
  const state = { ...shown, hover: null, hoverRun: null, selection: null, view: { ...shown.view, rows: false, present: false } };
  const band = hasBand(state) ? BAND_HEIGHT : 0;
  const view = viewIn(layout, heightsFor(state, null, dataHeightsOf(layout)), { width, height: HEIGHT, textSize: TEXT, band });
  const parts = createParts(place, h('div'));
  const ended = new AbortController();
  const background = createBackground(parts, ended.signal);
  parts.box.classList.toggle('without-validation', !state.view.validation);
  setClip(parts.clip, view.plot);
  for (const { slot, className, create, print } of LAYERS.filter((layer) => !layer.onlyPage && isDrawn(layer, layout))) {
    const group = svg('g', { class: className });
    parts.slots[slot].append(group);
    if (print) (slot === 'ground' ? group : parts.still).append(print(state, view));
    else {
      const drawn = create({ group, labels: parts.slots.labels, occupied: parts.occupied, signal: ended.signal });
      drawn.arrange?.(layout, view);
      drawn.draw(state, view);
    }
  }
  // Last, as the numbers of the pieces make room for what is drawn.
  background.draw(layout, view, TEXT);
  ended.abort();
  const [still, numbers] = [svg('g', { class: parts.box.className }), svg('g', { class: parts.box.className }, background.pieces)];
  still.append(...parts.still.childNodes);
  // The numbers over the lines, so that none runs through them.
  return { drawing: [still, svg('g', {}, ...parts.moving.childNodes), numbers], height: HEIGHT, legend: namesOf(state) };
}

/** @param {State} state @returns {LegendItem[]} */
function namesOf(state) {
  const { layout, view } = state;
  if (!layout) return [];
  const hasCurve = layout.target.y !== null || drawnCurve(layout.config.data.source) !== null;
  const validated = layout.data.validation.x.length > 0 && view.validation;
  return [
    ...(hasCurve ? [legendItem('fit-target', t('fit.target'), 'M3 5h20')] : []),
    ...legendOf(LINES, state),
    legendItem('fit-train', t('fit.train'), 'M5 5h0M13 5h0M21 5h0'),
    ...(validated ? [legendItem('fit-validation', t('fit.validation'), DIAMONDS)] : []),
    ...legendOf(OTHERS, state),
  ];
}
