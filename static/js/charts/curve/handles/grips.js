/**
 * The handles as elements: focusable, named, in their neuron's color, each a slider to a screen reader.
 *
 * @import { Box } from '../../../lib/raster.js'
 * @import { Plot, Scale } from '../view.js'
 * @import { Handle } from './placing.js'
 *
 * @typedef {{plot: Plot, x: Scale, y: Scale, width: number, height: number, size: number}} Arrangement
 *   the chart, its box and the handles' size in pixels
 * @typedef {{root: HTMLElement, mark: HTMLElement, handle: Handle, left: number, top: number}} Grip
 *   left and top: its middle
 */

import { clamp } from '../../../lib/axes.js';
import { attr, h, svg, text } from '../../../lib/dom.js';
import { signed } from '../../../lib/numbers.js';
import { neuronColor } from '../../../lib/palette.js';
import { levelText, toShownX, toShownY, xText } from '../../../lib/units.js';
import { t } from '../../../i18n.js';

/** Two handles whose middles are nearer than this cannot be told apart. */
const SAME_PLACE = 3;
const TIP_DISTANCE = 14;
/** From a mark's middle to its edge, along its arrows and across them. */
const [LONG, SHORT] = [16, 8];
/** Each kind's shape, and the arrows beside it, around 0, 0. */
const SHAPES = {
  knot: ['M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z', 'M-11.5-3.5l-3.5 3.5l3.5 3.5M11.5-3.5l3.5 3.5l-3.5 3.5'],
  slope: ['M0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z', 'M-3-9.5l3-3l3 3M-3 9.5l3 3l3-3'],
  height: ['M-7-2.5h14v5h-14z', 'M-3-7.5l3-3l3 3M-3 7.5l3 3l3-3'],
};

/** Its public name, with the neuron's number. @param {Handle} handle */
function nameOf({ kind, neuron }) {
  return neuron ? `fit.${kind}.${neuron.index + 1}` : `fit.${kind}`;
}

