/**
 * The lab: a menu of experiments in the top bar, and the panel they open in. Each is loaded when it is first opened.
 *
 * @import { Lab, State, View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

import { attr, byId, h, text } from '../lib/dom.js';
import { mountWhenNeeded } from '../lib/lazy.js';
import { revealSoon } from '../lib/reveal.js';
import { t } from '../i18n.js';
import { createMenu } from './lab/menu.js';
import { createLock } from './race/lock.js';

/** @typedef {ViewContext & {schema: Schema}} LabContext */

/** @type {Record<Lab, {title: string, load: (root: HTMLElement, context: LabContext) => Promise<View>}>} */
const EXPERIMENTS = {
  race: { title: 'race.title', load: async (root, context) => (await import('./race.js')).mountRace(root, context) },
  landscape: {
    title: 'landscape.title',
    load: async (root, context) => (await import('./landscape.js')).mountLandscape(root, context),
  },
  range_test: {
    title: 'range_test.title',
    load: async (root, context) => (await import('./range-test.js')).mountRangeTest(root, context),
  },
  starts: {
    title: 'initial.title',
    load: async (root, context) => (await import('./layer-starts.js')).mountLayerStarts(root, context),
  },
  regularization: {
    title: 'regularization.title',
    load: async (root, context) => (await import('./regularization.js')).mountRegularization(root, context),
  },
};

/** @param {HTMLElement} root @param {LabContext} context @returns {View} */
export function mountLab(root, context) {
  const { actions } = context;
  const title = h('h2', { id: 'lab-title', tabindex: -1 });
  const close = h('button', { type: 'button', class: 'quiet', on: { click: () => actions.choose({ lab: null }) } }, t('lab.close'));
  const body = h('div', { class: 'lab-body' });
  root.append(h('div', { class: 'lab-head' }, title, close), body);
  const menu = createMenu(byId('lab-menu'), context);
  const lock = createLock(actions, context.schema);
  let racing = false;
  /** @type {Lab | null} */
  let open = null;
  const experiments = /** @type {Lab[]} */ (Object.keys(EXPERIMENTS)).map((name) => {
    const place = h('div', { dataset: { control: `lab.${name}` } });
    body.append(place);
    const view = mountWhenNeeded(() => EXPERIMENTS[name].load(place, context), (state) => state.view.lab === name);
    return { name, place, view };
  });

  /** @param {State} state */
  function show({ view: { lab } }) {
    if (lab === open) return;
    open = lab;
    // Its button closes what holds it.
    if (lab === null && root.contains(document.activeElement)) byId('lab-menu').querySelector('button')?.focus();
    root.hidden = lab === null;
    attr(root, 'data-lab', lab);
    if (lab !== null) text(title, t(EXPERIMENTS[lab].title));
    for (const { name, place } of experiments) place.hidden = name !== lab;
    if (lab === null) return;
    title.focus({ preventScroll: true });
    revealSoon(root);
  }

  /** A race is never on unseen, whoever began it; the sums one by one are of a single run. @param {State} state */
  function followRace(state) {
    lock.update(state);
    const begins = Boolean(state.layout?.race) && !racing;
    racing = Boolean(state.layout?.race);
    if (begins) actions.choose({ lab: 'race', rows: false });
  }

  return {
    update(state, changed) {
      const held = changed.has('layout') && body.contains(document.activeElement);
      if (changed.has('layout')) followRace(state);
      if (changed.has('view')) show(state);
      for (const { view } of experiments) view.update(state, changed);
      // A race that begins or ends takes away what was pressed.
      if (held && !isSeen(document.activeElement, body)) title.focus();
    },
    resize() {
      for (const { view } of experiments) view.resize?.();
    },
    destroy() {
      menu.destroy();
      lock.destroy();
      for (const { view } of experiments) view.destroy();
      root.replaceChildren();
    },
  };
}

/** @param {Element | null} element @param {HTMLElement} place it has to be in */
function isSeen(element, place) {
  return element !== null && place.contains(element) && element.getClientRects().length > 0;
}
