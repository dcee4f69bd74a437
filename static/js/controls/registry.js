/**
 * Every control of the page by its public name, and why one cannot be used now: the one place that buttons, settings,
 * keys, the guard of the actions and links ask. Pure but for `nameFeatures`, called once as the page starts.
 *
 * An element carries its name as `data-control`; one without belongs to the nearest around it that has a name. A setting
 * is named by its path in the config (`training.optimizer.learning_rate`). A name may end with numbers counted from 1,
 * `network.add.2` is that of the second layer; without them it means the first of its kind.
 *
 * @import { ListedFeature, State } from '../types.js'
 * @import { Field, Schema } from '../schema.js'
 *
 * @typedef {Object} Reason why a control cannot be used now
 * @property {'link' | 'race' | 'limit'} by
 * @property {string} key of its words
 * @property {Record<string, number>} [params]
 *
 * @typedef {Object} Control
 * @property {string} name
 * @property {string} place the id of the part of the page that it is in
 * @property {string[]} [links] what locks it in a link, beside its own name
 * @property {boolean} [region] a part of the page, for whatever in it has no name of its own
 * @property {boolean} [single] it changes a single run, which a race does not allow
 * @property {Partial<State['view']>} [view] what has to be chosen for it to be there
 * @property {(state: State, limits: Schema['limits'], layer: number) => Omit<Reason, 'by'> | null} [limit]
 */

const TRANSPORT = ['transport'];
const SHAPE = { place: 'network', links: ['hidden'], single: true };
const BY_HAND = { links: ['weights'], single: true };
/** Where the settings of each group are. */
const GROUPS = { training: 'settings', data: 'data-settings', network: 'network-settings' };

/** @type {Control[]} */
export const CONTROLS = [
  { name: 'play', place: 'transport', links: TRANSPORT },
  { name: 'step', place: 'transport', links: TRANSPORT },
  { name: 'reset', place: 'transport', links: TRANSPORT },
  { name: 'undo', place: 'transport', links: TRANSPORT, single: true, limit: ({ status }) => (status.undo > 0 ? null : { key: 'transport.no_undo' }) },
  { name: 'redo', place: 'transport', links: TRANSPORT, single: true, limit: ({ status }) => (status.redo > 0 ? null : { key: 'transport.no_redo' }) },
  { name: 'speed', place: 'transport', links: TRANSPORT },
  { name: 'settings.open', place: 'transport' },
  { name: 'settings.close', place: 'sheet' },
  { name: 'settings.more', place: 'settings' },
  { name: 'language', place: 'top' },
  { name: 'theme', place: 'top' },
  { name: 'keys', place: 'top' },
  { name: 'present', place: 'top' },
  { name: 'locks', place: 'top', region: true },
  { name: 'share', place: 'share' },
  { name: 'export', place: 'export-menu' },
  { name: 'lab.menu', place: 'lab-menu', links: ['lab'] },
  { name: 'messages', place: 'messages', region: true },
  { name: 'page.reload', place: 'lost' },

  { name: 'training', place: 'settings', region: true, single: true },
  { name: 'training.optimizer.learning_rate.find', place: 'settings', links: ['rate', 'lab'], single: true },
  { name: 'curve', place: 'curve', region: true, single: true },
  { name: 'curve.gallery', place: 'gallery', links: ['target', 'source'], single: true },
  { name: 'curve.sources', place: 'sources', links: ['source'], single: true },
  { name: 'start', place: 'start', region: true, single: true },
  { name: 'starts', place: 'starts' },

  { name: 'network', place: 'network', region: true },
  { name: 'network.add', ...SHAPE, limit: whyFull },
  { name: 'network.remove', ...SHAPE, limit: whyLast },
  { name: 'network.layer.add', ...SHAPE, limit: whyDeep },
  { name: 'network.layer.remove', ...SHAPE },
  { name: 'network.weight', place: 'network', ...BY_HAND },
  { name: 'network.paths', place: 'network', region: true, single: true },
  { name: 'notes', place: 'notes', region: true, single: true },
  { name: 'guide', place: 'guide', region: true, single: true },
  { name: 'fit', place: 'fit', region: true },
  { name: 'fit.knot', place: 'fit', ...BY_HAND },
  { name: 'fit.slope', place: 'fit', ...BY_HAND },
  { name: 'fit.height', place: 'fit', ...BY_HAND },
  { name: 'loss', place: 'loss', region: true },

  { name: 'inspector', place: 'inspector', region: true },
  { name: 'lab', place: 'lab', region: true },
];

