/**
 * The features of the page: folders of `static/features`, which the server finds and lists in the page. The code of one
 * is loaded when there is something for it to show.
 *
 * @import { FeatureCode, ListedFeature, PageContext, Slot, State, View } from '../types.js'
 */

import { byId } from './dom.js';
import { firstOf } from '../i18n.js';
import { mountWhenNeeded } from './lazy.js';

/** Those with a place of these kinds, in their order. @param {...Slot} slots @returns {ListedFeature[]} */
export function featuresOf(...slots) {
  /** @type {ListedFeature[]} */
  const listed = JSON.parse(/** @type {HTMLMetaElement} */ (byId('features')).content);
  return listed.filter((feature) => slots.includes(feature.slot));
}

/**
 * The name of a panel that links hide and frames show; of a tab, the longer one where it has two.
 * @param {string} name
 * @returns {string}
 */
export function panelLabel(name) {
  const tab = featuresOf('tab').find((feature) => panelOf(feature) === name);
  return firstOf(tab ? [`${tab.id}.tab_long`, `${tab.id}.tab`] : [`panels.${name}`], name);
}

/** The name that a link hides a feature by. @param {ListedFeature} feature @returns {string} */
export function panelOf({ id, panel }) {
  return panel ?? id;
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
  let isNew = true;
  return {
    ...view,
    update(state, changed) {
      if (isNew || reads.some((key) => changed.has(key))) view.update(state, changed);
      isNew = false;
    },
  };
}
