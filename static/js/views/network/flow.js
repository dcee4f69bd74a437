/**
 * One x travelling through the diagram: the numbers of the present stage on neurons and edges, in slow motion the
 * edges of the present layer light up. The panel holds the same numbers for those who cannot see this.
 *
 * @import { Actions, Inspection, Layout, State, Store, View, Walk } from '../../types.js'
 * @import { Geometry } from './geometry.js'
 * @import { BadgePlace, NumberPlace } from './flow/places.js'
 */

import { h, svg, text } from '../../lib/dom.js';
import { neuronColor } from '../../lib/palette.js';
import { t } from '../../i18n.js';
import { badgePlaces, edgesOf, numberPlaces, pathOf } from './flow/places.js';
import { edgeValue, fitted, neuronDetail, neuronValue } from './flow/values.js';
import { MOST_NUMBERS } from './weights.js';

/** Between two layers with more edges than this their lighting up would be a solid wall. */
const MOST_LIT = 160;
/** A legend narrower than this could not be read. */
const LEGEND_ROOM = 70;
/** What the count between − and + takes of the room left of the middle, in ems. */
const BESIDE_BUTTONS = 4;
/** With more edges at once each lights up less. */
const CALM = 24;

/** @param {HTMLElement} root @param {{actions: Actions, store: Store, placed: () => Geometry | null}} context @returns {View} */
export function mountFlow(root, { actions, store, placed }) {
  const paths = svg('svg', {});
  const badges = h('div', {});
  const numbers = h('div', {});
  const legend = h('p', { class: 'flow-legend' });
  root.append(paths, numbers, badges, legend);
  /** @type {(BadgePlace & {element: HTMLElement})[]} */
  let onNeurons = [];
  /** @type {(NumberPlace & {element: HTMLElement})[]} */
  let onEdges = [];
  let textSize = 12;
  /** How wide a number on an edge may be, in ems. */
  let numberRoom = 0;
  let lit = '';

  function arrange() {
    const { layout } = store.get();
    const geometry = placed();
    if (!layout || geometry?.columns.length !== layout.sizes.length) return;
    textSize = Number.parseFloat(getComputedStyle(root).fontSize);
    onNeurons = badgePlaces(geometry, textSize).map((place) => ({ ...place, element: createBadge(layout, place) }));
    const edges = layout.parameters.reduce((sum, { shape }) => sum + (shape[0] - 1) * shape[1], 0);
    const { places, width } = edges <= MOST_NUMBERS ? numberPlaces(geometry, textSize) : { places: [], width: 0 };
    numberRoom = width;
    onEdges = places.map((place) => ({ ...place, element: createNumber(place, actions) }));
    numbers.replaceChildren();
    badges.replaceChildren(...onNeurons.map(({ element }) => element));
    const room = geometry.columns[1].x - geometry.buttonSize - BESIDE_BUTTONS * textSize;
    legend.hidden = room < LEGEND_ROOM;
    legend.style.maxWidth = `${room}px`;
    lit = '';
    show();
  }

  function show() {
    const state = store.get();
    const { inspection, layout, view } = state;
    const on = view.tab === 'trace' && !view.paths && !view.present && layout !== null && inspection !== null;
    root.hidden = !on;
    const right = on && inspection.layers.length === layout.parameters.length && onNeurons.length === total(layout);
    if (!right || inspection.layers.some(({ activations }, k) => activations.length !== layout.sizes[k + 1])) {
      numbers.replaceChildren();
      return;
    }
    showBadges(state, inspection);
    showNumbers(state, inspection);
    light(view.walk);
    legend.replaceChildren(...legendOf(view.walk, onEdges.length > 0, isCrowded()).map((line) => h('span', {}, line)));
  }

  /** Whether the hidden neurons are too small to carry numbers. */
  function isCrowded() {
    return onNeurons.some(({ room }) => room === 0);
  }

  /** @param {State} state @param {Inspection} inspection */
  function showBadges({ view, hover }, inspection) {
    for (const { element, layer, neuron, room } of onNeurons) {
      const hovered = hover !== null && hover.layer === layer && hover.neuron === neuron;
      const value = neuronValue(inspection, view.walk, layer, neuron);
      element.hidden = value === null || (room === 0 && !hovered);
      if (value === null || element.hidden) continue;
      element.classList.toggle('tight', room < textSize * 5 && !hovered);
      element.style.zIndex = hovered ? '3' : '';
      text(element, hovered ? neuronDetail(inspection, view.walk, layer, neuron) : shortText(inspection, view.walk, layer, value, room / textSize));
    }
  }

  /** @param {State} state @param {Inspection} inspection */
  function showNumbers({ view, hover }, inspection) {
    const { traced } = view;
    const shown = onEdges.filter(({ element, gap, from, to }) => {
      const number = edgeValue(inspection, view.walk, gap, from, to);
      if (number === null) return false;
      text(element, fitted(number, numberRoom, view.walk.stage === 'update'));
      element.classList.toggle('traced', traced?.layer === gap && traced.from === from && traced.to === to);
      element.classList.toggle('lit', hover !== null && ((hover.layer === gap - 1 && hover.neuron === from) || (hover.layer === gap && hover.neuron === to)));
      return true;
    });
    if (shown.length !== numbers.children.length) numbers.replaceChildren(...shown.map(({ element }) => element));
  }

  /** Light up the edges the walk is on. @param {Walk} walk */
  function light({ stage, layer }) {
    const key = `${stage} ${layer}`;
    const geometry = placed();
    if (key === lit || !geometry) return;
    lit = key;
    const edges = layer === null ? [] : edgesOf(geometry, layer);
    const drawn = edges.length > MOST_LIT ? [] : edges.map(pathOf);
    paths.classList.toggle('crowded', edges.length > CALM);
    const pulse = `flow-pulse${stage === 'backward' ? ' back' : ''}`;
    paths.replaceChildren(...drawn.flatMap((d) => [svg('path', { class: 'flow-glow', d }), svg('path', { class: pulse, d, pathLength: 100 })]));
  }

  arrange();
  return {
    update(_state, changed) {
      if (changed.has('layout')) arrange();
      else if (changed.has('view') || changed.has('inspection') || changed.has('hover')) show();
    },
    resize: arrange,
    destroy: () => root.replaceChildren(),
  };
}

