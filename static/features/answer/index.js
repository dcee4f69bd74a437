/**
 * The network written out: the formula so far, its pieces and what is awake on each; for linear networks how they
 * collapse to one line.
 *
 * @import { Layout, State, View, ViewContext, Written } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 */

import { h, text } from '../../js/lib/dom.js';
import { count, firstOf, t } from '../../js/i18n.js';
import { sinceText, unitsOf } from '../../js/lib/units.js';
import { smoothOf } from '../../js/schema.js';
import { createCollapse } from './collapse.js';
import { createCopy } from './copy.js';
import { createForms } from './forms.js';
import { createFormula } from './formula.js';
import { kindOf } from './model.js';
import { createPieces } from './pieces.js';
import { createSentence } from './sentence.js';

export default {
  slot: 'tab',
  id: 'answer',
  order: 10,
  panel: 'formula',
  reads: ['written', 'view', 'hover', 'selection', 'piece', 'hoverPiece'],
  mount: mountAnswer,
};

/** An answer takes no longer than this, if there is one. */
const PATIENCE = 1500;

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountAnswer(root, { actions, schema }) {
  /** The layout it is of goes with it: the next one may be there before the next answer. @type {{written: Written, layout: Layout} | null} */
  let shown = null;
  const parts = createParts(root, actions, () => shown?.written.form ?? null);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  /** @param {State} state */
  function take({ written, layout }) {
    clearTimeout(waiting);
    shown = written && layout ? { written, layout } : null;
    if (!shown) waiting = setTimeout(tellNothing, PATIENCE);
  }

  function tellNothing() {
    parts.content.hidden = true;
    parts.nothing.hidden = false;
  }

  function write() {
    if (!shown) return;
    const { written, layout } = shown;
    const kind = kindOf(layout, schema);
    parts.content.hidden = false;
    parts.nothing.hidden = true;
    const curved = smoothOf(layout.activations, schema) ?? '';
    const since = sinceText(unitsOf(layout));
    parts.since.hidden = since === '';
    text(parts.since, t('dates.note', { since }));
    parts.forms.write(written, kind, firstOf([`activations.${curved}`], curved));
    parts.formula.write(written, layout);
    parts.tooLong.hidden = written.lines !== null;
    // Where linear layers are multiplied out, that says it.
    parts.forms.sentence.hidden = written.lines === null || written.collapse !== null;
    if (!written.lines) text(parts.tooLong, tooLong(written, layout));
    parts.pieces.write(written, layout, kind);
    parts.collapse.write(written, layout);
    parts.hint.hidden = kind !== 'bent' || layout.sizes.length !== 3;
  }

  /** @param {State} state */
  function mark(state) {
    if (!shown) return;
    const { written, layout } = shown;
    const index = state.hoverPiece ?? state.piece;
    const piece = index === null ? null : (written.pieces?.[index] ?? null);
    const awake = written.form === 'neurons' && piece ? piece.parts : [];
    parts.formula.mark(state, awake.map(([layer, neuron]) => [layer, neuron]));
    parts.pieces.mark(state);
    const kind = kindOf(layout, schema);
    parts.sentence.element.hidden = written.pieces === null || (kind === 'none' && piece === null);
    parts.sentence.write(piece, index ?? 0, layout, kind);
  }

  return {
    update(state, changed) {
      if (changed.has('written')) take(state);
      if (state.view.tab !== 'answer' || (state.view.present && state.view.screen !== 'formula')) return;
      const writes = changed.has('written') || changed.has('view');
      if (writes) write();
      const marks = changed.has('hover') || changed.has('selection') || changed.has('piece') || changed.has('hoverPiece');
      if (writes || marks) mark(state);
    },
    destroy() {
      clearTimeout(waiting);
      parts.formula.destroy();
      parts.collapse.destroy();
      parts.copy.destroy();
      root.replaceChildren();
    },
  };
}

/** @param {HTMLElement} root @param {ViewContext['actions']} actions @param {() => State['view']['form']} formShown */
function createParts(root, actions, formShown) {
  const formula = createFormula(actions);
  const forms = createForms(actions);
  const copy = createCopy(actions, formShown);
  const pieces = createPieces(actions);
  const sentence = createSentence();
  const collapse = createCollapse();
  const tooLong = h('p', { class: 'answer-too-long', hidden: true });
  const since = h('p', { class: 'answer-says', hidden: true });
  const hint = h('p', { class: 'answer-hint' }, t('answer.hint'));
  const nothing = h('p', { class: 'answer-says', hidden: true }, t('answer.nothing'));
  const head = h('div', { class: 'answer-head' }, h('h2', {}, t('answer.title')), forms.group);
  const content = h(
    'div',
    { class: 'answer-content', hidden: true },
    head, ...formula.elements, tooLong, since, forms.sentence, copy.element, collapse.element, ...pieces.elements, sentence.element, hint,
  );
  root.append(content, nothing);
  return { formula, forms, copy, pieces, sentence, collapse, tooLong, since, hint, nothing, content };
}

/** @param {Written} written @param {Layout} layout @returns {string} */
function tooLong({ piece_count: pieces }, layout) {
  const parameters = count(layout.parameter_count);
  return pieces === null ? t('answer.too_long_smooth', { parameters }) : t('answer.too_long', { parameters, pieces: count(pieces) });
}
