/**
 * Beside the selected piece: how the slopes of the neurons awake on it add up to its own.
 *
 * @import { Layout, State } from '../../types.js'
 * @import { ChartView } from './chart.js'
 * @import { Token } from './slopes.js'
 */

import { fill, h } from '../../lib/dom.js';
import { createPace } from '../../lib/pace.js';
import { neuronColor } from '../../lib/palette.js';
import { slopeStep, toShownSlope, unitsOf } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { slopeSum, slopeText } from './slopes.js';

const WORDS_EVERY = 200;
/** Between the label and the line. */
const ABOVE = 14;

export function createSlopeLabel() {
  const element = h('p', { class: 'fit-slope', id: 'fit-slope', hidden: true });
  const words = createPace(WORDS_EVERY, write);
  let written = '';
  let size = { width: 0, height: 0 };
  /** @type {State | null} */
  let latest = null;

  function write() {
    if (!latest?.layout || latest.piece === null) return;
    const tokens = tokensOf(latest, latest.piece);
    const all = tokens.map(({ text }) => text).join('');
    if (all === written) return;
    written = all;
    fill(element, ...tokens.map((token) => bit(token, /** @type {Layout} */ (latest?.layout))));
    size = { width: element.offsetWidth, height: element.offsetHeight };
  }

  return {
    element,
    /** @param {State} state @param {ChartView} view */
    draw(state, { plot, x, y }) {
      const piece = state.piece === null || state.view.present ? undefined : state.pieces?.[state.piece];
      const appears = element.hidden || state.piece !== latest?.piece || state.written !== latest?.written;
      latest = state;
      element.hidden = !piece;
      if (!piece) return;
      if (appears) words.now();
      else words.request();
      const middle = (piece.from + piece.to) / 2;
      const left = x(middle) - size.width / 2;
      const top = y(piece.slope * middle + piece.intercept) - size.height - ABOVE;
      const inside = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
        Math.round(Math.max(low, Math.min(high, value)));
      const at = [inside(left, plot.left + 2, plot.right - size.width - 2), inside(top, plot.top, plot.bottom - size.height)];
      element.style.transform = `translate(${at[0]}px, ${at[1]}px)`;
    },
    destroy: words.stop,
  };
}

/** @param {State} state @param {number} i @returns {Token[]} */
function tokensOf({ pieces, written, layout }, i) {
  const units = unitsOf(layout ?? {});
  const step = slopeStep(units);
  // What is written out was asked for a moment ago: where the pieces changed since, only the slope is certain.
  const detail = written?.pieces?.length === pieces?.length ? written?.pieces?.[i] : undefined;
  const slope = detail?.slope ?? toShownSlope(units, pieces?.[i]?.slope ?? NaN);
  const start = { text: `${t('fit.slope')} ` };
  if (!detail) return [start, { text: slopeText(slope, step) }];
  const sum = slopeSum(detail.parts, slope, (rest, count) => t('fit.others', { sum: rest, count }), step);
  return sum.length > 0 ? [start, ...sum] : [{ text: t('fit.nobody_awake') }];
}

/** @param {Token} token @param {Layout} layout */
function bit({ text, neuron }, { neurons }) {
  const id = neuron && neurons.find(({ layer, index }) => layer === neuron[0] && index === neuron[1])?.id;
  return id === undefined ? text : h('span', { class: 'part', style: { '--neuron': neuronColor(id) } }, text);
}
