/**
 * Beside and below the panel's title: the legend, what the chart may show besides, and the sum the prediction is.
 *
 * @import { Actions, State } from '../../types.js'
 */

import { attr, h, svg, text } from '../../lib/dom.js';
import { drawnCurve } from '../../lib/drawn.js';
import { mountWhenNeeded } from '../../lib/lazy.js';
import { MOST_CONTRIBUTIONS } from '../../lib/parameters.js';
import { exactCount, t } from '../../i18n.js';
import { createChips } from './chips.js';
import { anyMuted, termsOf } from './terms.js';

/** Two of the marks that validation samples have. */
export const DIAMONDS = 'M7 1.4l3.6 3.6-3.6 3.6-3.6-3.6zM19 1.4l3.6 3.6-3.6 3.6-3.6-3.6z';
/** The switches: what they choose, and a picture of it for where there is no room for words. */
const SWITCHES = /** @type {const} */ ([
  ['contributions', 'M2.5 12.5 10 9l7.5 7.5M2.5 9H8l9.5-6M2.5 17 17.5 7'],
  ['gap', 'M2.5 13 8 6l4 5 5.5-6M2.5 16l7-2 8-6M5 12.5v2M8 8v6M12 12v1M15 8.5v1'],
  ['residuals', 'M2.5 10h15M5 10V6M8 10v5M11 10V4M14 10v3'],
  ['rows', 'M3 5h14M3 10h9l5-2M3 16l5-2 4 2 5-3'],
]);

/** @param {{actions: Actions, get: () => State}} context */
export function createHeading({ actions, get }) {
  const items = createLegend(() => actions.choose({ validation: !get().view.validation }));
  const chips = createChips({ actions, get });
  const gapPicture = svg('path');
  const gap = createSwatchItem('area', gapPicture);
  const gapName = mountWhenNeeded(
    async () => (await import('./gap-name.js')).mountGapName({ ...gap, shape: gapPicture }, get),
    ({ view }) => view.gap,
  );
  const best = createSwatchItem('best', line(1));
  let bestStep = NaN;
  const shown = createSwatchItem('shown', line(1));
  const replay = h('button', { type: 'button', class: 'quiet fit-replay', hidden: true }, t('fit.replay'));
  const switches = SWITCHES.map(([name, picture]) => createSwitch(name, picture, () => actions.choose({ [name]: !get().view[name] })));
  const pin = h('button', { type: 'button', class: 'fit-switch fit-pin', title: t('fit.pin_help'), dataset: { waits: '' } }, t('fit.pin'));
  const toggles = h('div', { class: 'fit-switches', role: 'group', 'aria-label': t('fit.switches') }, replay, ...switches, pin);
  const tooMany = h('span', {}, t('fit.too_many_curves', { most: MOST_CONTRIBUTIONS }));
  const below = h('div', { class: 'fit-below' }, chips.element, tooMany, shown.item, best.item, gap.item);
  const legend = h('p', { class: 'legend fit-legend' }, ...Object.values(items));
  text(shown.label, t('fit.shown'));
  best.item.hidden = true;

  /** @param {State} state @returns {boolean} whether the legend has another best step to name, or none any more */
  function nameBest({ frame, view }) {
    const step = frame?.sections.best && frame.sections.watch && !view.rows ? frame.sections.watch.bestStep : NaN;
    if (Object.is(step, bestStep)) return false;
    bestStep = step;
    best.item.hidden = Number.isNaN(step);
    if (!best.item.hidden) text(best.label, t('fit.best', { step: exactCount(step) }));
    return true;
  }

  /** Where it is about to come, its room is kept. */
  function showBelow() {
    const { layout, view } = get();
    below.hidden = !(layout === null && view.contributions) && [chips.element, tooMany, best.item, gap.item].every(({ hidden }) => hidden);
  }

  return {
    element: h('div', { class: 'fit-head' }, legend, toggles, below),
    legend,
    pin,
    replay,
    /** @param {State} state @param {ReadonlySet<keyof State>} changed */
    update(state, changed) {
      const { view, layout, ghost } = state;
      items.ghost.hidden = ghost === null;
      const anew = changed.has('layout');
      const chosen = changed.has('view');
      gapName.update(state, changed);
      if (nameBest(state)) showBelow();
      if (!anew && !chosen && !changed.has('muted') && !changed.has('hover')) return;
      chips.show(state, anew);
      SWITCHES.forEach(([name], i) => attr(switches[i], 'aria-pressed', String(view[name])));
      attr(items.validation, 'aria-pressed', String(view.validation));
      items.validation.hidden = layout !== null && layout.data.validation.x.length === 0;
      items.target.hidden = layout !== null && layout.target.y === null && drawnCurve(layout.config.data.source) === null;
      tooMany.hidden = !view.contributions || view.rows || (layout?.sizes.at(-2) ?? 0) <= MOST_CONTRIBUTIONS;
      shown.item.hidden = !view.contributions || view.rows || !layout || !anyMuted(termsOf(layout), state.muted);
      gap.item.hidden = !view.gap || view.rows;
      showBelow();
      replay.hidden = !view.rows;
      for (const button of switches.slice(0, -1)) button.hidden = view.rows;
    },
    destroy: gapName.destroy,
  };
}

/** @param {number} from */
function line(from) {
  return svg('line', { x1: from, x2: 26 - from, y1: 5, y2: 5 });
}

/** @param {() => void} toggleValidation */
function createLegend(toggleValidation) {
  return {
    target: legendItem('target', line(3)),
    prediction: legendItem('prediction', line(1)),
    ghost: legendItem('ghost', line(1)),
    train: legendItem('train', svg('path', { d: 'M5 5h0M13 5h0M21 5h0' }), 'minor'),
    validation: createValidation(toggleValidation),
  };
}

/** @param {string} kind @param {SVGElement} shape @param {string} [rank] minor ones give way where room is short */
function legendItem(kind, shape, rank = '') {
  const { item, label } = createSwatchItem(kind, shape, rank);
  text(label, t(`fit.${kind}`));
  return item;
}

/** The validation samples can be hidden until they are asked for. @param {() => void} toggle */
function createValidation(toggle) {
  const { children } = legendItem('validation', svg('path', { d: DIAMONDS }));
  return h('button', {
    type: 'button', class: 'legend-item minor fit-validation-switch', 'aria-pressed': 'true', 'aria-label': t('fit.validation'), title: t('curve.validation_help'), on: { click: toggle },
  }, ...children);
}

/** @param {string} kind @param {SVGElement} shape @param {string} [rank] */
function createSwatchItem(kind, shape, rank = '') {
  attr(shape, 'class', `fit-${kind}`);
  const swatch = svg('svg', { class: 'swatch', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, shape);
  const label = h('span');
  return { item: h('span', { class: `legend-item ${rank}` }, swatch, label), label };
}

/** @param {string} name @param {string} picture @param {() => void} press */
function createSwitch(name, picture, press) {
  const icon = svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: picture }));
  const title = t(`fit.${name}_help`);
  return h('button', { type: 'button', class: 'fit-switch', 'aria-pressed': 'false', title, on: { click: press } }, icon, h('span', {}, t(`fit.switch_${name}`)));
}
