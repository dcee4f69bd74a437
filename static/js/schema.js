/**
 * Reads the JSON Schema of ExperimentConfig: which fields an experiment has, their limits, their defaults and how they
 * are shown. Everything the page knows about settings comes from here.
 *
 * @import { Config } from './types.js'
 */

/**
 * @typedef {Object} FieldUi
 * @property {string} control
 * @property {'linear' | 'log' | 'log0'} [scale]
 * @property {[number, number]} [soft] the range a slider covers
 * @property {number} [step]
 * @property {string | null} link the field's key in a link
 * @property {string} touches
 * @property {'data' | 'network' | 'training'} group
 * @property {boolean} [advanced]
 *
 * @typedef {Object} Limits of one value
 * @property {boolean} integer
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [exclusiveMinimum]
 * @property {number} [exclusiveMaximum]
 * @property {string[]} [choices]
 * @property {number} [maxLength] of free text
 * @property {RegExp} [pattern] of free text
 *
 * @typedef {Object} Field one setting of an experiment
 * @property {string} path dotted, e.g. `training.optimizer.learning_rate`
 * @property {string} name the last part of the path
 * @property {FieldUi} ui
 * @property {unknown} default
 * @property {boolean} nullable
 * @property {Limits | null} single limits of a single value, null where only a list or an object will do
 * @property {(Limits & {minItems: number, maxItems: number}) | null} list limits of each item and of their number
 * @property {string | null} tag of a field with several shapes: the property that tells which
 * @property {Record<string, unknown> | null} whole the object that switching the field on gives
 * @property {number} [layers] of a setting shown layer by layer: how many there are
 *
 * @typedef {{name: string, formula: string, latex?: string, derivative_formula?: string, symbol?: string,
 *   piecewise_linear?: boolean, breakpoints?: number[] | null, slopes?: number[] | null, at_zero?: number, bends?: boolean,
 *   limits?: [number, number] | null, pieces?: {up_to: number | null, drawn: 'bar' | 'square'}[],
 *   domain?: [number, number], thumbnail?: number[]}} Entry of a registry
 * @typedef {Record<'activations' | 'losses' | 'optimizers' | 'initializers' | 'bias_initializers' | 'targets', Entry[]>} Registries
 */

/** @typedef {ReturnType<typeof fieldsWith> & {earlier: Record<string, ReturnType<typeof fieldsWith>>}} Schema */

/**
 * @param {any} json what `GET /api/schema` gives
 * @returns {Schema} `earlier`: the same fields with the defaults of earlier versions, by version
 */
export function createSchema(json) {
  const versions = Object.entries(json.earlier_defaults ?? {});
  const branches = json.earlier_branches ?? {};
  const earlier = Object.fromEntries(versions.map(([version, defaults]) => [version, fieldsWith(json, defaults, branches[version])]));
  return { ...fieldsWith(json, json.default), earlier };
}

/**
 * @param {any} json
 * @param {Config} defaults
 * @param {Record<string, Record<string, Record<string, unknown>>>} [branches] by path and choice: the defaults inside it that differ from the schema's
 */
