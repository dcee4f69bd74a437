/**
 * The menu of experiments: the entries of the lab's features, with the words in `menu` of their strings.
 *
 * @import { ListedFeature, PageContext } from '../../types.js'
 */

import { createDropdown, createEntry } from '../../lib/dropdown.js';
import { featuresOf, loadFeature } from '../../lib/features.js';
import { failed } from '../../lib/lazy.js';
import { t } from '../../i18n.js';

/** The entry of a feature that has no other, and of an experiment the one that opens it. */
const OPEN = 'open';

/** @param {HTMLElement} root that holds the button @param {PageContext} context */
export function createMenu(root, context) {
  const entries = featuresOf('lab', 'menu').flatMap((feature) => (feature.entries ?? [OPEN]).map((name) => {
    const words = `${feature.id}.menu.${name}`;
    return createEntry(t(words), t(`${words}_help`), () => (menu.close(), choose(feature, name, context)));
  }));
  const menu = createDropdown(root, { id: 'lab-list', label: t('lab.menu') }, ...entries);
  return menu;
}

/** @param {ListedFeature} feature @param {string} entry @param {PageContext} context */
function choose(feature, entry, context) {
  if (feature.slot === 'lab') context.actions.choose({ lab: feature.id });
  if (feature.slot === 'lab' && entry === OPEN) return;
  loadFeature(feature).then(({ run }) => run?.(entry, context)).catch(failed);
}
