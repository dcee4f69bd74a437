/**
 * The features of the page: folders of `static/features`, which the server finds and lists in the page. The code of one
 * is loaded when there is something for it to show.
 *
 * @import { FeatureCode, ListedFeature, PageContext, Slot, State, View } from '../types.js'
 */

import { byId } from './dom.js';
import { mountWhenNeeded } from './lazy.js';

/** Those with a place of these kinds, in their order. @param {...Slot} slots @returns {ListedFeature[]} */
export function featuresOf(...slots) {
  /** @type {ListedFeature[]} */
  const listed = JSON.parse(byId('features').textContent ?? '[]');
  return listed.filter((feature) => slots.includes(feature.slot));
}

/** @param {ListedFeature} feature @returns {Promise<FeatureCode>} */
export async function loadFeature({ folder }) {
  return (await import(new URL(`../../features/${folder}/index.js`, import.meta.url).href)).default;
}

/**
 * Mount a feature once it is needed, and update it only when something that it reads has changed.
 * @param {ListedFeature} feature
 * @param {HTMLElement} root
 * @param {PageContext} context
 * @param {(state: State) => boolean} isNeeded
 * @returns {View}
 */
export function mountFeature(feature, root, context, isNeeded) {
  return mountWhenNeeded(async () => {
    const { mount, reads } = await loadFeature(feature);
    if (!mount) throw new Error(`the feature ${feature.id} has nothing to mount`);
    const view = mount(root, context);
    return reads ? updatedFor(reads, view) : view;
  }, isNeeded);
}

/** @param {(keyof State)[]} reads @param {View} view @returns {View} */
function updatedFor(reads, view) {
  return {
    ...view,
    update(state, changed) {
      if (reads.some((key) => changed.has(key))) view.update(state, changed);
    },
  };
}