function fieldsWith(json, defaults, branches = {}) {
  const resolve = resolver(json);

  /** Every field of an experiment shaped like this one, in the schema's order. @param {Config} config @returns {Field[]} */
  function fields(config) {
    return [...walk(json, '', config, defaults)];
  }

  /**
   * @param {any} node
   * @param {string} prefix
   * @param {any} value
   * @param {any} standard the default where it has the same shape
   * @returns {Generator<Field>}
   */
  function* walk(node, prefix, value, standard) {
    for (const [name, raw] of Object.entries(node.properties ?? {})) {
      const property = resolve(raw);
      const path = prefix + name;
      if (property.ui) yield fieldOf(property, path, name, standard?.[name] ?? property.default ?? null);
      const inside = insideOf(property, value?.[name]);
      if (inside) yield* walk(inside, `${path}.`, value[name], standardInside(property, path, value[name], standard?.[name]));
    }
  }

  /** @param {any} property @param {string} path @param {string} name @param {unknown} standard @returns {Field} */
  function fieldOf(property, path, name, standard) {
    const options = (property.anyOf ?? [property]).map(resolve);
    const list = options.find((/** @type {any} */ o) => o.type === 'array');
    const object = options.find((/** @type {any} */ o) => o.type === 'object');
    const single = options.find((/** @type {any} */ o) => o !== list && o !== object && o.type !== 'null');
    const tags = property.discriminator && { integer: false, choices: Object.keys(property.discriminator.mapping) };
    return {
      path,
      name,
      ui: property.ui,
      default: standard,
      nullable: options.some((/** @type {any} */ o) => o.type === 'null'),
      single: tags ?? (single ? limitsOf(single) : null),
      list: list ? listLimits(list) : null,
      tag: property.discriminator?.propertyName ?? null,
      whole: object ? ownDefaults(object) : null,
    };
  }

  /** What is inside a value of this property: the chosen branch, the object that may be null, or nothing. @param {any} property @param {any} value */
  function insideOf(property, value) {
    if (value === null || typeof value !== 'object') return null;
    const { discriminator } = property;
    if (discriminator) return resolve({ $ref: discriminator.mapping[value[discriminator.propertyName]] });
    return (property.anyOf ?? [property]).map(resolve).find((/** @type {any} */ o) => o.properties) ?? null;
  }

  /** The default of a value's shape, as far as the schema itself does not say it. @param {any} property @param {string} path @param {any} value @param {any} standard */
  function standardInside(property, path, value, standard) {
    const tag = property.discriminator?.propertyName;
    return tag && standard?.[tag] !== value[tag] ? branches[path]?.[value[tag]] : standard;
  }

  /** @param {any} node @returns {Record<string, unknown>} */
  function ownDefaults(node) {
    const entries = Object.entries(node.properties ?? {});
    return Object.fromEntries(
      entries.map(([name, raw]) => {
        const property = resolve(raw);
        return [name, 'default' in property ? property.default : property.const];
      }),
    );
  }

  /** @param {any} list */
  function listLimits(list) {
    return { ...limitsOf(resolve(list.items)), minItems: list.minItems ?? 0, maxItems: list.maxItems ?? Infinity };
  }

  return {
    defaults,
    /** What a page opens that no link leads to. */
    firstVisit: /** @type {Config} */ (json.first_visit),
    registries: /** @type {Registries} */ (json.registries),
    /** What a result can be exported as. */
    exports: /** @type {{name: string, extension: string}[]} */ (json.registries.exports),
    limits: /** @type {Record<string, number>} */ (json.limits),
    fields,
    /**
     * The whole value a field with several shapes has when it is switched to one of them.
     * @param {Field} field
     * @param {string} choice
     * @returns {Record<string, unknown>}
     */
    branch(field, choice) {
      const standard = /** @type {any} */ (get(defaults, field.path));
      return field.tag && standard?.[field.tag] === choice ? standard : usual(field, choice);
    },
    usual,
    /** Every key that a link may have for a setting, of whatever experiment, and the setting's group. @returns {Map<string, Field['ui']['group']>} */
    links() {
      const parts = [json, ...Object.values(json.$defs)];
      const all = parts.flatMap(({ properties = {} }) => Object.values(properties).map(({ ui }) => ui));
      return new Map(all.filter((ui) => ui?.link).map(({ link, group }) => [link, group]));
    },
  };

  /** The same, whatever the default experiment has: what this choice usually comes with. @param {Field} field @param {string} choice @returns {Record<string, unknown>} */
  function usual(field, choice) {
    const owner = find(json, field.path.split('.'), defaults);
    return { ...ownDefaults(resolve({ $ref: owner.discriminator.mapping[choice] })), ...branches[field.path]?.[choice] };
  }

  /** @param {any} node @param {string[]} path @param {any} value @returns {any} */
  function find(node, [name, ...rest], value) {
    const property = resolve(node.properties[name]);
    return rest.length === 0 ? property : find(insideOf(property, value[name]), rest, value[name]);
  }
}

/** @param {any} json @returns {(node: any) => any} follows references, what stands beside one goes before it */
function resolver(json) {
  return (node) => {
    if (!node.$ref) return node;
    const { $ref, ...own } = node;
    return { ...json.$defs[$ref.split('/').pop()], ...own };
  };
}

