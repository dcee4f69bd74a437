/**
 * The neurons as real buttons over the picture: what a mouse, a keyboard and a screen reader meet.
 *
 * @import { Layout, NeuronPlace, State } from '../../types.js'
 * @import { ColumnGeometry, Geometry } from './geometry.js'
 * @import { Box } from '../../lib/raster.js'
 */

import { attr, h, text } from '../../lib/dom.js';
import { neuronColor } from '../../lib/palette.js';
import { biasOf, samePlace } from '../../lib/parameters.js';
import { sparsityOf } from '../../lib/sparsity.js';
import { signed } from '../../lib/numbers.js';
import { t } from '../../i18n.js';

const FRESH_FOR = 2500;
const FADE_FOR = 350;

/**
 * @typedef {Object} Spot one button and what it stands for
 * @property {HTMLButtonElement} button
 * @property {HTMLElement} name
 * @property {HTMLElement} bias
 * @property {NeuronPlace} place
 * @property {boolean} biased whether its bias is written
 */

/** @param {HTMLElement} container */
export function createNeurons(container) {
  /** @type {Map<string, Spot>} hidden neurons by identity, outputs by position */
  let spots = new Map();
  /** @type {WeakMap<Element, Spot>} */
  const spotOf = new WeakMap();
  /** @type {NeuronPlace} where the Tab key arrives */
  let resting = { layer: 0, neuron: 0 };

  /** @param {Layout} layout @param {Geometry} geometry */
  function arrange(layout, geometry) {
    const before = spots;
    const focused = [...before.values()].find(({ button }) => button === document.activeElement);
    const edited = layout.cause === 'edit' && before.size > 0;
    spots = new Map();
    for (const wanted of wantedSpots(layout, geometry)) {
      const known = before.get(wanted.key);
      const spot = known ?? createSpot();
      if (!known && edited) announce(spot.button);
      spotOf.set(spot.button, spot);
      furnish(spot, wanted);
      spots.set(wanted.key, spot);
    }
    for (const [key, { button }] of before) {
      if (spots.has(key)) continue;
      if (edited) fade(button);
      else button.remove();
    }
    keepOrder(container, [...spots.values()].map(({ button }) => button));
    settle(layout);
    if (focused && ![...spots.values()].includes(focused)) spotAt(resting)?.button.focus();
  }

  /** Keep the Tab key's place inside the network. @param {Layout} layout */
  function settle({ sizes }) {
    const layer = Math.min(resting.layer, sizes.length - 2);
    rest({ layer, neuron: Math.min(resting.neuron, sizes[layer + 1] - 1) });
  }

  /** @param {NeuronPlace} place */
  function rest(place) {
    resting = place;
    for (const { button, place: own } of spots.values()) attr(button, 'tabindex', samePlace(own, place) ? 0 : -1);
  }

  /** @param {NeuronPlace} place */
  function spotAt(place) {
    return [...spots.values()].find((spot) => samePlace(spot.place, place));
  }

  /** @param {EventTarget | null} target @returns {NeuronPlace | null} */
  function placeOf(target) {
    const button = target instanceof Element ? target.closest('.neuron') : null;
    return (button && spotOf.get(button)?.place) ?? null;
  }

  return {
    arrange,
    rest,
    placeOf,
    /** @param {NeuronPlace} place */
    focus(place) {
      rest(place);
      spotAt(place)?.button.focus();
    },
    /** @param {State} state */
    mark({ selection, hover }) {
      for (const { button, place } of spots.values()) {
        attr(button, 'aria-pressed', String(samePlace(place, selection)));
        button.classList.toggle('lit', samePlace(place, hover));
      }
      container.classList.toggle('dimmed', hover !== null);
    },
    /** Mark those that are asleep. @param {import('../../types.js').Finding[]} findings */
    markAsleep(findings) {
      const asleep = findings.filter(({ kind }) => kind === 'asleep').flatMap((finding) => finding.neurons);
      for (const { button, place } of spots.values()) {
        const sleeps = asleep.some(([layer, neuron]) => samePlace(place, { layer, neuron }));
        button.classList.toggle('asleep', sleeps);
        attr(button, 'title', sleeps && t('notes.asleep_mark'));
      }
    },
    /** Let those that sit this step out blink. @param {Layout | null} layout @param {ArrayLike<number> | null} dropped by hidden neuron */
    drop(layout, dropped) {
      const out = keysOf(layout && dropped ? layout.neurons.filter((_, i) => dropped[i] > 0) : []);
      for (const [key, { button }] of spots) button.classList.toggle('dropped', out.has(key));
    },
    /** @param {Layout} layout @param {Float32Array} parameters */
    write(layout, parameters) {
      const out = keysOf(sparsityOf(parameters, layout).out);
      for (const [key, { button, bias, place, biased }] of spots) {
        button.classList.toggle('out', out.has(key));
        if (biased) text(bias, `b\u00a0${signed(biasOf(parameters, layout.parameters[place.layer], place.neuron))}`);
      }
    },
  };
}

