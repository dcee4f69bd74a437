/**
 * The list of lines. What is there already is written over, so that it keeps the focus and nothing flickers.
 *
 * @import { Actions, NeuronPlace, Walk, WeightPlace } from '../../js/types.js'
 * @import { Row } from './given.js'
 *
 * @typedef {{element: HTMLElement, write: (row: Row) => void}} RowElement
 */

import { attr, h, text } from '../../js/lib/dom.js';
import { count, t } from '../../js/i18n.js';

/**
 * @param {HTMLElement} container
 * @param {{hover: Actions['hover'], choose: (weight: WeightPlace) => void, open: (key: string) => void}} hands
 */
export function createRows(container, { hover, choose, open }) {
  /** @type {{kind: Row['kind'], row: Row, element: HTMLElement, write: (row: Row) => void}[]} */
  let shown = [];

  /** @param {EventTarget | null} target */
  function rowAt(target) {
    return shown.find(({ element }) => target instanceof Node && element.contains(target))?.row;
  }

  container.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType === 'mouse') hover(rowAt(target)?.place ?? null);
  });
  container.addEventListener('pointerleave', () => hover(null));
  container.addEventListener('focusin', ({ target }) => hover(rowAt(target)?.place ?? null));
  container.addEventListener('focusout', () => hover(null));
  container.addEventListener('click', ({ target }) => {
    const row = rowAt(target);
    const button = target instanceof Element ? target.closest('button') : null;
    if (!row || !button) return;
    if (row.weight) return choose(row.weight);
    const at = shown.findIndex((each) => each.row === row);
    open(row.key);
    if (!button.isConnected) focusOn(at);
  });

  /** What a button showed takes the place of the button. @param {number} at */
  function focusOn(at) {
    const { element } = shown[at] ?? {};
    if (!element) return;
    if (!element.matches('button')) attr(element, 'tabindex', -1);
    element.focus();
  }

  return {
    /** @param {Row[]} rows */
    show(rows) {
      const kept = shown.slice(0, rows.length);
      for (const { element } of shown.slice(rows.length)) element.remove();
      shown = rows.map((row, i) => {
        const known = kept[i];
        if (known?.kind === row.kind) {
          known.write(row);
          return { ...known, row };
        }
        const made = MAKERS[row.kind]();
        made.write(row);
        if (known) known.element.replaceWith(made.element);
        else container.append(made.element);
        return { kind: row.kind, row, ...made };
      });
    },
    /** @param {NeuronPlace | null} place */
    light(place) {
      for (const { element, row } of shown) {
        element.classList.toggle('lit', place !== null && row.place?.layer === place.layer && row.place.neuron === place.neuron);
      }
    },
    /** What the walk has not come to yet stays out of sight. @param {Walk} walk @returns {HTMLElement | null} where it is now */
    reveal({ stage, layer }) {
      for (const { element, row } of shown) {
        const ahead = layer !== null && row.layer !== null && (stage === 'forward' ? row.layer > layer : row.layer < layer);
        element.classList.toggle('ahead', ahead);
      }
      return layer === null ? null : (shown.find(({ row }) => row.kind === 'layer' && row.layer === layer)?.element ?? null);
    },
  };
}

/** @type {Record<Row['kind'], () => RowElement>} */
const MAKERS = {
  layer: () => plain(h('h3', { class: 'trace-layer' })),
  note: () => plain(h('p', { class: 'trace-note' })),
  more: () => {
    const button = h('button', { type: 'button', class: 'trace-more' });
    return { element: h('p', { class: 'trace-rest' }, button), write: (row) => text(button, row.text ?? '') };
  },
  line: () => createLine(h('p', { class: 'trace-line' })),
  edge: () => createLine(h('button', { type: 'button', class: 'trace-line trace-edge', title: t('trace.see_update') })),
};

/** @param {HTMLElement} element @returns {RowElement} */
function plain(element) {
  return { element, write: (row) => text(element, row.text ?? '') };
}

/** @param {HTMLElement} element @returns {RowElement} */
function createLine(element) {
  const parts = {
    who: h('b', { class: 'trace-who' }),
    head: h('span', { class: 'trace-head' }),
    sum: h('span', {}),
    more: h('button', { type: 'button', class: 'trace-more' }),
    tail: h('span', {}),
    result: h('b', { class: 'trace-result' }),
    aside: h('span', { class: 'trace-aside' }),
  };
  element.append(parts.who, h('span', { class: 'trace-body' }, parts.head, parts.sum, parts.tail, parts.result, parts.aside));
  return { element, write: (row) => writeLine(element, parts, row) };
}

/**
 * @param {HTMLElement} element
 * @param {Record<'who' | 'head' | 'sum' | 'more' | 'tail' | 'result' | 'aside', HTMLElement>} parts
 * @param {Row} row
 */
function writeLine(element, parts, { who = '', color = '', aside = '', line, place }) {
  if (!line) return;
  text(parts.who, who);
  text(parts.head, line.head);
  text(parts.sum, line.sum && `${line.head && ' =\u00a0'}${line.sum}${line.hidden > 0 ? ' +\u00a0' : ''}`);
  if (line.hidden > 0 && !parts.more.isConnected) parts.sum.after(parts.more);
  if (line.hidden === 0) parts.more.remove();
  text(parts.more, t('trace.more_terms', { count: count(line.hidden) }));
  text(parts.tail, line.tail);
  text(parts.result, ` =\u00a0${line.result}`);
  text(parts.aside, aside && ` ${aside}`);
  attr(element, 'data-own', place ? true : null);
  element.style.setProperty('--neuron', color);
}
