/**
 * The curve to find: a gallery of the built-in ones.
 *
 * @import { State, View, ViewContext } from '../types.js'
 * @import { Entry, Schema } from '../schema.js'
 */

import { firstOf, t } from '../i18n.js';
import { attr, h, text } from '../lib/dom.js';
import { drawnCurve } from '../lib/drawn-curve.js';
import { createThumbnail } from '../lib/thumbnail.js';
import { createPendingEdits } from '../lib/pending-edits.js';

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountCurve(root, { store, actions, schema }) {
  const { targets } = schema.registries;
  const pending = createPendingEdits(() => show(store.get().config.data.source));
  const thumbs = new Map(targets.map((target) => [target.name, createThumb(target, () => choose(target))]));
  const caption = h('p', { class: 'curve-name' }, h('span', { class: 'name' }), h('span', { class: 'formula' }));
  const gallery = h('div', { class: 'gallery', role: 'radiogroup', 'aria-label': t('curve.target') });
  gallery.append(...[...thumbs.values()].map(({ element }) => element));
  root.append(gallery, caption);

  /** @param {Entry} target */
  function choose({ name }) {
    pending.wait(actions.patch({ 'data.source': { kind: 'target', name } }));
  }

  /** @param {State['config']['data']['source']} source */
  function show(source) {
    const chosen = source.kind === 'target' ? source.name : null;
    for (const [name, { input }] of thumbs) input.checked = name === chosen;
    const target = targets.find(({ name }) => name === chosen);
    text(caption.children[0], target ? nameOf(target) : t(drawnCurve(source) ? 'curve.own_drawing' : `curve.own_${source.kind}`));
    text(caption.children[1], target ? formulaOf(target) : source.kind === 'points' ? t('curve.count', { count: source.x.length }) : '');
    attr(caption, 'title', target ? `${nameOf(target)}: ${formulaOf(target)}` : null);
  }

  return {
    update({ config }, changed) {
      if (changed.has('config') && !pending.open) show(config.data.source);
    },
    destroy() {
      root.replaceChildren();
    },
  };
}

/** @param {Entry} target @param {() => void} choose */
function createThumb(target, choose) {
  const name = nameOf(target);
  const input = h('input', { type: 'radio', name: 'target', value: target.name, 'aria-label': name, on: { change: choose } });
  const picture = createThumbnail(target.thumbnail ?? []);
  return { input, element: h('label', { class: 'thumb', title: `${name}: ${formulaOf(target)}` }, input, picture.element) };
}

/** @param {Entry} target */
function nameOf({ name }) {
  return firstOf([`targets.${name}`], name);
}

/** @param {Entry} target */
function formulaOf({ name, formula }) {
  return firstOf([`formulas.targets.${name}`], formula);
}
