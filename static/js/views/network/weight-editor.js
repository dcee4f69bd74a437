/**
 * A weight or bias of the diagram changed where it stands: its number, or its edge, opens a field beside it. The numbers
 * on the edges are one stop of the Tab key; arrows go from one to the next.
 *
 * @import { View, ViewContext, WeightPlace } from '../../types.js'
 * @import { Geometry } from './geometry.js'
 * @import { NumberField } from '../../lib/number-field.js'
 */

import { attr, h } from '../../lib/dom.js';
import { createNumberField } from '../../lib/number-field.js';
import { signed } from '../../lib/numbers.js';
import { biasOf, currentParameters, weightOf } from '../../lib/parameters.js';
import { createRoving } from '../../lib/roving.js';
import { exists, nameOf } from '../../lib/weight-places.js';
import { t } from '../../i18n.js';
import { edgeAt } from './edge-at.js';

/** How far from an edge a press still means it, in pixels. */
const REACH = 9;

/**
 * @param {{stage: HTMLElement, weights: HTMLElement, canvas: HTMLElement}} parts
 * @param {ViewContext & {obstacle: import('./controls.js').Asks, placed: () => Geometry | null, neuronAt: (target: EventTarget | null) => import('../../types.js').NeuronPlace | null}} context
 * @returns {View}
 */
export function mountWeightEditor({ stage, weights, canvas }, { store, actions, obstacle, placed, neuronAt }) {
  /** @type {{place: WeightPlace, element: HTMLElement, field: NumberField, opener: Element | null} | null} */
  let open = null;
  const roving = createRoving(weights);
  const observer = new MutationObserver(arrange);

  /** Give the numbers their names; there are others whenever the picture is laid out anew. */
  function arrange() {
    const buttons = /** @type {HTMLElement[]} */ ([...weights.children]);
    for (const button of buttons) {
      attr(button, 'title', t('network.change_number'));
      if (button.childElementCount < 2) button.prepend(h('span', { class: 'heard' }, labelOf(placeOf(button)), ' '));
    }
    roving.arrange(buttons);
  }

  function close() {
    const closed = open;
    open = null;
    const held = closed?.element.contains(document.activeElement);
    closed?.element.remove();
    if (held && closed?.opener instanceof HTMLElement) closed.opener.focus();
  }

  /** @param {WeightPlace} place @param {{x: number, y: number}} at in the stage @param {Element | null} opener */
  function edit(place, at, opener) {
    const { layout } = store.get();
    if (!layout || obstacle('network.weight') || !exists(layout, place)) return;
    close();
    const label = labelOf(place);
    const field = createNumberField({
      label, write: signed, done: close,
      commit: (value) => actions.setValues([{ ...place, value }]),
    });
    const element = h('div', { class: 'weight-editor', role: 'group', 'aria-label': label }, h('span', { 'aria-hidden': 'true' }, label), field.element);
    stage.append(element);
    const { offsetWidth: width, offsetHeight: height } = element;
    element.style.left = `${Math.max(2, Math.min(stage.clientWidth - width - 2, at.x - width / 2))}px`;
    element.style.top = `${Math.max(2, Math.min(stage.clientHeight - height - 2, at.y - height / 2))}px`;
    open = { place, element, field, opener };
    show();
    element.querySelector('input')?.focus({ preventScroll: true });
  }

  /** @param {WeightPlace} place */
  function labelOf({ layer, to, from }) {
    const layout = /** @type {import('../../types.js').Layout} */ (store.get().layout);
    const name = nameOf(layout, layer, to);
    if (from !== null) return t('neurons.weight_of', { from: nameOf(layout, layer - 1, from), to: name });
    return layer === layout.sizes.length - 2 ? t('neurons.output_bias') : t('neurons.number_of', { what: t('neurons.bias'), name });
  }

  function show() {
    const state = store.get();
    const parameters = currentParameters(state);
    if (!open || !state.layout || !parameters) return;
    const { layer, to, from } = open.place;
    const block = state.layout.parameters[layer];
    open.field.show(from === null ? biasOf(parameters, block, to) : weightOf(parameters, block, from, to));
  }

  /** @param {{clientX: number, clientY: number}} event */
  function pointOf({ clientX, clientY }) {
    const { left, top } = stage.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  /** @param {Element} element */
  function middleOf(element) {
    const { left, top, width, height } = element.getBoundingClientRect();
    return pointOf({ clientX: left + width / 2, clientY: top + height / 2 });
  }

  /** @param {MouseEvent} event */
  function onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const number = target.closest('.weight');
    const bias = target.closest('.neuron-bias');
    const neuron = bias && neuronAt(target);
    if (number instanceof HTMLElement) {
      edit(placeOf(number), middleOf(number), number);
    } else if (bias && neuron) {
      edit({ layer: neuron.layer, to: neuron.neuron, from: null }, middleOf(bias), target.closest('button'));
    } else {
      const edge = edgeUnder(event);
      if (edge) edit(edge, pointOf(event), null);
    }
  }

  /** @param {MouseEvent} event */
  function edgeUnder(event) {
    const geometry = placed();
    const isPicture = event.target === canvas || event.target === stage;
    return isPicture && geometry ? edgeAt(geometry, pointOf(event), REACH) : null;
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    if (event.pointerType !== 'mouse') return;
    stage.classList.toggle('over-edge', edgeUnder(event) !== null);
  }

  const abort = new AbortController();
  const { signal } = abort;
  stage.addEventListener('click', onClick, { signal });
  stage.addEventListener('pointermove', onMove, { signal });
  stage.addEventListener('focusout', ({ relatedTarget }) => {
    if (open && !(relatedTarget instanceof Node && open.element.contains(relatedTarget))) requestAnimationFrame(closeUnlessHeld);
  }, { signal });

  function closeUnlessHeld() {
    if (open && !open.element.contains(document.activeElement)) close();
  }

  observer.observe(weights, { childList: true });
  arrange();
  return {
    update(_state, changed) {
      if (changed.has('layout')) close();
      else if (changed.has('frame')) show();
    },
    destroy() {
      observer.disconnect();
      abort.abort();
      close();
    },
  };
}

/** @param {HTMLElement} number @returns {WeightPlace} */
function placeOf({ dataset: { layer, to, from } }) {
  return { layer: Number(layer), to: Number(to), from: Number(from) };
}