/** @param {any} node @returns {Limits} */
function limitsOf(node) {
  const choices = node.enum ?? (node.const === undefined ? undefined : [node.const]);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  const maxLength = node.type === 'string' && !choices ? (node.maxLength ?? Infinity) : undefined;
  const pattern = node.pattern === undefined ? undefined : new RegExp(node.pattern);
  return { integer: node.type === 'integer', minimum, maximum, exclusiveMinimum, exclusiveMaximum, choices, maxLength, pattern };
}

/**
 * The first activation that a network of straight pieces cannot have.
 * @param {string[]} activations
 * @param {Schema} schema
 * @returns {string | undefined}
 */
export function smoothOf(activations, { registries }) {
  return activations.find((name) => !registries.activations.find((entry) => entry.name === name)?.piecewise_linear);
}

/** The value at a dotted path, undefined where there is none. @param {unknown} config @param {string} path @returns {unknown} */
export function get(config, path) {
  return path.split('.').reduce((/** @type {any} */ place, name) => place?.[name], config);
}

/**
 * A copy with one value replaced; what was not touched is shared.
 * @template {object} T
 * @param {T} config
 * @param {string} path
 * @param {unknown} value
 * @returns {T}
 */
export function withValue(config, path, value) {
  const [name, ...rest] = path.split('.');
  const own = /** @type {any} */ (config)[name];
  return { ...config, [name]: rest.length === 0 ? value : withValue(own ?? {}, rest.join('.'), value) };
}

/** @param {unknown} a @param {unknown} b @returns {boolean} whether two configs, or parts of them, say the same; what is left out is null */
export function same(a, b) {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) !== Array.isArray(b) || (Array.isArray(a) && Array.isArray(b) && a.length !== b.length)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(get(a, key) ?? null, get(b, key) ?? null));
}

/** @typedef {{key: string, params: Record<string, string | number>, choices?: string[]}} Objection a text of the page; the choices there are, by their names in the schema */

/**
 * What is wrong with a value for a field, null if nothing is.
 * @param {Field} field
 * @param {unknown} value
 * @returns {Objection | null}
 */
export function objection(field, value) {
  if (value === null) return field.nullable ? null : { key: 'settings.not_a_number', params: {} };
  if (Array.isArray(value)) return field.list ? listObjection(field.list, value) : { key: 'settings.not_possible', params: {} };
  if (field.whole !== null && typeof value === 'object') return null;
  if (field.single === null) return { key: 'settings.not_possible', params: {} };
  return singleObjection(field.single, value);
}

/** @param {NonNullable<Field['list']>} list @param {unknown[]} values @returns {Objection | null} */
function listObjection(list, values) {
  if (values.length < list.minItems || values.length > list.maxItems) {
    return { key: 'settings.items_between', params: { min: list.minItems, max: list.maxItems } };
  }
  return values.map((value) => singleObjection(list, value)).find((found) => found !== null) ?? null;
}

/** @param {Limits} limits @param {unknown} value @returns {Objection | null} */
function singleObjection(limits, value) {
  if (limits.choices) {
    const fits = limits.choices.includes(/** @type {string} */ (value));
    return fits ? null : { key: 'settings.one_of', params: {}, choices: limits.choices };
  }
  if (limits.maxLength !== undefined) {
    if (limits.pattern && !limits.pattern.test(String(value))) return { key: 'settings.not_possible', params: {} };
    const fits = typeof value === 'string' && value.length <= limits.maxLength;
    return fits ? null : { key: 'settings.too_long', params: { max: limits.maxLength } };
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return { key: 'settings.not_a_number', params: {} };
  if (limits.integer && !Number.isInteger(value)) return { key: 'settings.not_whole', params: {} };
  const { minimum = -Infinity, maximum = Infinity } = limits;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = limits;
  if (value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum) return null;
  return rangeObjection(limits);
}

/** @param {Limits} limits @returns {Objection} */
function rangeObjection({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const low = minimum === undefined ? 'above' : 'from';
  const high = maximum === undefined ? 'below' : 'to';
  const params = { min: minimum ?? exclusiveMinimum ?? -Infinity, max: maximum ?? exclusiveMaximum ?? Infinity };
  return { key: `settings.range.${low}_${high}`, params };
}
