/**
 * The pieces in a table, each with its slope as the sum of the neurons awake there.
 *
 * @import { Actions, Layout, State, Written } from '../../js/types.js'
 * @import { Kind, Summand } from './model.js'
 * @import { Units } from '../../js/types.js'
 */

import { isRectifier } from '../../js/lib/activations.js';
import { attr, fill, h, text } from '../../js/lib/dom.js';
import { signed } from '../../js/lib/numbers.js';
import { isPlain, shownSlopeText, shownXText, unitsOf } from '../../js/lib/units.js';
import { count, t } from '../../js/i18n.js';
import { MOST_ROWS, fitRow, lineOf, summandsOf } from './model.js';
import { createRoving } from '../../js/lib/roving.js';

/** @typedef {NonNullable<Written['pieces']>[number]} WrittenPiece */
/** @typedef {ReturnType<typeof createRow>} Row */

/** @param {Actions} actions */
export function createPieces(actions) {
  const slope = h('th', { scope: 'col' });
  const heads = ['piece', 'from', 'to'].map((key) => h('th', { scope: 'col' }, t(`answer.${key}`)));
  const body = h('tbody', {});
  const table = h('table', { class: 'answer-pieces' }, h('thead', {}, h('tr', {}, ...heads, slope)), body);
  const more = h('p', { class: 'answer-more' });
  const roving = createRoving(body);
  /** @type {Row[]} */
  let rows = [];

  /** @param {number} wanted */
  function resize(wanted) {
    if (rows.length === wanted) return;
    for (const { row } of rows.splice(wanted)) {
      // What goes away under the pointer is never left by it.
      if (row.matches(':hover')) actions.hoverPiece(null);
      row.remove();
    }
    while (rows.length < wanted) rows.push(createRow(rows.length, actions));
    body.append(...rows.map(({ row }) => row));
    roving.arrange(rows.map(({ button }) => button));
  }

  return {
    elements: [table, more],
    /** @param {Written} written @param {Layout} layout @param {Kind} kind */
    write({ pieces, piece_count: total }, layout, kind) {
      const shown = (pieces ?? []).slice(0, MOST_ROWS);
      resize(shown.length);
      shown.forEach((piece, i) => rows[i].write(piece, layout, kind));
      table.hidden = shown.length === 0;
      text(slope, t(`answer.slope_${slopeHead(layout, kind)}`));
      const missing = (total ?? 0) - shown.length;
      more.hidden = missing === 0;
      if (missing > 0) text(more, t(shown.length > 0 ? 'answer.more_pieces' : 'answer.too_many_pieces', { count: count(missing) }));
    },
    /** @param {State} state */
    mark({ piece, hoverPiece, hover }) {
      rows.forEach((row, i) => row.mark(i === piece, i === hoverPiece, hover));
    },
  };
}

/** @param {Layout} layout @param {Kind} kind @returns {'awake' | 'sum' | 'alone'} */
function slopeHead({ activations }, kind) {
  if (kind === 'none') return 'alone';
  return isRectifier(activations.at(-1) ?? '') ? 'awake' : 'sum';
}

/** @param {number} index @param {Actions} actions */
function createRow(index, actions) {
  const button = h('button', { type: 'button', class: 'answer-piece', tabindex: -1 }, String(index + 1));
  const [from, to] = [h('td', {}), h('td', {})];
  const sum = createSum();
  const on = {
    click: () => actions.selectPiece(button.getAttribute('aria-pressed') === 'true' ? null : index),
    pointerenter: () => actions.hoverPiece(index),
    pointerleave: () => actions.hoverPiece(null),
    focusin: () => actions.hoverPiece(index),
    focusout: () => actions.hoverPiece(null),
  };
  const row = h('tr', { on }, h('th', { scope: 'row' }, button), from, to, sum.element);

  return {
    row,
    button,
    /** @param {WrittenPiece} piece @param {Layout} layout @param {Kind} kind */
    write(piece, layout, kind) {
      const units = unitsOf(layout);
      const [start, end] = [shownXText(units, piece.from), shownXText(units, piece.to)];
      const words = { number: index + 1, from: start, to: end, slope: shownSlopeText(units, piece.slope) };
      text(from, words.from);
      text(to, words.to);
      sum.write(summandsOf(piece, layout), words.slope, kind, units);
      attr(button, 'aria-label', t('answer.piece_label', words));
      attr(row, 'title', lineOf(piece, units));
    },
    /** @param {boolean} selected @param {boolean} lit @param {State['hover']} hover */
    mark(selected, lit, hover) {
      row.classList.toggle('selected', selected);
      row.classList.toggle('lit', lit);
      attr(button, 'aria-pressed', String(selected));
      sum.mark(hover);
    },
  };
}

/** A slope and what it is the sum of, in the colors of the neurons. */
function createSum() {
  const element = h('td', { class: 'answer-slope' });
  /** @type {{span: HTMLElement, summand: Summand}[]} */
  let parts = [];
  const total = h('span', {});
  let shape = '';

  /** @param {Summand[]} summands @param {number} missing @param {string} otherwise */
  function rebuild(summands, missing, otherwise) {
    parts = summands.map((summand) => ({
      span: h('span', { class: 'answer-part', style: { '--neuron': summand.who.color }, title: summand.who.name }),
      summand,
    }));
    const rest = missing > 0 && h('span', { class: 'answer-rest' }, t('answer.more_parts', { count: missing }), ' ');
    const nobody = otherwise !== '' && h('span', {}, otherwise);
    fill(element, ...parts.flatMap(({ span }) => [span, ' ']), rest, nobody, total);
  }

  return {
    element,
    /** @param {Summand[]} summands @param {string} slope @param {Kind} kind @param {Units} units */
    write(summands, slope, kind, units) {
      const { shown, missing } = fitRow(summands);
      const otherwise = summands.length === 0 && kind !== 'none' ? `${t('answer.nobody')} ` : '';
      const wanted = JSON.stringify([shown.map(({ who }) => [who.name, who.color]), missing, otherwise]);
      if (wanted !== shape) rebuild(shown, missing, otherwise);
      shape = wanted;
      shown.forEach(({ slope: part }, i) => text(parts[i].span, partText(part, units)));
      text(total, kind === 'none' ? slope : `= ${slope}`);
    },
    /** @param {State['hover']} hover */
    mark(hover) {
      for (const { span, summand: { who } } of parts) {
        const { place } = who;
        span.classList.toggle('lit', place !== null && place.layer === hover?.layer && place.neuron === hover.neuron);
      }
    },
  };
}

/** @param {number} slope @param {Units} units */
function partText(slope, units) {
  if (isPlain(units)) return signed(slope);
  return `${slope > 0 ? '+' : ''}${shownSlopeText(units, slope)}`;
}
