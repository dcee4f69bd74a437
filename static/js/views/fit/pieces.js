/**
 * The prediction's pieces: a band of numbered buttons above the x axis. The piece pointed at or selected lights up on the
 * prediction, and the selected one says how its slope adds up.
 *
 * @import { Actions, Piece, State } from '../../types.js'
 * @import { ChartView } from './chart.js'
 */

import { attr, h, svg, text } from '../../lib/dom.js';
import { createPace } from '../../lib/pace.js';
import { shownSlopeText, toShownSlope, unitsOf, xText } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { hasBand } from './parts.js';
import { point, spread } from './paths.js';
import { createSlopeLabel } from './slope-label.js';

/** More pieces than this are told in words. */
const MOST_BUTTONS = 24;
const LEAST_WIDTH = 24;
const NAMES_EVERY = 300;
const KEYS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity });

/**
 * @param {HTMLElement} box
 * @param {SVGGElement} layer clipped to the plot
 * @param {{actions: Actions, get: () => State}} context
 */
export function createPieces(box, layer, { actions, get }) {
  const lit = svg('path', { class: 'fit-piece-lit' });
  const chosen = svg('path', { class: 'fit-piece-chosen' });
  const words = h('p', { class: 'fit-pieces-words' });
  const caption = h('span', { class: 'fit-pieces-caption', 'aria-hidden': 'true' }, 'Y′');
  const band = h('div', { class: 'fit-band', role: 'group', 'aria-label': t('fit.pieces'), hidden: true }, words);
  const label = createSlopeLabel();
  const names = createPace(NAMES_EVERY, () => nameButtons(get()));
  layer.append(lit, chosen);
  box.append(caption, band, label.element);
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  /** @type {number[]} the edges drawn last */
  let edges = [];
  let count = 0;
  let resting = 0;

  /** @param {number} i */
  function createButton(i) {
    const button = h('button', { type: 'button', class: 'fit-piece', 'aria-pressed': 'false' }, i + 1);
    const press = () => actions.selectPiece(get().piece === i ? null : i);
    const point = (/** @type {boolean} */ on) => () => actions.hoverPiece(on ? i : null);
    const listeners = { click: press, pointerenter: point(true), pointerleave: point(false), blur: point(false) };
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

  /** As many buttons as there are pieces. @param {number} wanted */
  function supply(wanted) {
    if (wanted === count) return;
    const focused = buttons.findIndex((button) => button === document.activeElement);
    for (let i = 0; i < Math.max(wanted, buttons.length); i++) {
      (buttons[i] ?? createButton(i)).hidden = i >= wanted;
    }
    count = wanted;
    edges = [];
    rest(resting);
    if (focused >= wanted) buttons[resting]?.focus();
    names.now();
  }

  /** @param {Piece[]} pieces @param {ChartView} view */
  function place(pieces, { plot, x }) {
    const exact = [...pieces.map(({ from }) => x(from)), plot.right];
    const wanted = spread(exact, LEAST_WIDTH).map(Math.round);
    wanted.slice(0, -1).forEach((left, i) => {
      if (left === edges[i] && wanted[i + 1] === edges[i + 1]) return;
      buttons[i].style.left = `${left - plot.left}px`;
      buttons[i].style.width = `${wanted[i + 1] - left}px`;
    });
    edges = wanted;
  }

  /** @param {State} state */
  function nameButtons({ pieces, piece, layout }) {
    const units = unitsOf(layout ?? {});
    for (const [i, { from, to, slope }] of (pieces ?? []).slice(0, count).entries()) {
      const told = shownSlopeText(units, toShownSlope(units, slope));
      const values = { number: i + 1, from: xText(units, from), to: xText(units, to), slope: told };
      attr(buttons[i], 'aria-label', t('fit.piece', values));
      attr(buttons[i], 'aria-describedby', i === piece ? label.element.id : null);
    }
    if (count === 0 && pieces) text(words, t('fit.many_pieces', { count: pieces.length }));
  }

  /** @param {SVGPathElement} path @param {Piece | undefined} piece @param {ChartView} view */
  function light(path, piece, { x, y }) {
    const ends = piece ? [piece.from, piece.to] : [];
    const points = ends.map((at, i) => point(i === 0 ? 'M' : 'L', x(at), y(piece ? piece.slope * at + piece.intercept : 0)));
    attr(path, 'd', points.join(''));
  }

  /** @param {State} state @param {ChartView} view */
  function mark({ pieces, piece, hoverPiece, view: { present } }, view) {
    const at = (/** @type {number | null} */ i) => (i === null || present ? undefined : pieces?.[i]);
    light(lit, at(hoverPiece), view);
    light(chosen, at(piece), view);
    buttons.forEach((button, i) => {
      attr(button, 'aria-pressed', String(i === piece));
      button.classList.toggle('lit', i === hoverPiece);
    });
  }

  return {
    /** @param {ChartView} view */
    arrange({ plot }) {
      const style = { left: `${plot.left}px`, top: `${plot.bottom}px`, width: `${plot.right - plot.left}px` };
      Object.assign(band.style, style, { height: `${plot.axis - plot.bottom}px` });
      Object.assign(caption.style, { top: `${plot.bottom}px`, width: `${plot.left - 8}px`, height: band.style.height });
      edges = [];
    },
    /** @param {State} state @param {ChartView} view */
    draw(state, view) {
      const pieces = hasBand(state) ? (state.pieces ?? []) : [];
      const most = Math.min(MOST_BUTTONS, Math.floor((view.plot.right - view.plot.left) / LEAST_WIDTH));
      band.hidden = caption.hidden = pieces.length === 0;
      words.hidden = pieces.length <= most;
      supply(pieces.length <= most ? pieces.length : 0);
      if (count > 0) place(pieces, view);
      mark(state, view);
      label.draw(state, view);
      if (pieces.length > 0) names.request();
    },
    destroy() {
      names.stop();
      label.destroy();
    },
  };
}
