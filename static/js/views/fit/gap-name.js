/**
 * The gap's entry in the legend: its shape, and the loss it comes to.
 *
 * @import { State, View } from '../../types.js'
 */

import { attr, text } from '../../lib/dom.js';
import { createPace } from '../../lib/pace.js';
import { t } from '../../i18n.js';
import { gapEvery, gapShape, gapWords } from './gap.js';

const NUMBERS_EVERY = 250;
/** The class and the path of a picture of each shape. */
export const GAP_PICTURES = {
  area: ['fit-area', 'M1 1h24v8h-24z'],
  bars: ['fit-bars', 'M6 1v8M13 3v6M20 1v8'],
  squares: ['fit-squares', 'M3 1h8v8h-8zM16 3h6v6h-6z'],
  mixed: ['fit-squares', 'M3 1h8v8h-8zM20 1v8'],
};

/** @param {{item: HTMLElement, label: HTMLElement, shape: SVGElement}} entry @param {() => State} get @returns {View} */
export function mountGapName({ item, label, shape: picture }, get) {
  const numbers = createPace(NUMBERS_EVERY, write);

  function write() {
    const state = get();
    const shape = gapShape(state);
    text(label, gapWords(state));
    attr(picture, 'class', GAP_PICTURES[shape][0]);
    attr(picture, 'd', GAP_PICTURES[shape][1]);
    const every = state.layout ? gapEvery(shape, state.layout) : 1;
    const count = state.layout?.data.train.x.length ?? 0;
    attr(item, 'title', every > 1 ? t('fit.gap_every', { every, count }) : null);
  }

  return {
    update({ view }, changed) {
      if (!view.gap) return;
      if (changed.has('view') || changed.has('layout') || changed.has('config')) numbers.now();
      else if (changed.has('frame')) numbers.request();
    },
    destroy: numbers.stop,
  };
}
