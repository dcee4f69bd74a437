/**
 * What a link keeps from its visitor: settings that are locked, panels and settings that are hidden. A teacher's
 * convenience and no more: the server knows nothing of it.
 *
 * @import { Locks } from '../types.js'
 * @import { Field, Schema } from '../schema.js'
 * @import { Extras } from '../link-codec.js'
 */

import { CONTROLS } from '../controls/registry.js';
import { hidePanels, panelNames } from './panels.js';

/** Everything but Play, Step and Reset. */
const ALL = 'all';
const WEIGHTS = 'weights';
const LAB = 'lab';
const STARTS = 'starts';
/** Panels that are locked by locking the settings in them. @type {Record<string, Field['ui']['group'][]>} */
const GROUPS = { settings: ['data', 'network', 'training'], curve: ['data'], start: ['network'], training: ['training'] };
/** Panels that are locked as they are. */
const LOCKABLE = ['transport', LAB, STARTS];

/**
 * @param {Extras} extras
 * @param {Schema} schema
 * @returns {{locks: Locks, unknown: string[]}} unknown: names that mean nothing here
 */
export function readLocks({ lock, hide }, schema) {
  const groups = schema.links();
  const paths = new Map(schema.fields(schema.defaults).map(({ path, ui }) => [path, ui.link ?? path]));
  const lockable = [...groups.keys(), ...Object.keys(GROUPS), ...LOCKABLE, WEIGHTS, ALL, ...controlNames(), ...paths.keys()];
  const hideable = [...panelNames(), ...groups.keys()];
  const [toLock, toHide] = [namesIn(lock), namesIn(hide)];
  const locked = new Set(toLock.filter((name) => lockable.includes(name)).flatMap((name) => expand(paths.get(name) ?? name, groups)));
  const hidden = new Set(toHide.filter((name) => hideable.includes(name)));
  const unknown = [
    ...toLock.filter((name) => !lockable.includes(name)).map((name) => `lock=${name.slice(0, 40)}`),
    ...toHide.filter((name) => !hideable.includes(name)).map((name) => `hide=${name.slice(0, 40)}`),
  ];
  const link = { lock: toLock.filter((name) => lockable.includes(name)).join(), hide: [...hidden].join() };
  return { locks: { locked, hidden, link }, unknown };
}

/** Single controls by their public names. @returns {string[]} */
function controlNames() {
  return CONTROLS.filter(({ region }) => !region).map(({ name }) => name);
}

/** @param {string | undefined} text @returns {string[]} */
function namesIn(text = '') {
  return [...new Set(text.split(',').map((name) => name.trim()).filter(Boolean))];
}

/** @param {string} name @param {Map<string, Field['ui']['group']>} groups @returns {string[]} what else is locked with it */
function expand(name, groups) {
  const wanted = name === ALL ? GROUPS.settings : (GROUPS[name] ?? []);
  const fields = [...groups].filter(([, group]) => wanted.includes(group)).map(([link]) => link);
  return name === ALL ? [...fields, WEIGHTS, LAB, STARTS] : [name, ...fields];
}

/** Hide what the link hides; null shows everything again. @param {Locks | null} locks */
export async function applyHidden(locks) {
  const names = panelNames();
  await hidePanels([...(locks?.hidden ?? [])].filter((name) => names.includes(name)));
}
