/**
 * The prediction's pieces: a band of numbered buttons above the x axis. The piece pointed at or selected lights up on the
 * prediction, and the selected one says how its slope adds up.
 *
 * @import { Layout, Piece, Place as NeuronPlace, State } from '../../../types.js'
 * @import { Layer, Page } from '../layer.js'
 * @import { ChartView } from '../view.js'
 *
 * @typedef {{text: string, neuron?: NeuronPlace}} Token a bit of a sum, with the neuron it belongs to
 */

import { attr, fill, h, svg, text } from '../../../lib/dom.js';
import { minus, powers } from '../../../lib/format.js';
import { neuronColor } from '../../../lib/palette.js';
import { createThrottle } from '../../../lib/throttle.js';
import { shownSlopeText, slopeStep, toShownSlope, unitsOf, xText } from '../../../lib/units.js';
import { t } from '../../../i18n.js';
import { point, spread } from '../paths.js';
import { hasBand } from '../view.js';

/** More pieces than this are told in words. */
const MOST_BUTTONS = 24;
const LEAST_WIDTH = 24;
const NAMES_EVERY = 300;
const KEYS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity });
/** More summands than this are not read one by one: the smallest go together. */
const MOST_SUMMANDS = 5;
const USUAL_STEP = 0.01;
const WORDS_EVERY = 200;
/** Between the sum and the line. */
const ABOVE = 14;
/** In a picture: the height of the numbers, and the width below which a piece has none. */
const TEXT = 14;
const NARROWEST = 16;

/** @type {Layer} */
export const pieces = {
  id: 'pieces',
  reads: ['frame', 'layout', 'pieces', 'piece', 'hoverPiece', 'written', 'view'],
  slot: 'lines',
  race: 'never',
  create: ({ group, page, signal }) => createPieces(/** @type {Page} */ (page), group, signal),
  print: printBand,
};

/** @param {Page} page @param {SVGGElement} layer clipped to the plot @param {AbortSignal} [signal] */
function createPieces({ box, actions, get }, layer, signal) {
  const lit = svg('path', { class: 'fit-piece-lit' });
  const chosen = svg('path', { class: 'fit-piece-chosen' });
  const caption = h('span', { class: 'fit-pieces-caption', 'aria-hidden': 'true' }, 'Y′');
  const label = createSlopeLabel(signal);
  const band = createBand({ actions, get }, label.element.id);
  const names = createThrottle(NAMES_EVERY, () => band.name(get()), signal);
  layer.append(lit, chosen);
  box.append(caption, band.element, label.element);

  /** @param {State} state @param {ChartView} view */
  function mark({ pieces: all, piece, hoverPiece, view: { present } }, view) {
    const at = (/** @type {number | null} */ i) => (i === null || present ? undefined : all?.[i]);
    attr(lit, 'd', pathOf(at(hoverPiece), view));
    attr(chosen, 'd', pathOf(at(piece), view));
    band.mark(piece, hoverPiece);
  }

  return {
    /** @param {Layout} _layout @param {ChartView} view */
    arrange(_layout, { plot }) {
      const height = `${plot.axis - plot.bottom}px`;
      band.arrange(plot.left, { left: `${plot.left}px`, top: `${plot.bottom}px`, width: `${plot.right - plot.left}px`, height });
      Object.assign(caption.style, { top: `${plot.bottom}px`, width: `${plot.left - 8}px`, height });
    },
    /** @param {State} state @param {ChartView} view */
    draw(state, view) {
      const shown = hasBand(state) ? (state.pieces ?? []) : [];
      caption.hidden = shown.length === 0;
      if (band.draw(shown, view)) names.now();
      mark(state, view);
      label.draw(state, view);
      if (shown.length > 0) names.request();
    },
  };
}

