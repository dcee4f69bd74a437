/**
 * Beside and below the panel's title: the legend, what the chart may show besides, and the sum the prediction is.
 *
 * @import { Actions, Changed, State } from '../../types.js'
 * @import { Term } from './terms.js'
 */

import { attr, fill, h, svg, text } from '../../lib/dom.js';
import { drawnCurve } from '../../lib/drawn-curve.js';
import { mountWhenNeeded } from '../../lib/lazy.js';
import { MOST_CONTRIBUTIONS, samePlace } from '../../lib/parameters.js';
import { touches } from '../../lib/touches.js';
import { exactCount, t } from '../../i18n.js';
import { watching } from './layer.js';
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

/** From this many on chips are set closer. */
const MANY_CHIPS = 8;

/** @param {{actions: Actions, get: () => State}} context @param {AbortSignal} signal */
export function createLegend(context, signal) {
  const { actions, get } = context;
  const own = createItems(() => actions.choose({ validation: !get().view.validation }));
  const sum = createSum(context, signal);
  const toggles = createSwitches(context);
  const items = h('p', { class: 'legend fit-legend' }, ...Object.values(own));

  /** @param {State} state */
  function showItems({ layout, view }) {
    attr(own.validation, 'aria-pressed', String(view.validation));
    own.validation.hidden = layout !== null && layout.data.validation.x.length === 0;
    own.target.hidden = layout !== null && layout.target.y === null && drawnCurve(layout.config.data.source) === null;
  }

  return {
    element: h('div', { class: 'fit-head' }, items, toggles.element, sum.element),
    items,
    pin: toggles.pin,
    replay: toggles.replay,
    /** @param {State} state @param {Changed} changed */
    update(state, changed) {
      own.ghost.hidden = state.ghost === null;
      sum.update(state, changed);
      if (!touches(changed, ['layout', 'view'])) return;
      showItems(state);
      toggles.show(state);
    },
  };
}

/** What the chart may show besides. @param {{actions: Actions, get: () => State}} context */
function createSwitches({ actions, get }) {
  const replay = h('button', { type: 'button', class: 'quiet fit-replay', hidden: true }, t('fit.replay'));
  const switches = SWITCHES.map(([name, picture]) => createSwitch(name, picture, () => actions.choose({ [name]: !get().view[name] })));
  const pin = h('button', { type: 'button', class: 'fit-switch fit-pin', title: t('fit.pin_help'), dataset: { waits: '' } }, t('fit.pin'));
  return {
    element: h('div', { class: 'fit-switches', role: 'group', 'aria-label': t('fit.switches') }, replay, ...switches, pin),
    pin,
    replay,
    /** @param {State} state */
    show({ view }) {
      SWITCHES.forEach(([name], i) => attr(switches[i], 'aria-pressed', String(view[name])));
      replay.hidden = !view.rows;
      for (const button of switches.slice(0, -1)) button.hidden = view.rows;
    },
  };
}

/** Below the title: the sum that the prediction is, and what else is drawn of it. @param {{actions: Actions, get: () => State}} context @param {AbortSignal} signal */
function createSum(context, signal) {
  const { get } = context;
  const chips = createChips(context);
  const gapPicture = svg('path');
  const gap = createSwatchItem('area', gapPicture);
  const gapName = mountWhenNeeded(
    async () => watching((await import('./layers/gap.js')).mountGapName({ ...gap, shape: gapPicture }, get, signal)),
    ({ view }) => view.gap,
  );
  const [best, shown] = [createSwatchItem('best', line(1)), createSwatchItem('shown', line(1))];
  const tooMany = h('span', {}, t('fit.too_many_curves', { most: MOST_CONTRIBUTIONS }));
  const element = h('div', { class: 'fit-below' }, chips.element, tooMany, shown.item, best.item, gap.item);
  text(shown.label, t('fit.shown'));
  best.item.hidden = true;
  let bestStep = NaN;

  /** @param {State} state @returns {boolean} whether there is another best step to name, or none any more */
  function nameBest({ frame, view }) {
    const step = frame?.sections.best && frame.sections.watch && !view.rows ? frame.sections.watch.bestStep : NaN;
    if (Object.is(step, bestStep)) return false;
    bestStep = step;
    best.item.hidden = Number.isNaN(step);
    if (!best.item.hidden) text(best.label, t('fit.best', { step: exactCount(step) }));
    return true;
  }

  /** Where it is about to come, its room is kept. @param {State} state */
  function show({ layout, view }) {
    element.hidden = !(layout === null && view.contributions) && [chips.element, tooMany, best.item, gap.item].every(({ hidden }) => hidden);
  }

  return {
    element,
    /** @param {State} state @param {Changed} changed */
    update(state, changed) {
      const { view, layout, muted } = state;
      gapName.update(state, changed);
      if (nameBest(state)) show(state);
      if (!touches(changed, ['layout', 'view', 'muted', 'hover'])) return;
      chips.show(state);
      tooMany.hidden = !view.contributions || view.rows || (layout?.sizes.at(-2) ?? 0) <= MOST_CONTRIBUTIONS;
      shown.item.hidden = !view.contributions || view.rows || !layout || !anyMuted(termsOf(layout), muted);
      gap.item.hidden = !view.gap || view.rows;
      show(state);
    },
  };
}

