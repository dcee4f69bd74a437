/**
 * Orders edges by how strong they are beside the strongest of their layer, by counting instead of comparing: a few
 * hundred classes are enough to draw the strong over the weak, and to leave out all but the strongest.
 */

const CLASSES = 256;

/** @typedef {ReturnType<typeof createEdgeOrder>} EdgeOrder */

/**
 * @param {number[]} gaps how many edges there are between each two layers
 * @param {number} most how many edges to keep
 */
export function createEdgeOrder(gaps, most) {
  const total = gaps.reduce((sum, count) => sum + count, 0);
  const strengths = new Float32Array(total);
  const classes = new Uint8Array(total);
  const gapOf = new Uint8Array(total);
  const order = new Uint32Array(total);
  const strongest = new Float32Array(gaps.length);
  const firsts = gaps.map((_, gap) => gaps.slice(0, gap).reduce((sum, count) => sum + count, 0));
  gaps.forEach((count, gap) => gapOf.fill(gap, firsts[gap], firsts[gap] + count));
  const ends = new Uint32Array(CLASSES);

  /** @param {(gap: number, edge: number) => number} strengthOf */
  function read(strengthOf) {
    strongest.fill(0);
    for (let i = 0; i < total; i++) {
      const gap = gapOf[i];
      const strength = strengthOf(gap, i - firsts[gap]);
      strengths[i] = strength;
      if (strength > strongest[gap]) strongest[gap] = strength;
    }
  }

  function sort() {
    ends.fill(0);
    for (let i = 0; i < total; i++) {
      const best = strongest[gapOf[i]];
      classes[i] = best > 0 ? Math.min(CLASSES - 1, (strengths[i] / best) * CLASSES) : 0;
      ends[classes[i]] += 1;
    }
    for (let c = 1; c < CLASSES; c++) ends[c] += ends[c - 1];
    for (let i = total - 1; i >= 0; i--) order[--ends[classes[i]]] = i;
  }

  return {
    total,
    /** @param {(gap: number, edge: number) => number} strengthOf from 0 to 1 */
    measure(strengthOf) {
      read(strengthOf);
      sort();
    },
    /** @param {(gap: number, edge: number, strength: number, strongest: number) => void} visit */
    fromWeakest(visit) {
      for (let rank = Math.max(0, total - most); rank < total; rank++) {
        const i = order[rank];
        const gap = gapOf[i];
        visit(gap, i - firsts[gap], strengths[i], strongest[gap]);
      }
    },
  };
}