/** @param {Layout} layout */
function total({ sizes }) {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @param {Layout} layout @param {BadgePlace} place */
function createBadge({ neurons, sizes }, { layer, neuron, x, y, centered }) {
  const own = layer >= 0 && layer < sizes.length - 2 && neurons.find((n) => n.layer === layer && n.index === neuron);
  const color = own ? neuronColor(own.id) : layer < 0 ? 'var(--input-line)' : 'var(--output-line)';
  return h('span', { class: `flow-badge${centered ? '' : ' beside'}`, hidden: true, style: { left: `${x}px`, top: `${y}px`, '--neuron': color } });
}

/** @param {NumberPlace} place @param {Actions} actions */
function createNumber({ gap, from, to, x, y }, actions) {
  const click = () => actions.choose({ traced: { layer: gap, to, from }, walk: { stage: 'update', layer: null } });
  return h('span', { class: 'flow-number', style: { left: `${x}px`, top: `${y}px` }, on: { click } });
}

/** @param {Inspection} inspection @param {Walk} walk @param {number} layer @param {number} value @param {number} room in ems */
function shortText(inspection, { stage }, layer, value, room) {
  const last = layer === inspection.layers.length - 1;
  if (stage === 'loss' && last) return `L ${fitted(inspection.loss, room, false)}`;
  return fitted(value, room, stage === 'update');
}

/** @param {Walk} walk @param {boolean} edges whether there are numbers on the edges @param {boolean} crowded */
function legendOf({ stage }, edges, crowded) {
  if (crowded) return [t('trace.flow.hover')];
  const lines = [t(`trace.flow.${stage}`)];
  if (edges && (stage === 'backward' || stage === 'update')) lines.push(t(`trace.flow.${stage}_edges`));
  return lines;
}
