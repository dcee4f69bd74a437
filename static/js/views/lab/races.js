/**
 * Races at one click: what differs between the runs, everything else is as it is.
 *
 * @import { Config, RaceEntry } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 */

import { firstOf, t } from '../../i18n.js';

const SEEDS = 10;

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