/** @param {HTMLElement} layer */
export function createGrips(layer) {
  /** @type {Map<string, Grip>} in the order of the Tab key */
  let grips = new Map();
  const tip = h('div', { class: 'hand-tip', 'aria-hidden': 'true', hidden: true });
  layer.append(tip);

  /** @param {Handle} handle @returns {Grip} */
  function create(handle) {
    const [shape, ways] = SHAPES[handle.kind];
    const paths = [['rim', ways], ['ways', ways], ['shape', shape]].map(([name, d]) => svg('path', { class: name, d }));
    const picture = svg('svg', { class: 'hand-shape', width: 1, height: 1 }, ...paths);
    const mark = h('i', { class: 'hand-mark', 'aria-hidden': 'true' }, picture);
    const root = h('div', {
      class: `hand hand-${handle.kind}`, role: 'slider', tabindex: 0, dataset: { key: handle.key },
      'aria-orientation': handle.kind === 'knot' ? 'horizontal' : 'vertical',
    }, mark);
    if (handle.neuron) root.style.setProperty('--neuron', neuronColor(handle.neuron.id));
    return { root, mark, handle, left: 0, top: 0 };
  }

  /** @param {Handle[]} handles @param {Arrangement} arrangement @returns {boolean} whether others than before are shown */
  function show(handles, arrangement) {
    const before = grips;
    grips = new Map(handles.map((handle) => [handle.key, before.get(handle.key) ?? create(handle)]));
    for (const [key, { root }] of before) if (!grips.has(key)) root.remove();
    /** @type {Element | null} */
    let next = tip;
    for (const [key, { root }] of [...grips].reverse()) {
      // One that has its place is left alone: to move it would take the focus away.
      if (!before.has(key)) layer.insertBefore(root, next);
      next = root;
    }
    for (const handle of handles) place(/** @type {Grip} */ (grips.get(handle.key)), handle, arrangement);
    return handles.length !== before.size || handles.some(({ key }) => !before.has(key));
  }

  /** @param {Grip} grip @param {Handle} handle @param {Arrangement} arrangement */
  function place(grip, handle, { plot, x, y, width, height, size }) {
    grip.handle = handle;
    grip.root.dataset.control = nameOf(handle);
    grip.left = x(handle.x);
    grip.top = clamp(y(handle.y), [plot.top, plot.bottom]);
    // At the chart's edge the target moves in so that all of it can be hit; the mark stays where it belongs.
    const left = clamp(grip.left - size / 2, [0, width - size]);
    const top = clamp(grip.top - size / 2, [0, height - size]);
    move(grip.root, left, top);
    move(grip.mark, grip.left - size / 2 - left, grip.top - size / 2 - top);
  }

  return {
    show,
    /** What the marks cover, their arrows too. @returns {Box[]} */
    boxes: () => [...grips.values()].map(({ handle: { kind }, left, top }) => {
      const [across, along] = kind === 'knot' ? [LONG, SHORT] : [SHORT, LONG];
      return { x: left - across, y: top - along, width: 2 * across, height: 2 * along };
    }),
    /** @param {string | null} key @returns {Grip | undefined} */
    get: (key) => (key === null ? undefined : grips.get(key)),
    /** @param {EventTarget | null} target @returns {Grip | undefined} */
    under(target) {
      const root = target instanceof Element ? target.closest('.hand') : null;
      return root instanceof HTMLElement ? grips.get(root.dataset.key ?? '') : undefined;
    },
    /**
     * The handle nearest to a point: where several overlap, the topmost need not be the one that was meant.
     * @param {number} left
     * @param {number} top
     * @param {string | null} preferred of those in the same place
     * @returns {Grip | undefined}
     */
    nearest(left, top, preferred) {
      const far = (/** @type {Grip} */ grip) => Math.hypot(grip.left - left, grip.top - top) - (grip.handle.key === preferred ? SAME_PLACE : 0);
      return [...grips.values()].reduce((best, grip) => (far(grip) < far(best) ? grip : best), [...grips.values()][0]);
    },
    /** Names and numbers of all, or of one. @param {string} [only] */
    write(only) {
      for (const [key, { root, handle }] of grips) if (only === undefined || key === only) describe(root, handle);
    },
    /** @param {{held: string | null, hot: string | null, neuron: number | null}} lit `neuron`: of the first layer, hovered anywhere */
    mark({ held, hot, neuron }) {
      for (const [key, { root, handle }] of grips) {
        root.classList.toggle('held', key === held);
        root.classList.toggle('hot', key === (held ?? hot));
        root.classList.toggle('lit', handle.neuron !== null && handle.neuron.index === neuron);
      }
    },
    /** Say beside a handle what it stands for. @param {string | null} key @param {Arrangement} arrangement */
    tell(key, { plot, width, height, size }) {
      const grip = key === null ? undefined : grips.get(key);
      tip.hidden = !grip;
      if (!grip) return;
      text(tip, wordsOf(grip.handle).tip);
      tip.style.setProperty('--neuron', grip.handle.neuron ? neuronColor(grip.handle.neuron.id) : 'var(--ink)');
      const right = grip.left > (plot.left + plot.right) / 2;
      tip.style.left = right ? '' : `${grip.left}px`;
      tip.style.right = right ? `${width - grip.left}px` : '';
      const above = grip.top - size / 2 - TIP_DISTANCE > plot.top + TIP_DISTANCE;
      tip.style.top = above ? '' : `${grip.top + size / 2 + TIP_DISTANCE / 2}px`;
      tip.style.bottom = above ? `${height - grip.top + size / 2 + TIP_DISTANCE / 2}px` : '';
    },
  };
}

/** @param {HTMLElement} element @param {number} left @param {number} top */
function move(element, left, top) {
  const transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`;
  if (element.style.transform !== transform) element.style.transform = transform;
}

/** @param {HTMLElement} root @param {Handle} handle */
function describe(root, handle) {
  const { name, value } = wordsOf(handle);
  attr(root, 'aria-label', name);
  attr(root, 'aria-valuetext', value);
  const [low, high] = [...handle.range].sort((a, b) => a - b);
  const numbers = { min: low, max: high, now: clamp(handle.value, [low, high]) };
  for (const [part, number] of Object.entries(numbers)) {
    const told = shownIn(handle)(number);
    attr(root, `aria-value${part}`, Number(told.toPrecision(6)));
  }
}

/** A slope's handle stands for a weight, which is the network's own. @param {Handle} handle @returns {(value: number) => number} */
function shownIn({ kind, units }) {
  if (kind === 'slope') return (value) => value;
  return (value) => (kind === 'knot' ? toShownX : toShownY)(units, value);
}

/** @param {Handle} handle @returns {{name: string, value: string, tip: string}} */
function wordsOf({ kind, neuron, value, follows, units }) {
  const shown = kind === 'knot' ? xText(units, value) : kind === 'height' ? levelText(units, value) : signed(value);
  const words = { name: neuron?.name ?? '', value: shown, bias: signed(follows) };
  return {
    name: t(`hand.${kind}`, words),
    value: t(`hand.${kind}_value`, words),
    tip: t(`hand.${kind}_tip`, words),
  };
}
