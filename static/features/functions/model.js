/**
 * What a person has set in this panel. It is the page's own: nothing of it is the network's.
 *
 * @import { ActivationTables } from '../../js/lib/activations.js'
 * @import { Path } from './formula.js'
 * @import { Depth, Numbers } from './algebra.js'
 *
 * @typedef {Object} Choices
 * @property {ActivationTables | null} tables null until they are loaded
 * @property {string} activation
 * @property {{w: number, b: number}} line
 * @property {Path[]} paths
 * @property {number} chosen the path that is moved, and sent through the three stages
 * @property {number} x what is sent through the three stages
 * @property {{depth: Depth, bent: boolean, numbers: Numbers}} layers
 *
 * @typedef {ReturnType<typeof createModel>} Model
 *
 * @typedef {Object} Section one thing to try
 * @property {string} name its key among the page's words
 * @property {Node[]} content
 * @property {() => void} draw
 * @property {() => void} destroy
 */

import { activationAt } from '../../js/lib/activations.js';

/** @type {Path} */
export const FIRST = { w: 1, b: -1, v: 1, c: 0 };
/** @type {Path} */
export const SECOND = { w: 1, b: -4, v: 3, c: -5 };
/** Chosen so that the sum of the three stays in sight. @type {Path} */
export const THIRD = { w: 1, b: -2, v: -2, c: 3 };

/** @param {string} activation to begin with */
export function createModel(activation) {
  /** @type {Choices} */
  let choices = {
    tables: null,
    activation,
    line: { w: 1, b: -2 },
    paths: [FIRST],
    chosen: 0,
    x: 5,
    layers: { depth: 2, bent: false, numbers: { a: 2, b: -1, c: -1.5, d: 1, e: 1, f: 1 } },
  };
  /** @type {(() => void)[]} */
  const listeners = [];

  return {
    get: () => choices,
    /** @param {Partial<Choices>} changes */
    set(changes) {
      choices = { ...choices, ...changes };
      for (const listener of listeners) listener();
    },
    /** Change the path that is chosen. @param {(path: Path) => Path} change */
    move(change) {
      const { paths, chosen } = choices;
      this.set({ paths: paths.map((path, i) => (i === chosen ? change(path) : path)) });
    },
    /** The activation function; NaN everywhere until the tables are loaded. @param {number} z @returns {number} */
    bend: (z) => (choices.tables ? activationAt(choices.tables, choices.activation, z, 'values') : NaN),
    /** @param {() => void} listener */
    subscribe: (listener) => listeners.push(listener),
  };
}
