/**
 * The lab: a menu of experiments in the top bar, and the panel they open in. Each is a feature, loaded when it is first opened.
 *
 * @import { PageContext, State, View } from '../types.js'
 */

import { attr, byId, h, text } from '../lib/dom.js';
import { featuresOf, mountFeature } from '../lib/features.js';
import { revealSoon } from '../lib/reveal.js';
import { t } from '../i18n.js';
import { createMenu } from './lab/menu.js';

/** @param {HTMLElement} root @param {PageContext} context @returns {View} */
export function mountLab(root, context) {
  const { actions } = context;
  const title = h('h2', { id: 'lab-title', tabindex: -1 });
  const close = h('button', { type: 'button', class: 'quiet', on: { click: () => actions.choose({ lab: null }) } }, t('lab.close'));
  const body = h('div', { class: 'lab-body' });
  root.append(h('div', { class: 'lab-head' }, title, close), body);
  const menu = createMenu(byId('lab-menu'), context);
  /** @type {string | null} */
  let open = null;
  const experiments = featuresOf('lab').map((feature) => {
    const place = h('div', { dataset: { control: `lab.${feature.id}` } });
    body.append(place);
    const view = mountFeature(feature, place, context, (state) => state.view.lab === feature.id);
    return { name: feature.id, place, view };
  });

  /** @param {State} state */
  function show({ view: { lab } }) {
    if (lab === open) return;
    open = lab;
    // Its button closes what holds it.
    if (lab === null && root.contains(document.activeElement)) byId('lab-menu').querySelector('button')?.focus();
    root.hidden = lab === null;
    attr(root, 'data-lab', lab);
    if (lab !== null) text(title, t(`${lab}.title`));
    for (const { name, place } of experiments) place.hidden = name !== lab;
    if (lab === null) return;
    title.focus({ preventScroll: true });
    revealSoon(root);
  }

  return {
    update(state, changed) {
      const held = changed.has('layout') && body.contains(document.activeElement);
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
      for (const { view } of experiments) view.destroy();
      root.replaceChildren();
    },
  };
}

/** @param {Element | null} element @param {HTMLElement} place it has to be in */
function isSeen(element, place) {
  return element !== null && place.contains(element) && element.getClientRects().length > 0;
}
