/**
 * Arrows on the knots: where the next update moves each, all made longer by one common factor so that they can be seen.
 *
 * @import { State } from '../../../types.js'
 * @import { Ground } from '../handles.js'
 */

import { attr, h, svg, text } from '../../../lib/dom.js';
import { neuronColor } from '../../../lib/palette.js';
import { t } from '../../../i18n.js';
import { valueAt } from '../chart.js';

/** Pixels that the longest arrow should have, and between which it may vary before the factor changes. */
const LENGTH = 56;
const SHORTEST = 20;
const LONGEST = 96;
/** More arrows than this cannot be told apart; the longest ones stay. */
const MOST = 24;
/** From the knot's middle to where its arrow begins. */
const RING = 10;
const HEAD = 5;

/** @param {HTMLElement} box */
export function createArrows(box) {
  const picture = svg('svg', { class: 'pick-arrows', 'aria-hidden': 'true' });
  const legend = h('p', { class: 'pick-legend', hidden: true });
  box.append(picture, legend);
  let factor = 1;

  return {
    /** @param {State | null} state null: none @param {Ground['view']} view */
    draw(state, view) {
      const arrows = state && view ? arrowsOf(state, view) : [];
      legend.hidden = arrows.length === 0;
      attr(picture, 'display', arrows.length === 0 ? 'none' : null);
      if (!view || arrows.length === 0) return;
      factor = factorFor(Math.max(...arrows.map(({ length }) => Math.abs(length))), factor);
      const { plot } = view;
      picture.replaceChildren(...arrows.map((arrow) => drawn(arrow, factor, plot)));
      text(legend, t(factor === 1 ? 'hand.arrows_true' : 'hand.arrows', { factor: String(factor) }));
      legend.style.left = `${plot.left + 8}px`;
      legend.style.top = `${plot.bottom}px`;
    },
    destroy() {
      picture.remove();
      legend.remove();
    },
  };
}

/**
 * A round factor that makes the longest arrow long enough to be seen; the present one as long as that will do.
 * @param {number} longest in pixels
 * @param {number} present
 * @returns {number}
 */
export function factorFor(longest, present) {
  const now = longest * present;
  if (now >= SHORTEST && now <= LONGEST) return present;
  const wanted = Math.min(LENGTH / longest, 1e9);
  if (wanted <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return (/** @type {number} */ ([5, 2, 1].find((digit) => digit * power <= wanted * (1 + 1e-9)))) * power;
}

/**
 * @typedef {{left: number, top: number, length: number, color: string}} Arrow in pixels, its length true to scale
 */

/** @param {State} state @param {NonNullable<Ground['view']>} view @returns {Arrow[]} */
function arrowsOf({ inspection, layout, frame }, { plot, x, y }) {
  const prediction = frame?.sections.prediction;
  if (!inspection || !layout || !prediction) return [];
  const { from, to } = layout.grids.prediction;
  return inspection.knots.flatMap(({ layer, neuron, before, after }) => {
    const identity = layout.neurons.find((each) => each.layer === layer && each.index === neuron);
    const length = x(after) - x(before);
    if (!identity || !Number.isFinite(length) || length === 0) return [];
    const top = Math.max(plot.top, Math.min(plot.bottom, y(valueAt(prediction, from, to, before))));
    return [{ left: x(before), top, length, color: neuronColor(identity.id) }];
  }).sort((a, b) => Math.abs(b.length) - Math.abs(a.length)).slice(0, MOST);
}

/** @param {Arrow} arrow @param {number} factor @param {import('../chart.js').Plot} plot */
function drawn({ left, top, length, color }, factor, plot) {
  const way = Math.sign(length);
  const start = left + way * RING;
  const end = Math.max(plot.left, Math.min(plot.right, start + length * factor));
  const head = `M${(end - way * HEAD).toFixed(1)} ${(top - HEAD).toFixed(1)}L${end.toFixed(1)} ${top.toFixed(1)}l${-way * HEAD} ${HEAD}`;
  const d = `M${start.toFixed(1)} ${top.toFixed(1)}H${end.toFixed(1)}${head}`;
  return svg('g', { style: { '--neuron': color } }, svg('path', { class: 'pick-arrow-rim', d }), svg('path', { class: 'pick-arrow', d }));
}
