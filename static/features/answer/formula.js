/**
 * The formula: one line a term where it is one sum, lines of named neurons where it is a deep network's. A term lights
 * up with its neuron, and its neuron with it.
 *
 * @import { Actions, Layout, NeuronPlace, State, Written } from '../../js/types.js'
 * @import { ShownLine, ShownTerm, Who } from './model.js'
 * @import { NameOf } from './typeset.js'
 */

import { attr, fill, h, text } from '../../js/lib/dom.js';
import { count, t } from '../../js/i18n.js';
import { includes, shownLines, whoIs } from './model.js';
import { createRoving } from '../../js/lib/roving.js';
import { createSteady } from './steady.js';
import { bind, createTypeset } from './typeset.js';

/** @typedef {{element: HTMLElement, body: HTMLElement, places: ShownTerm['places'], write: (term: ShownTerm) => void}} TermElement */
/** @typedef {{element: HTMLElement, terms: TermElement[], write: (line: ShownLine) => void}} LineElement */

/** @param {Actions} actions */
export function createFormula(actions) {
  const list = h('div', { class: 'answer-formula', role: 'group', 'aria-label': t('answer.formula') });
  const definitions = h('p', { class: 'answer-definitions' });
  const roving = createRoving(list);
  const steady = createSteady(list);

  /** @type {LineElement[]} */
  let lines = [];
  let shape = '';

  /** @param {ShownLine[]} shown @param {number} missing @param {Layout} layout */
  function rebuild(shown, missing, layout) {
    const nameOf = (/** @type {number} */ layer, /** @type {number} */ index) => whoIs(layout, [layer, index]).name;
    const stacked = shown.length === 1;
    // What goes away under the pointer is never left by it.
    if (list.matches(':hover')) actions.hover(null);
    steady.forget();
    lines = shown.map((line) => createLine(line, nameOf, actions));
    list.classList.toggle('stacked', stacked);
    list.classList.toggle('nested', layout.activations.length > 1);
    const more = missing > 0 && h('p', { class: 'answer-more' }, t('answer.more_terms', { count: count(missing) }));
    fill(list, ...lines.map(({ element }) => element), more);
    roving.arrange(buttonsOf(lines));
  }

  return {
    elements: [list, definitions],
    /** @param {Written} written @param {Layout} layout */
    write(written, layout) {
      const { lines: shown, missing } = shownLines(written, layout);
      const wanted = JSON.stringify([missing, shown.map(shapeOf), layout.neurons.map(({ id, name }) => [id, name])]);
      if (wanted !== shape) rebuild(shown, missing, layout);
      shape = wanted;
      shown.forEach((line, i) => lines[i].write(line));
      steady.hold(lines.flatMap(({ terms }) => terms.map(({ body }) => body)));
      const meanings = (written.definitions ?? []).map((definition) => definition.text);
      definitions.hidden = meanings.length === 0;
      text(definitions, meanings.join('\n'));
    },
    /** @param {State} state @param {ShownTerm['places']} awake of the piece pointed at */
    mark({ hover, selection }, awake) {
      for (const { element, places } of lines.flatMap(({ terms }) => terms)) {
        element.classList.toggle('lit', includes(places, hover) || places.some(([layer, neuron]) => includes(awake, { layer, neuron })));
        if (places.length > 0) attr(element, 'aria-pressed', String(includes(places, selection)));
      }
    },
    destroy: steady.stop,
  };
}

/** What has to stay for the elements to stay. @param {ShownLine} line */
function shapeOf({ who, opening, terms, closing }) {
  return [who.name, opening, closing, terms.map(({ places }) => places)];
}

/** @param {LineElement[]} lines @returns {HTMLElement[]} */
function buttonsOf(lines) {
  return lines.flatMap(({ terms }) => terms.map(({ element }) => element)).filter((each) => each.tagName === 'BUTTON');
}

/** @param {ShownLine} line @param {NameOf} nameOf @param {Actions} actions @returns {LineElement} */
function createLine({ who, opening, terms, closing }, nameOf, actions) {
  const elements = terms.map((term) => createTerm(term, nameOf, actions));
  const color = { style: { '--neuron': who.color } };
  const name = h('span', { class: 'answer-name', ...color }, h('var', {}, who.name), ' =');
  const bracket = (/** @type {string} */ part) => part !== '' && h('span', { class: 'answer-bracket', ...color }, part);
  const sum = h('div', { class: 'answer-sum' }, bracket(opening), ...elements.map(({ element }) => element), bracket(closing));
  return {
    element: h('div', { class: 'answer-line' }, name, sum),
    terms: elements,
    write: (line) => line.terms.forEach((term, i) => elements[i].write(term)),
  };
}

/** @param {ShownTerm} term @param {NameOf} nameOf @param {Actions} actions @returns {TermElement} */
function createTerm({ places, who }, nameOf, actions) {
  const sign = h('span', { class: 'answer-sign' });
  const body = createTypeset(h('span', {}), nameOf);
  const element = who.place ? createButton(who, who.place, actions) : h('span', { class: 'answer-term' });
  element.append(sign, h('span', { class: 'answer-body' }, body.element));
  return {
    element,
    body: body.element,
    places,
    write(term) {
      text(sign, term.sign);
      body.write(bind(term.body));
      if (who.place) attr(element, 'aria-label', `${labelOf(who)}: ${term.sign}${body.element.textContent}`);
    },
  };
}

/** @param {Who} who @returns {string} */
function labelOf({ name, hidden }) {
  return hidden ? name : t('answer.output_bias');
}

/** @param {Who} who @param {NeuronPlace} place @param {Actions} actions */
function createButton({ color, hidden }, place, actions) {
  /** @type {HTMLButtonElement} */
  const button = h('button', {
    class: hidden ? 'answer-term own' : 'answer-term',
    type: 'button',
    tabindex: -1,
    style: { '--neuron': color },
    on: {
      click: () => actions.select(button.getAttribute('aria-pressed') === 'true' ? null : place),
      pointerenter: () => actions.hover(place),
      pointerleave: () => actions.hover(null),
      focus: () => actions.hover(place),
      blur: () => actions.hover(null),
    },
  });
  return button;
}
