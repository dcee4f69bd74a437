/**
 * The sum in the legend: Y′ = output bias + h1 + h2 + …, each neuron a chip that mutes its curve or shows it alone.
 *
 * @import { Actions, State } from '../../types.js'
 * @import { Term } from './terms.js'
 */

import { attr, fill, h, svg } from '../../lib/dom.js';
import { MOST_CONTRIBUTIONS, samePlace } from '../../lib/parameters.js';
import { t } from '../../i18n.js';
import { termsOf } from './terms.js';

/** From this many on they are set closer. */
const MANY_CHIPS = 8;

/** @param {{actions: Actions, get: () => State}} context */
export function createChips({ actions, get }) {
  const chips = h('span', { class: 'fit-chips', role: 'group', 'aria-label': t('fit.neurons') });
  const all = h('button', { type: 'button', class: 'fit-all', hidden: true, on: { click: () => actions.mute([]) } }, t('fit.all'));
  const bias = svg('svg', { class: 'swatch', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, svg('path', { class: 'fit-bias', d: 'M1 5h24' }));
  const start = h('span', { class: 'legend-item fit-start' }, 'Y′\u00a0=', bias, h('span', {}, t('fit.bias')));
  const element = h('span', { class: 'fit-sum' }, start, chips, all);
  /** @type {{term: Term, button: HTMLButtonElement}[]} */
  let shown = [];

  /** @param {Term} term */
  function createChip(term) {
    const { name, color, dash, place, id } = term;
    const line = svg('svg', { viewBox: '0 0 22 4', 'aria-hidden': 'true' }, svg('path', { d: 'M0 2h22', 'stroke-dasharray': dash || null }));
    const own = id ?? -1;
    const help = t('fit.chip_help');
    const button = h('button', { type: 'button', class: 'fit-chip', title: help, 'aria-label': t('fit.chip', { name }), style: { '--neuron': color } }, line, h('span', {}, name));
    const hover = (/** @type {boolean} */ on) => () => actions.hover(on ? place : null);
    button.addEventListener('click', ({ altKey }) => (altKey ? solo(own) : toggle(own)));
    button.addEventListener('dblclick', ({ altKey }) => altKey || solo(own));
    button.addEventListener('keydown', ({ key, ctrlKey, metaKey }) => {
      if (key.toLowerCase() === 's' && !ctrlKey && !metaKey) solo(own);
    });
    button.addEventListener('pointerenter', hover(true));
    button.addEventListener('pointerleave', hover(false));
    button.addEventListener('focus', () => button.matches(':focus-visible') && actions.hover(place));
    button.addEventListener('blur', hover(false));
    return button;
  }

  /** @param {number} id */
  function toggle(id) {
    const muted = new Set(get().muted);
    if (!muted.delete(id)) muted.add(id);
    actions.mute(muted);
  }

  /** This one alone; all of them again where it is alone already. @param {number} id */
  function solo(id) {
    const others = shown.flatMap(({ term }) => (term.id === null || term.id === id ? [] : [term.id]));
    const { muted } = get();
    const alone = !muted.has(id) && others.every((other) => muted.has(other));
    actions.mute(alone ? [] : others);
  }

  /** @param {State} state */
  function rebuild({ layout }) {
    const terms = layout && layout.sizes.length > 2 ? termsOf(layout) : [];
    const known = new Map(shown.map((chip) => [`${chip.term.id} ${chip.term.name}`, chip]));
    const wanted = terms.length > MOST_CONTRIBUTIONS ? [] : terms;
    shown = wanted.map((term) => {
      const chip = known.get(`${term.id} ${term.name}`);
      return { term, button: chip?.button ?? createChip(term) };
    });
    element.classList.toggle('many', shown.length > MANY_CHIPS);
    fill(chips, ...shown.map(({ button }) => button));
  }

  return {
    element,
    /** @param {State} state @param {boolean} anew whether the neurons may be others */
    show(state, anew) {
      if (anew) rebuild(state);
      element.hidden = !state.view.contributions || state.view.rows || shown.length === 0;
      for (const { term, button } of shown) {
        attr(button, 'aria-pressed', String(!state.muted.has(term.id ?? -1)));
        button.classList.toggle('lit', samePlace(term.place, state.hover));
      }
      all.hidden = !shown.some(({ term }) => state.muted.has(term.id ?? -1));
    },
  };
}
