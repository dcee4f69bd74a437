/**
 * What a landscape is made of and how it is shown: its directions, how far it reaches, contour or surface.
 *
 * @import { Layout, NeuronPlace, WeightPlace } from '../../js/types.js'
 *
 * @typedef {Object} Wish
 * @property {boolean} random
 * @property {number} seed of the random directions
 * @property {[WeightPlace, WeightPlace]} weights
 * @property {number} span
 * @property {'contour' | 'surface'} kind
 * @property {boolean} log
 */

import { attr, h, text } from '../../js/lib/dom.js';
import { createChoice, createDice } from '../../js/lib/choice.js';
import { shortText } from '../../js/lib/format.js';
import { exists, nameOf, neuronsOf, partsOf } from '../../js/lib/weight-places.js';
import { t } from '../../js/i18n.js';
import { firstPair, isSame, partName } from './weights.js';

const SPANS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
const SEEDS = 10_000;
const AXES = /** @type {const} */ (['across', 'up']);

/** @typedef {ReturnType<typeof createControls>} Controls */

/**
 * @param {Object} options
 * @param {() => void} options.asked another landscape is wanted
 * @param {() => void} options.shown the same one is to be shown differently
 */
export function createControls({ asked, shown }) {
  /** @type {Wish} */
  const wish = { random: true, seed: 0, weights: firstPair(null), span: 1, kind: 'contour', log: true };
  const directions = createChoice(t('landscape.directions'), [
    { value: 'random', label: t('landscape.random') }, { value: 'weights', label: t('landscape.two_weights') },
  ], (value) => {
    wish.random = value === 'random';
    reveal();
    asked();
  });
  const dice = createDice(t('landscape.dice'), () => {
    wish.seed = Math.floor(Math.random() * SEEDS);
    asked();
  });
  const random = h('p', { class: 'landscape-random' }, h('span', {}, t('landscape.random_help')), dice);
  const menus = AXES.map((axis, i) => createWeightMenu(axis, (place) => {
    wish.weights[i] = place;
    // Two times the same weight would be a line, no plane: the other one makes room.
    if (isSame(wish.weights[0], wish.weights[1])) makeRoom(1 - i);
    asked();
  }));
  const chosen = h('div', { class: 'landscape-weights' }, ...menus.map(({ element }) => element));
  const span = createSpan(wish, asked);
  const kind = createChoice(t('landscape.shown_as'), [
    { value: 'contour', label: t('landscape.contour') }, { value: 'surface', label: t('landscape.surface') },
  ], (value) => {
    wish.kind = value === 'surface' ? 'surface' : 'contour';
    shown();
  });
  const log = h('input', {
    type: 'checkbox', role: 'switch', id: 'landscape-log', checked: true, on: { change: () => ((wish.log = log.checked), shown()) },
  });
  const logField = h('div', { class: 'landscape-field' }, h('label', { for: log.id }, t('landscape.log')), log);
  const element = h('div', { class: 'landscape-controls' }, directions.element, random, chosen, span, kind.element, logField);
  /** @type {Layout} */
  let layout = NO_LAYOUT;
  reveal();

  /** @param {number} i */
  function makeRoom(i) {
    const other = wish.weights[1 - i];
    const parts = partsOf(layout, { layer: other.layer, neuron: other.to });
    wish.weights[i] = parts.find((part) => !isSame(part, other)) ?? wish.weights[i];
    menus[i].show(layout, wish.weights[i]);
  }

  function reveal() {
    random.hidden = !wish.random;
    chosen.hidden = wish.random;
  }

  return {
    element,
    wish,
    /** Surfaces need what not every browser has. @param {boolean} possible */
    allowSurfaces: (possible) => kind.enable('surface', possible, t('landscape.no_surface')),
    /** Another network: weights that are gone make way. @param {Layout} present @param {NeuronPlace | null} neuron */
    follow(present, neuron) {
      const first = layout === NO_LAYOUT;
      layout = present;
      if (first || !wish.weights.every((place) => exists(present, place))) wish.weights = firstPair(neuron);
      menus.forEach((menu, i) => menu.show(present, wish.weights[i]));
    },
  };
}

/** Before there is a layout. */
const NO_LAYOUT = /** @type {Layout} */ (/** @type {unknown} */ ({ sizes: [1, 1], neurons: [] }));

/** @param {Wish} wish @param {() => void} asked */
function createSpan(wish, asked) {
  const words = () => `±${shortText(wish.span)}`;
  const value = h('output', { class: 'landscape-value', for: 'landscape-span' }, words());
  const input = h('input', {
    type: 'range', id: 'landscape-span', min: 0, max: SPANS.length - 1, step: 1, value: SPANS.indexOf(wish.span), 'aria-valuetext': words(),
    on: {
      input: () => {
        wish.span = SPANS[input.valueAsNumber];
        text(value, words());
        attr(input, 'aria-valuetext', words());
      },
      change: asked,
    },
  });
  return h('div', { class: 'landscape-field landscape-span' }, h('label', { for: input.id }, t('landscape.span')), value, input);
}

/**
 * Two menus: a neuron, and which of the numbers it is made of.
 * @param {'across' | 'up'} axis
 * @param {(place: WeightPlace) => void} choose
 */
function createWeightMenu(axis, choose) {
  const label = t(`landscape.${axis}`);
  const neuron = h('select', { 'aria-label': `${label}: ${t('landscape.neuron')}`, on: { change: () => choosePart(0) } });
  const part = h('select', { 'aria-label': `${label}: ${t('landscape.part')}`, on: { change: () => choose(parts[part.selectedIndex]) } });
  /** @type {Layout} */
  let layout = NO_LAYOUT;
  /** @type {NeuronPlace[]} */
  let neurons = [];
  /** @type {WeightPlace[]} */
  let parts = [];

  /** @param {number} index */
  function choosePart(index) {
    listParts(neurons[neuron.selectedIndex]);
    choose(parts[index]);
  }

  /** @param {NeuronPlace} of */
  function listParts(of) {
    parts = partsOf(layout, of);
    part.replaceChildren(...parts.map((place) => h('option', {}, partName(layout, place))));
  }

  return {
    element: h('div', { class: 'landscape-weight' }, h('span', { 'aria-hidden': 'true' }, label), neuron, part),
    /** @param {Layout} present @param {WeightPlace} place */
    show(present, place) {
      if (layout !== present) {
        neurons = neuronsOf(present);
        neuron.replaceChildren(...neurons.map((each) => h('option', {}, nameOf(present, each.layer, each.neuron))));
      }
      layout = present;
      neuron.selectedIndex = neurons.findIndex((each) => each.layer === place.layer && each.neuron === place.to);
      listParts({ layer: place.layer, neuron: place.to });
      part.selectedIndex = parts.findIndex((each) => isSame(each, place));
    },
  };
}