/**
 * The sum: Y′ = output bias + h1 + h2 + …, each neuron a chip that mutes its curve or shows it alone.
 * @param {{actions: Actions, get: () => State}} context
 */
function createChips({ actions, get }) {
  const chips = h('span', { class: 'fit-chips', role: 'group', 'aria-label': t('fit.neurons') });
  const all = h('button', { type: 'button', class: 'fit-all', hidden: true, on: { click: () => actions.mute([]) } }, t('fit.all'));
  const bias = svg('svg', { class: 'swatch', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, svg('path', { class: 'fit-bias', d: 'M1 5h24' }));
  const start = h('span', { class: 'legend-item fit-start' }, 'Y′\u00a0=', bias, h('span', {}, t('fit.bias')));
  const element = h('span', { class: 'fit-sum' }, start, chips, all);
  /** @type {{term: Term, button: HTMLButtonElement}[]} */
  let shown = [];
  /** @type {State['layout']} that the chips are of */
  let layout = null;

  /** @param {number} id */
  function toggle(id) {
    const muted = new Set(get().muted);
    if (!muted.delete(id)) muted.add(id);
    actions.mute(muted);
  }

  /** This one alone; all of them again where it is alone already. @param {number} id */
  function solo(id) {
    const others = shown.flatMap(({ term }) => (term.id === null || term.id === id ? [] : [term.id]));
    const { muted } = get();
    const alone = !muted.has(id) && others.every((other) => muted.has(other));
    actions.mute(alone ? [] : others);
  }

  /** @param {State} state */
  function rebuild(state) {
    layout = state.layout;
    const terms = layout && layout.sizes.length > 2 ? termsOf(layout) : [];
    const known = new Map(shown.map((chip) => [`${chip.term.id} ${chip.term.name}`, chip]));
    const wanted = terms.length > MOST_CONTRIBUTIONS ? [] : terms;
    shown = wanted.map((term) => {
      const chip = known.get(`${term.id} ${term.name}`);
      return { term, button: chip?.button ?? createChip(term, { toggle, solo, hover: actions.hover }) };
    });
    element.classList.toggle('many', shown.length > MANY_CHIPS);
    fill(chips, ...shown.map(({ button }) => button));
  }

  return {
    element,
    /** @param {State} state */
    show(state) {
      if (state.layout !== layout) rebuild(state);
      element.hidden = !state.view.contributions || state.view.rows || shown.length === 0;
      for (const { term, button } of shown) {
        attr(button, 'aria-pressed', String(!state.muted.has(term.id ?? -1)));
        button.classList.toggle('lit', samePlace(term.place, state.hover));
      }
      all.hidden = !shown.some(({ term }) => state.muted.has(term.id ?? -1));
    },
  };
}

/** @param {Term} term @param {{toggle: (id: number) => void, solo: (id: number) => void, hover: Actions['hover']}} react */
function createChip({ name, color, dash, place, id }, { toggle, solo, hover }) {
  const swatch = svg('svg', { viewBox: '0 0 22 4', 'aria-hidden': 'true' }, svg('path', { d: 'M0 2h22', 'stroke-dasharray': dash || null }));
  const own = id ?? -1;
  const on = {
    click: (/** @type {MouseEvent} */ { altKey }) => (altKey ? solo(own) : toggle(own)),
    dblclick: (/** @type {MouseEvent} */ { altKey }) => altKey || solo(own),
    keydown: (/** @type {KeyboardEvent} */ { key, ctrlKey, metaKey }) => key.toLowerCase() === 's' && !ctrlKey && !metaKey && solo(own),
    pointerenter: () => hover(place),
    pointerleave: () => hover(null),
    focus: () => button.matches(':focus-visible') && hover(place),
    blur: () => hover(null),
  };
  const button = h('button', {
    type: 'button', class: 'fit-chip', title: t('fit.chip_help'), 'aria-label': t('fit.chip', { name }), style: { '--neuron': color }, on,
  }, swatch, h('span', {}, name));
  return button;
}

/** @param {number} from */
function line(from) {
  return svg('line', { x1: from, x2: 26 - from, y1: 5, y2: 5 });
}

/** @param {() => void} toggleValidation */
function createItems(toggleValidation) {
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