/** @param {{id: number}[]} neurons */
function keysOf(neurons) {
  return new Set(neurons.map(({ id }) => String(id)));
}

/**
 * @typedef {{key: string, place: NeuronPlace, label: string, name: string, color: string, column: ColumnGeometry, box: Box, output: boolean}} Wanted
 */

/** @param {Layout} layout @param {Geometry} geometry @returns {Wanted[]} */
function wantedSpots({ neurons, sizes }, { columns }) {
  const hidden = neurons.map(({ layer, index, name, id }) => ({
    key: String(id),
    place: { layer, neuron: index },
    label: t('network.neuron', { name, layer: layer + 1 }),
    name,
    color: neuronColor(id),
    column: columns[layer + 1],
    box: columns[layer + 1].boxes[index],
    output: false,
  }));
  const column = columns[columns.length - 1];
  const outputs = column.boxes.map((box, neuron) => {
    const name = outputName(neuron, column.boxes.length);
    const place = { layer: sizes.length - 2, neuron };
    return { key: `output ${neuron}`, place, label: t('network.output_neuron', { name }), name, color: 'var(--output-line)', column, box, output: true };
  });
  return [...hidden, ...outputs];
}

/** @param {number} index @param {number} count @returns {string} */
function outputName(index, count) {
  return count === 1 ? 'Y′' : `Y′${index + 1}`;
}

/** @returns {Spot} */
function createSpot() {
  const name = h('span', { class: 'neuron-name' });
  const bias = h('span', { class: 'neuron-bias' });
  const button = h('button', { class: 'neuron', type: 'button' }, h('span', { class: 'neuron-box' }), name, bias);
  return { button, name, bias, place: { layer: 0, neuron: 0 }, biased: false };
}

/** @param {Spot} spot @param {Wanted} wanted */
function furnish(spot, { place, label, name, color, column, box, output }) {
  const { button } = spot;
  const above = output ? 0 : column.caption;
  spot.place = place;
  spot.biased = column.biases === 'text';
  attr(button, 'aria-label', label);
  attr(button, 'data-style', output ? 'output' : column.style);
  attr(button, 'data-named', column.named && !output);
  attr(button, 'data-biased', spot.biased);
  text(spot.name, column.named && !output ? name : '');
  if (!spot.biased) text(spot.bias, '');
  button.style.setProperty('--neuron', color);
  button.style.setProperty('--caption', `${above}px`);
  button.style.setProperty('--overhang', `${column.overhang}px`);
  Object.assign(button.style, pixels({ ...box, y: box.y - above, height: box.height + above }));
}

/** @param {Box} box */
export function pixels({ x, y, width, height }) {
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
}

/**
 * Put buttons in order by moving only those out of place: one that moves would lose the focus.
 * @param {HTMLElement} container @param {HTMLElement[]} buttons
 */
function keepOrder(container, buttons) {
  /** @type {Element | null} */
  let next = container.firstElementChild;
  for (const button of buttons) {
    while (next?.classList.contains('leaving')) next = next.nextElementSibling;
    if (next === button) next = next.nextElementSibling;
    else container.insertBefore(button, next);
  }
}

/** Make a newly added neuron easy to find. @param {HTMLElement} button */
function announce(button) {
  button.classList.add('fresh');
  setTimeout(() => button.classList.remove('fresh'), FRESH_FOR);
}

/** @param {HTMLElement} button */
function fade(button) {
  button.inert = true;
  button.classList.add('leaving');
  setTimeout(() => button.remove(), FADE_FOR);
}
