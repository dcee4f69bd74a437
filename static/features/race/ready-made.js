/**
 * Races at one click: what differs between the runs, everything else is as it is.
 *
 * @import { Config, PageContext, RaceEntry } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 */

import { swallow } from '../../js/lib/promises.js';
import { firstOf, t } from '../../js/i18n.js';

const SEEDS = 10;

/** By the menu's entry. @type {Record<string, (context: PageContext) => RaceEntry[]>} */
const RACES = {
  optimizers: ({ schema }) => optimizerRace(schema),
  initializers: ({ schema }) => initializerRace(schema),
  seeds: ({ store }) => seedRace(store.get().config),
};

/** One race takes the place of another, from the run before it. @param {string} entry @param {PageContext} context */
export function startReadyMade(entry, context) {
  swallow(start(context, () => RACES[entry](context)));
}

/** @param {PageContext} context @param {() => RaceEntry[]} entries */
async function start({ store, actions }, entries) {
  if (store.get().layout?.race) await actions.endRace(null);
  await actions.race(entries());
  await actions.play();
}

/** Every optimizer with its usual learning rate. @param {Schema} schema @returns {RaceEntry[]} */
export function optimizerRace(schema) {
  const field = schema.fields(schema.defaults).find(({ path }) => path === 'training.optimizer');
  if (!field) return [];
  return schema.registries.optimizers.map(({ name }) => ({
    label: firstOf([`optimizers.${name}`], name),
    changes: { 'training.optimizer': schema.usual(field, name) },
  }));
}

/** Every initializer. @param {Schema} schema @returns {RaceEntry[]} */
export function initializerRace(schema) {
  return schema.registries.initializers.map(({ name }) => ({
    label: firstOf([`initializers.${name}`], name),
    changes: { 'network.initializer': name },
  }));
}

/** The present seed and those after it. @param {Config} config @returns {RaceEntry[]} */
export function seedRace({ seed }) {
  return Array.from({ length: SEEDS }, (_, i) => ({
    label: `${t('fields.seed')} ${seed + i}`,
    changes: { seed: seed + i },
  }));
}
