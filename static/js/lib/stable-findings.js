/**
 * What the server finds wrong comes and goes with every step; what stands is what two answers in a row say, or one
 * while nothing moves.
 *
 * @import { Finding, Layout, State } from '../types.js'
 *
 * @typedef {{finding: Finding, ids: number[], stands: boolean}} Entry ids: the neurons' identities
 */

export function createStableFindings() {
  /** @type {Map<string, Entry>} */
  let entries = new Map();

  /** @param {Finding[]} findings @param {Layout} layout @param {boolean} still */
  function answer(findings, layout, still) {
    const before = entries;
    entries = new Map();
    for (const finding of findings) {
      const ids = finding.neurons.map(([layer, index]) => idAt(layout, layer, index));
      const key = `${finding.kind} ${ids}`;
      entries.set(key, { finding, ids, stands: still || before.has(key) });
    }
  }

  /** After an edit neurons may have moved; after anything else nothing is known. @param {Layout} layout */
  function follow(layout) {
    if (layout.cause !== 'edit') entries.clear();
    for (const [key, entry] of entries) {
      const places = entry.ids.map((id) => layout.neurons.find((neuron) => neuron.id === id));
      const present = places.filter((place) => place !== undefined);
      const neurons = present.map(({ layer, index }) => /** @type {[number, number]} */ ([layer, index]));
      if (present.length < places.length) entries.delete(key);
      else entry.finding = { ...entry.finding, neurons };
    }
  }

  return {
    /** @param {State} state @param {import('../types.js').Changed} changed @returns {Finding[]} what stands */
    update({ findings, layout, status }, changed) {
      if (!layout) return [];
      if (changed.has('layout')) follow(layout);
      if (changed.has('findings')) answer(findings, layout, status.state !== 'running');
      return [...entries.values()].filter(({ stands }) => stands).map(({ finding }) => finding);
    },
  };
}

/** @param {Layout} layout @param {number} layer @param {number} index */
function idAt({ neurons }, layer, index) {
  return neurons.find((neuron) => neuron.layer === layer && neuron.index === index)?.id ?? -1;
}
