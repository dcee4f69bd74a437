/**
 * The curve to find: a gallery of the built-in ones.
 *
 * @import { State, View, ViewContext } from '../types.js'
 * @import { Entry, Schema } from '../schema.js'
 */

import { firstOf, t } from '../i18n.js';
import { h, svg, text } from '../lib/dom.js';
import { createWishes } from '../lib/wishes.js';

const WIDTH = 48;
const HEIGHT = 32;
const MARGIN = 4;

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountCurve(root, { store, actions, schema }) {
  const { targets } = schema.registries;
  const wishes = createWishes(() => show(store.get().config.data.source));
  const thumbs = new Map(targets.map((target) => [target.name, createThumb(target, () => choose(target))]));
  const caption = h('p', { class: 'curve-name' }, h('span', { class: 'name' }), h('span', { class: 'formula' }));
  const gallery = h('div', { class: 'gallery', role: 'radiogroup', 'aria-label': t('curve.target') });
  gallery.append(...[...thumbs.values()].map(({ element }) => element));
  root.append(gallery, caption);

  /** @param {Entry} target */
  function choose({ name }) {
    wishes.wait(actions.patch({ 'data.source': { kind: 'target', name } }));
  }

  /** @param {State['config']['data']['source']} source */
  function show(source) {
    const chosen = source.kind === 'target' ? source.name : null;
    for (const [name, { input }] of thumbs) input.checked = name === chosen;
    const target = targets.find(({ name }) => name === chosen);
    text(caption.children[0], target ? nameOf(target) : t('curve.own_points'));
    text(caption.children[1], target ? formulaOf(target) : '');
  }

  return {
    update({ config }, changed) {
      if (changed.has('config') && !wishes.open) show(config.data.source);
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
  const path = svg('path', { d: thumbnailPath(target.thumbnail ?? []) });
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' }, path);
  return { input, element: h('label', { class: 'thumb', title: `${name}: ${formulaOf(target)}` }, input, picture) };
}

/** @param {Entry} target */
function nameOf({ name }) {
  return firstOf([`targets.${name}`], name);
}

/** @param {Entry} target */
function formulaOf({ name, formula }) {
  return firstOf([`target_formulas.${name}`], formula);
}

/** Scaled to fill the picture. @param {number[]} values @returns {string} */
function thumbnailPath(values) {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, i) => {
    const x = MARGIN + (i / (values.length - 1)) * (WIDTH - 2 * MARGIN);
    const y = HEIGHT - MARGIN - ((value - low) / span) * (HEIGHT - 2 * MARGIN);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}
