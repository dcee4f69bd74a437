/**
 * Why nonlinearity: linear layers multiplied out with the live numbers, one step a line, down to one straight line.
 *
 * @import { CollapseRow, Layout, Written } from '../../js/types.js'
 * @import { Who } from './model.js'
 * @import { NameOf } from './typeset.js'
 */

import { fill, h } from '../../js/lib/dom.js';
import { count, t } from '../../js/i18n.js';
import { whoIs } from './model.js';
import { createSteady } from './steady.js';
import { bind, changeOf, createTypeset } from './typeset.js';

/** Of a wide layer so many neurons are multiplied out; nor is a sum that long. */
const MOST_NEURONS = 6;
const LONGEST = 280;
/** Where more than this share is new there is nothing to point at. */
const MOST_CHANGED = 0.8;

/** @typedef {{who: Who, steps: string[]}} Derivation one neuron's line, from what it reads to A·x + B */
/** @typedef {{title: string, derivations: Derivation[], missing: number}} Group */

export function createCollapse() {
  const place = h('div', {});
  const element = h('section', { class: 'answer-collapse' }, h('h3', {}, t('answer.why')), h('p', {}, t('answer.why_says')), place);
  const steady = createSteady(place);
  /** @type {ReturnType<typeof createStep>[]} */
  let steps = [];
  let shape = '';

  /** @param {Group[]} groups @param {Layout} layout */
  function rebuild(groups, layout) {
    const nameOf = (/** @type {number} */ layer, /** @type {number} */ index) => whoIs(layout, [layer, index]).name;
    steady.forget();
    steps = [];
    fill(place, ...groups.flatMap((group) => groupElements(group, nameOf, steps)));
  }

  return {
    element,
    /** @param {Written} written @param {Layout} layout */
    write({ collapse }, layout) {
      element.hidden = collapse === null;
      if (!collapse) return;
      const groups = groupsOf(collapse, layout);
      const wanted = JSON.stringify(groups.map(({ title, derivations }) => [title, derivations.map(({ who, steps: all }) => [who, all.length])]));
      if (wanted !== shape) rebuild(groups, layout);
      shape = wanted;
      const pairs = groups.flatMap(({ derivations }) => derivations.flatMap((each) => each.steps.map(withPrevious)));
      pairs.forEach(([step, previous], i) => steps[i].write(step, previous));
      steady.hold(steps.map((step) => step.body));
    },
    destroy: steady.stop,
  };
}

/** The first step has changed nothing. @param {string} step @param {number} i @param {string[]} steps @returns {[string, string]} */
function withPrevious(step, i, steps) {
  return [step, steps[i - 1] ?? step];
}

/** @param {Group} group @param {NameOf} nameOf @param {ReturnType<typeof createStep>[]} steps those made are added */
function groupElements({ title, derivations, missing }, nameOf, steps) {
  const lists = derivations.map(({ who, steps: all }) => {
    const made = all.map((_, i) => createStep(i === 0 ? who.name : '', i > 0 && i === all.length - 1, nameOf));
    steps.push(...made);
    return h('ol', { class: 'answer-steps', style: { '--neuron': who.color } }, ...made.map(({ element }) => element));
  });
  const more = missing > 0 && h('p', { class: 'answer-more' }, t('answer.more_neurons', { count: count(missing) }));
  return [title !== '' && h('h4', {}, title), ...lists, more];
}

/**
 * What is shown: the whole chain where each layer has one neuron, else each neuron of each layer.
 * @param {NonNullable<Written['collapse']>} collapse
 * @param {Layout} layout
 * @returns {Group[]}
 */
export function groupsOf({ chain, rows }, layout) {
  if (chain.length > 0) return [{ title: '', derivations: [{ who: whoIs(layout, [rows.length - 1, 0]), steps: chain }], missing: 0 }];
  return rows.map((row, layer) => {
    const shown = row.slice(0, MOST_NEURONS);
    const title = layer === rows.length - 1 ? t('answer.output') : t('answer.layer', { layer: layer + 1 });
    const derivations = shown.map((each) => ({ who: whoIs(layout, each.neuron), steps: stepsOf(each) }));
    return { title, derivations, missing: row.length - shown.length };
  });
}

/** Each different form once; of sums nobody could read, the result alone. @param {CollapseRow} row @returns {string[]} */
function stepsOf({ substituted, gathered, collected }) {
  const forms = substituted.length > LONGEST ? [collected] : [substituted, gathered, collected];
  return forms.filter((form, i) => form !== forms[i - 1]);
}

/** @param {string} name whose line it is, before its first step @param {boolean} last @param {NameOf} nameOf */
function createStep(name, last, nameOf) {
  const [before, changed, after] = ['span', 'mark', 'span'].map((tag) => createTypeset(h(/** @type {'span'} */ (tag), {}), nameOf));
  const body = h('span', {}, before.element, changed.element, after.element);
  const head = h('span', { class: 'answer-step-name' }, name !== '' && h('var', {}, name), ' =');
  return {
    body,
    element: h('li', { class: last ? 'last' : '' }, head, h('span', { class: 'answer-step' }, body)),
    /** @param {string} step @param {string} previous */
    write(step, previous) {
      const [first, middle, rest] = changeOf(previous, bind(step));
      before.write(first);
      changed.write(middle);
      after.write(rest);
      changed.element.classList.toggle('unmarked', middle === '' || middle.length > step.length * MOST_CHANGED);
    },
  };
}