/** @param {Pick<Page, 'actions' | 'get'>} context @param {string} labelId of what describes the selected piece */
function createBand({ actions, get }, labelId) {
  const words = h('p', { class: 'fit-pieces-words' });
  const band = h('div', { class: 'fit-band', role: 'group', 'aria-label': t('fit.pieces'), hidden: true }, words);
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  /** @type {number[]} the edges drawn last */
  let edges = [];
  let start = 0;
  let count = 0;
  let resting = 0;

  /** @param {number} i */
  function createButton(i) {
    const button = h('button', { type: 'button', class: 'fit-piece', 'aria-pressed': 'false' }, i + 1);
    const press = () => actions.selectPiece(get().piece === i ? null : i);
    const hover = (/** @type {boolean} */ on) => () => actions.hoverPiece(on ? i : null);
    const listeners = { click: press, pointerenter: hover(true), pointerleave: hover(false), blur: hover(false) };
    for (const [name, listener] of Object.entries(listeners)) button.addEventListener(name, listener);
    button.addEventListener('focus', () => {
      rest(i);
      if (button.matches(':focus-visible')) actions.hoverPiece(i);
    });
    band.append(button);
    return (buttons[i] = button);
  }

  /** Where the Tab key arrives. @param {number} i */
  function rest(i) {
    resting = Math.max(0, Math.min(count - 1, i));
    buttons.forEach((button, at) => attr(button, 'tabindex', at === resting ? 0 : -1));
  }

  band.addEventListener('keydown', (event) => {
    const move = KEYS[event.key];
    if (move === undefined) return;
    event.preventDefault();
    rest(resting + move);
    buttons[resting]?.focus();
  });

  /** As many buttons as there are pieces. @param {number} wanted @returns {boolean} whether there are others than before */
  function supply(wanted) {
    if (wanted === count) return false;
    const focused = buttons.findIndex((button) => button === document.activeElement);
    for (let i = 0; i < Math.max(wanted, buttons.length); i++) {
      (buttons[i] ?? createButton(i)).hidden = i >= wanted;
    }
    count = wanted;
    edges = [];
    rest(resting);
    if (focused >= wanted) buttons[resting]?.focus();
    return true;
  }

  /** @param {Piece[]} all @param {ChartView} view */
  function place(all, { plot, x }) {
    const wanted = spread([...all.map(({ from }) => x(from)), plot.right], LEAST_WIDTH).map(Math.round);
    wanted.slice(0, -1).forEach((left, i) => {
      if (left === edges[i] && wanted[i + 1] === edges[i + 1]) return;
      buttons[i].style.left = `${left - start}px`;
      buttons[i].style.width = `${wanted[i + 1] - left}px`;
    });
    edges = wanted;
  }

  return {
    element: band,
    /** @param {number} left @param {Record<string, string>} style */
    arrange(left, style) {
      start = left;
      Object.assign(band.style, style);
      edges = [];
    },
    /** @param {Piece[]} all @param {ChartView} view @returns {boolean} whether there are other buttons than before */
    draw(all, view) {
      const most = Math.min(MOST_BUTTONS, Math.floor((view.plot.right - view.plot.left) / LEAST_WIDTH));
      band.hidden = all.length === 0;
      words.hidden = all.length <= most;
      const others = supply(all.length <= most ? all.length : 0);
      if (count > 0) place(all, view);
      return others;
    },
    /** @param {number | null} piece @param {number | null} hoverPiece */
    mark(piece, hoverPiece) {
      buttons.forEach((button, i) => {
        attr(button, 'aria-pressed', String(i === piece));
        button.classList.toggle('lit', i === hoverPiece);
      });
    },
    /** @param {State} state */
    name({ pieces: all, piece, layout }) {
      const units = unitsOf(layout ?? {});
      for (const [i, { from, to, slope }] of (all ?? []).slice(0, count).entries()) {
        const told = shownSlopeText(units, toShownSlope(units, slope));
        attr(buttons[i], 'aria-label', t('fit.piece', { number: i + 1, from: xText(units, from), to: xText(units, to), slope: told }));
        attr(buttons[i], 'aria-describedby', i === piece ? labelId : null);
      }
      if (count === 0 && all) text(words, t('fit.many_pieces', { count: all.length }));
    },
  };
}