const BY_NAME = new Map(CONTROLS.map((control) => [control.name, control]));
const NUMBERS = /(\.\d+)+$/;

/** Name each tab of the inspector and each experiment of the lab as a region. @param {ListedFeature[]} features */
export function nameFeatures(features) {
  for (const { slot, id, single } of features) {
    /** @type {Control} */
    const control = slot === 'tab' ? { name: id, place: id, region: true, single, view: { tab: id } } : { name: `lab.${id}`, place: 'lab', region: true, single, view: { lab: id } };
    if (!BY_NAME.has(control.name)) CONTROLS.push(control);
    BY_NAME.set(control.name, control);
  }
}

/** @param {string} name @returns {string} without the numbers at its end */
export function kindOf(name) {
  return name.replace(NUMBERS, '');
}

/** @param {string} name @returns {number} the first of those at its end */
function numberOf(name) {
  return Number(name.slice(kindOf(name).length).split('.')[1] ?? 1);
}

/** Whether a control of this name is the one that is meant, or one of those. @param {string} name @param {string} meant */
export function isMeant(name, meant) {
  return name === meant || kindOf(name) === meant;
}

/**
 * @param {string} name
 * @param {Pick<State, 'config'>} state
 * @param {Schema} schema
 * @returns {Control | null} null for a name that nothing has
 */
export function controlOf(name, { config }, schema) {
  const known = BY_NAME.get(kindOf(name));
  if (known) return known;
  const field = fieldsByPath(config, schema).get(name);
  return field ? { name, place: GROUPS[field.ui.group], links: field.ui.link ? [field.ui.link] : [], single: true } : null;
}

/**
 * Why a control cannot be used now: the page's link locks it, a race is on, or there is nothing left for it to do.
 * @param {string} name
 * @param {State} state
 * @param {Schema} schema
 * @returns {Reason | null}
 */
export function obstacle(name, state, schema) {
  const control = controlOf(name, state, schema);
  if (!control) return null;
  if (isLocked(name, control, state.locks?.locked)) return { by: 'link', key: 'locks.locked' };
  if (control.single && state.layout?.race) return { by: 'race', key: 'network.racing' };
  const limit = control.limit?.(state, schema?.limits, numberOf(name));
  return limit ? { by: 'limit', ...limit } : null;
}

/** @param {string} name @param {Control} control @param {ReadonlySet<string> | undefined} locked */
function isLocked(name, { links = [], region }, locked) {
  if (!locked) return false;
  return links.some((link) => locked.has(link)) || (!region && (locked.has(name) || locked.has(kindOf(name))));
}

/** @param {State} state @param {Schema['limits']} limits @param {number} layer */
function whyFull({ layout }, limits, layer) {
  return layout && layout.sizes[layer] >= limits.neurons ? { key: 'network.most_neurons', params: { limit: limits.neurons } } : null;
}

/** @param {State} state @param {Schema['limits']} _limits @param {number} layer */
function whyLast({ layout }, _limits, layer) {
  return layout && layout.sizes[layer] <= 1 ? { key: 'network.last_neuron' } : null;
}

/** @param {State} state @param {Schema['limits']} limits */
function whyDeep({ layout }, limits) {
  return layout && layout.sizes.length - 2 >= limits.hidden_layers ? { key: 'network.most_layers', params: { limit: limits.hidden_layers } } : null;
}

/** The last config's, since many names are asked about one after another. @type {WeakMap<Schema, {config: State['config'], fields: Map<string, Field>}>} */
const lastFields = new WeakMap();

/** @param {State['config']} config @param {Schema} schema @returns {Map<string, Field>} */
function fieldsByPath(config, schema) {
  const last = lastFields.get(schema);
  if (last?.config === config) return last.fields;
  const fields = new Map(schema.fields(config).map((field) => [field.path, field]));
  lastFields.set(schema, { config, fields });
  return fields;
}
