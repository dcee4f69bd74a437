/**
 * The menu of experiments: one entry each, its words in `lab` of the strings.
 *
 * @import { RaceEntry, ViewContext } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 */

import { createDropdown, createEntry } from '../../lib/dropdown.js';
import { swallow } from '../../lib/promises.js';
import { t } from '../../i18n.js';
import { optimizerRace, initializerRace, seedRace } from './races.js';
import { overfitStart } from './overfit.js';

/** @typedef {ViewContext & {schema: Schema}} LabContext */

/** What each entry does. @type {Record<string, (context: LabContext) => void>} */
const ENTRIES = {
  race_optimizers: (context) => swallow(startRace(context, () => optimizerRace(context.schema))),
  race_initializers: (context) => swallow(startRace(context, () => initializerRace(context.schema))),
  race_seeds: (context) => swallow(startRace(context, () => seedRace(context.store.get().config))),
  race: ({ actions }) => actions.choose({ lab: 'race' }),
  landscape: ({ actions }) => actions.choose({ lab: 'landscape' }),
  range_test: ({ actions }) => actions.choose({ lab: 'range_test' }),
  starts: ({ actions }) => actions.choose({ lab: 'starts' }),
  overfit: (context) => overfitStart(context),
  regularization: ({ actions }) => actions.choose({ lab: 'regularization' }),
};

/** One race takes the place of another, from the run before it. @param {LabContext} context @param {() => RaceEntry[]} entries */
async function startRace({ store, actions }, entries) {
  actions.choose({ lab: 'race' });
  if (store.get().layout?.race) await actions.endRace(null);
  await actions.race(entries());
  await actions.play();
}

/** @param {HTMLElement} root that holds the button @param {LabContext} context */
export function createMenu(root, context) {
  const entries = Object.entries(ENTRIES).map(([name, run]) =>
    createEntry(t(`lab.${name}`), t(`lab.${name}_help`), () => (menu.close(), run(context))),
  );
  const menu = createDropdown(root, { id: 'lab-list', label: t('lab.menu') }, ...entries);
  return menu;
}