/** @param {Piece | undefined} piece @param {ChartView} view */
function pathOf(piece, { x, y }) {
  if (!piece) return '';
  const { from, to, slope, intercept } = piece;
  return point('M', x(from), y(slope * from + intercept)) + point('L', x(to), y(slope * to + intercept));
}

/** The band in a picture. @param {State} state @param {ChartView} view */
function printBand(state, { plot, x }) {
  const all = hasBand(state) ? (state.pieces ?? []) : [];
  const edges = spread([...all.map(({ from }) => x(from)), plot.right], 1);
  const baseline = (plot.bottom + plot.axis) / 2 + TEXT * 0.33;
  const boxes = all.flatMap((_, i) => {
    const [left, right] = [edges[i], edges[i + 1]];
    const box = { x: left + 1, y: plot.bottom + 2, width: Math.max(0, right - left - 2), height: plot.axis - plot.bottom - 4, rx: 5 };
    return [svg('rect', box), svg('text', { x: (left + right) / 2, y: baseline }, right - left < NARROWEST ? '' : String(i + 1))];
  });
  const named = all.length === 0 || unitsOf(state.layout ?? {}).y_name;
  return svg('g', { class: 'picture-band' }, ...boxes, svg('text', { class: 'picture-band-name', x: plot.left - 8, y: baseline }, named ? '' : 'Y′'));
}

/** Beside the selected piece: how the slopes of the neurons awake on it add up to its own. @param {AbortSignal} [signal] */
function createSlopeLabel(signal) {
  const element = h('p', { class: 'fit-slope', id: 'fit-slope', hidden: true });
  const words = createThrottle(WORDS_EVERY, write, signal);
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

/**
 * How the slope of a piece adds up from the slopes of the neurons awake on it.
 * @param {[number, number, number][]} parts layer, neuron, slope
 * @param {number} slope
 * @param {(sum: string, count: number) => string} others how the small ones together are told
 * @param {number} [step] the last place that is told, a power of ten
 * @returns {Token[]} like `1.9`, ` − 3.4`, ` = −1.5`
 */
export function slopeSum(parts, slope, others, step = USUAL_STEP) {
  if (parts.length === 0) return [];
  const large = [...parts].sort(([, , a], [, , b]) => Math.abs(b) - Math.abs(a)).slice(0, MOST_SUMMANDS);
  const told = parts.length > MOST_SUMMANDS ? parts.filter((part) => large.includes(part)) : parts;
  const rest = parts.filter((part) => !told.includes(part));
  /** @type {Token[]} */
  const tokens = told.map(([layer, neuron, value], i) => ({ text: summand(value, i === 0, step), neuron: [layer, neuron] }));
  const left = rest.reduce((sum, [, , value]) => sum + value, 0);
  if (rest.length > 0) tokens.push({ text: others(summand(left, false, step), rest.length) });
  if (parts.length === 1) return tokens;
  const shown = [...told.map(([, , value]) => value), left].reduce((sum, value) => sum + rounded(value, step), 0);
  const sign = Math.abs(shown - rounded(slope, step)) < step * 1e-4 ? '=' : '≈';
  return [...tokens, { text: ` ${sign} ${slopeText(slope, step)}` }];
}

/** @param {number} value @param {boolean} first @param {number} step */
function summand(value, first, step) {
  const size = slopeText(Math.abs(value), step);
  if (first) return value < 0 ? `−${size}` : size;
  return value < 0 ? ` − ${size}` : ` + ${size}`;
}

/** @param {number} value @param {number} [step] @returns {string} two decimals at most, as few as tell it */
export function slopeText(value, step = USUAL_STEP) {
  return powers(minus(String(rounded(value, step))));
}

/** @param {number} value @param {number} step */
function rounded(value, step) {
  if (Math.abs(value) >= step * 1e4 || value === 0) return Number(value.toPrecision(3)) + 0;
  return Number((Math.round(value / step) * step).toPrecision(6)) + 0;
}
