/**
 * How activations and gradients spread over the layers, for several starts side by side.
 *
 * @import { State, View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Spread } from './rows.js'
 */

import { createDice } from '../../js/lib/choice.js';
import { fill, h, text } from '../../js/lib/dom.js';
import { swallow } from '../../js/lib/promises.js';
import { count, reasonIn, t } from '../../js/i18n.js';
import { withValue } from '../../js/schema.js';
import { createHead, createRow } from './rows.js';

export default { slot: 'lab', id: 'init_spread', order: 40, reads: ['view', 'layout', 'status'], mount: mountInitSpread };

const STARTS = [
  { initializer: 'zeros' }, { initializer: 'he_normal', scale: 0.1 }, { initializer: 'he_normal', scale: 5 },
  { initializer: 'xavier_normal' }, { initializer: 'he_normal' },
];
const SEEDS = 10_000;
/** Where the layers are many, what a start does is easiest to see. */
const DEEP = [32, 32, 32, 32, 32];
/** Activations that show it well; of others the first is taken instead. */
const TELLING = ['tanh', 'relu'];

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountInitSpread(root, { store, actions }) {
  const table = h('table', {});
  const said = h('p', { class: 'starts-said', role: 'status' });
  const seedWords = h('span', { class: 'starts-seed' });
  const dice = createDice(t('init_spread.dice'), () => {
    seed = Math.floor(Math.random() * SEEDS);
    ask();
  });
  const deep = h('button', { type: 'button', on: { click: goDeep } }, t('init_spread.deep'));
  const legend = h('p', { class: 'starts-legend' }, ...['activations', 'gradients'].map((part) =>
    h('span', { class: `histogram-key ${part}` }, t(`init_spread.${part}`))), h('span', {}, t('init_spread.number')));
  root.classList.add('layer-starts');
  root.append(
    h('p', {}, t('init_spread.what')), h('div', { class: 'starts-tools' }, legend, h('div', { class: 'starts-buttons' }, seedWords, dice, deep)), said,
    h('div', { class: 'starts-scroll', tabindex: '0', role: 'region', 'aria-label': t('init_spread.table') }, table),
  );
  /** Another seed than the experiment's, rolled here. @type {number | null} */
  let seed = null;
  let [open, asking, again] = [false, false, false];

  async function ask() {
    again = asking;
    if (asking) return;
    const { layout } = store.get();
    if (!layout) return;
    deep.hidden = layout.sizes.length - 2 >= DEEP.length;
    text(seedWords, t('init_spread.seed', { seed: seed ?? layout.config.seed }));
    if (layout.sizes.length < 3) {
      table.replaceChildren();
      text(said, t('init_spread.no_layers'));
      return;
    }
    asking = true;
    try {
      const answer = await actions.ask('spread', { starts: STARTS, ...(seed === null ? {} : { seed }) });
      if (store.get().layout === layout) show(answer.spread, layout.activations, answer.step);
      text(said, '');
    } catch (error) {
      text(said, t('init_spread.refused', { message: reasonIn(error) }));
    }
    asking = false;
    if (again) ask();
  }

  /** @param {Spread[]} spreads @param {string[]} activations @param {number} step */
  function show(spreads, activations, step) {
    const present = t('init_spread.present', { step: count(step) });
    const rows = spreads.map((spread) => createRow(spread, { activations, layers: activations.length, present, begin }));
    const buttons = () => [...table.querySelectorAll('button')];
    const focused = buttons().findIndex((button) => button === document.activeElement);
    fill(table, createHead(activations.length), h('tbody', {}, ...rows));
    // The button that was pressed is a new one now.
    buttons()[focused]?.focus();
  }

  /** @param {Spread} spread */
  function begin({ initializer, scale }) {
    swallow(startLike(String(initializer), scale ?? 1));
  }

  /** @param {string} initializer @param {number} scale */
  async function startLike(initializer, scale) {
    const { config } = store.get();
    const isNew = config.network.initializer !== initializer || (seed !== null && seed !== config.seed);
    // The same start again is a reset: a change to what already is would change nothing.
    await (isNew ? actions.patch({ 'network.initializer': initializer, ...(seed === null ? {} : { seed }) }) : actions.reset());
    if (scale !== 1) await actions.scaleWeights(scale);
    ask();
  }

  function goDeep() {
    const { config } = store.get();
    const { activation } = config.network;
    const telling = typeof activation === 'string' && TELLING.includes(activation) ? activation : TELLING[0];
    swallow(actions.begin(withValue(withValue(config, 'network.hidden', DEEP), 'network.activation', telling)));
  }

  /** @param {State} state @param {import('../../js/types.js').Changed} changed */
  function update({ view, layout, status }, changed) {
    const wasOpen = open;
    open = view.lab === 'init_spread';
    if (!open || !layout) return;
    const stopped = changed.has('status') && status.state !== 'running';
    if (!wasOpen || changed.has('layout') || stopped) ask();
  }

  return { update, destroy: () => root.replaceChildren() };
}
