/**
 * What a link keeps from its visitor: settings that are locked, panels and settings that are hidden. A teacher's
 * convenience and no more: the server knows nothing of it.
 *
 * @import { Actions, Config, Locks, Refusal, Store } from '../types.js'
 * @import { Field, Schema } from '../schema.js'
 * @import { Extras } from '../url.js'
 * @import { Notices } from '../notices.js'
 */

import { t } from '../i18n.js';
import { get, withValue } from '../schema.js';
import { valueText } from '../url.js';
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
const HIDDEN_LAYERS = 'network.hidden';

/**
 * @param {Extras} extras
 * @param {Schema} schema
 * @returns {{locks: Locks, unknown: string[]}} unknown: names that mean nothing here
 */
export function readLocks({ lock, hide }, schema) {
  const groups = schema.links();
  const lockable = [...groups.keys(), ...Object.keys(GROUPS), ...LOCKABLE, WEIGHTS, ALL];
  const hideable = [...panelNames(), ...groups.keys()];
  const [toLock, toHide] = [namesIn(lock), namesIn(hide)];
  const locked = new Set(toLock.filter((name) => lockable.includes(name)).flatMap((name) => expand(name, groups)));
  const hidden = new Set(toHide.filter((name) => hideable.includes(name)));
  const unknown = [
    ...toLock.filter((name) => !lockable.includes(name)).map((name) => `lock=${name.slice(0, 40)}`),
    ...toHide.filter((name) => !hideable.includes(name)).map((name) => `hide=${name.slice(0, 40)}`),
  ];
  const link = { lock: toLock.filter((name) => lockable.includes(name)).join(), hide: [...hidden].join() };
  return { locks: { locked, hidden, link }, unknown };
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

/** The fields of an experiment that are locked. @param {Config} config @param {Locks} locks @param {Schema} schema @returns {Field[]} */
export function lockedFields(config, { locked }, schema) {
  return schema.fields(config).filter(({ ui }) => ui.link !== null && locked.has(ui.link));
}

/** What says that something is locked; it does not offer the key. @param {Notices} notices */
export function createTell(notices) {
  return () => notices.show({ id: 'locks', kind: 'info', text: t('locks.notice') });
}

/**
 * The same actions, but for what the link locks: whatever on the page asks for that is told why not.
 * @param {Actions} actions
 * @param {{store: Store, schema: Schema, tell: () => void}} options tell: say that it is locked
 * @returns {Actions}
 */
export function guard(actions, { store, schema, tell }) {
  /** @returns {Promise<never>} */
  function refuse() {
    tell();
    return Promise.reject(/** @type {Refusal} */ ({ code: 'locked', message: t('locks.locked') }));
  }

  /** @template {any[]} A @template R @param {(...values: A) => Promise<R>} deed @param {(locked: ReadonlySet<string>) => boolean} isLocked */
  const unless = (deed, isLocked) => (/** @type {A} */ ...values) => {
    const { locks } = store.get();
    return locks && isLocked(locks.locked) ? refuse() : deed(...values);
  };
  const hasWeights = (/** @type {ReadonlySet<string>} */ locked) => locked.has(WEIGHTS);
  const hasShape = (/** @type {ReadonlySet<string>} */ locked) => locked.has(linkOf(schema, HIDDEN_LAYERS));

  return {
    ...actions,
    patch(changes) {
      const { locks, config } = store.get();
      const allowed = locks ? withoutLocked(changes, config, lockedFields(config, locks, schema)) : changes;
      return allowed ? actions.patch(allowed) : refuse();
    },
    addNeuron: unless(actions.addNeuron, hasShape),
    removeNeuron: unless(actions.removeNeuron, hasShape),
    addLayer: unless(actions.addLayer, hasShape),
    removeLayer: unless(actions.removeLayer, hasShape),
    begin: unless(actions.begin, (locked) => locked.has(STARTS)),
    setValues: unless(actions.setValues, hasWeights),
    wakeNeuron: unless(actions.wakeNeuron, hasWeights),
    goTo: unless(actions.goTo, hasWeights),
    scaleWeights: unless(actions.scaleWeights, hasWeights),
  };
}

/** @param {Schema} schema @param {string} path @returns {string} */
function linkOf(schema, path) {
  return schema.fields(schema.defaults).find((field) => field.path === path)?.ui.link ?? '';
}

/**
 * The changes where they leave what is locked as it is; a locked part of something larger, such as an optimizer's rate,
 * keeps its value. Null where that cannot be.
 * @param {Record<string, unknown>} changes
 * @param {Config} config
 * @param {Field[]} locked
 * @returns {Record<string, unknown> | null}
 */
export function withoutLocked(changes, config, locked) {
  let allowed = changes;
  for (const field of locked) {
    const path = Object.keys(changes).find((changed) => field.path === changed || field.path.startsWith(`${changed}.`));
    if (path === undefined) continue;
    const before = get(config, field.path);
    const after = get(withValue(config, path, allowed[path]), field.path);
    if (after !== undefined && valueText(field, after) === valueText(field, before)) continue;
    if (after === undefined || path === field.path) return null;
    const whole = /** @type {object} */ (allowed[path]);
    allowed = { ...allowed, [path]: withValue(whole, field.path.slice(path.length + 1), before) };
  }
  return allowed;
}
