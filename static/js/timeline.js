/**
 * What happened when: marks on the loss chart, and what each change of the network's shape gained.
 *
 * @import { Gain, Mark, Store } from './types.js'
 */

const KEPT_MARKS = 60;
const KEPT_GAINS = 5;
/** Marks of the same kind and name this close together are one: a slider's drag is one change. */
const SAME_MOMENT_STEPS = 60;

/** @typedef {{marks: Mark[], gains: Gain[]}} Told */

/**
 * @typedef {Pick<Gain, 'gain' | 'op' | 'step' | 'steps' | 'gaps' | 'spread' | 'final'> &
 *   {losses: {before: number, after: number | null, without: number | null}}} GainMessage as the server says it
 */

/** @typedef {ReturnType<typeof createTimeline>} Timeline */

/** @param {Store} store */
export function createTimeline(store) {
  /** What was told at each depth of the undo history: what a change brought goes, and comes back, with it. @type {Map<number, Told>} */
  const past = new Map();
  /** What the server said of the newest change, perhaps before its answer told which one that is. @type {GainMessage | null} */
  let newest = null;

  /** @param {number} depth */
  function remember(depth) {
    const { marks, gains } = store.get();
    past.set(depth, { marks, gains });
  }

  /** @param {Partial<Told>} told */
  function tell(told) {
    store.set(told);
    remember(store.get().status.undo);
  }

  /** @param {Omit<Mark, 'step'>} what */
  function mark(what) {
    const { frame, marks } = store.get();
    const step = frame?.step ?? 0;
    const last = marks.at(-1);
    const again = last?.kind === what.kind && last.label === what.label && step - last.step < SAME_MOMENT_STEPS;
    const kept = again && what.kind !== 'add' && what.kind !== 'remove' ? marks.slice(0, -1) : marks;
    tell({ marks: [...kept, { ...what, step }].slice(-KEPT_MARKS) });
  }

  /** Forget what lies after a step. @param {number} step @param {Told} [told] */
  function rewind(step, { marks, gains } = store.get()) {
    store.set({ marks: marks.filter((m) => m.step <= step), gains: gains.filter((g) => g.step <= step) });
  }

  /** Told no more, until undo leads back. */
  function clear() {
    store.set({ marks: [], gains: [] });
  }

  return {
    mark,
    /**
     * The network's shape was changed.
     * @param {Omit<Mark, 'step'>} what
     * @param {{gain?: number, name: string, neuronId?: number | null}} about
     */
    changed(what, { gain, name, neuronId = null }) {
      mark(what);
      if (what.kind === 'remove') tell({ gains: store.get().gains.filter((each) => each.neuronId !== neuronId) });
      if (gain === undefined || newest?.gain !== gain) return;
      tell({ gains: [...store.get().gains, { ...told(newest), neuronId, name }].slice(-KEPT_GAINS) });
    },
    /** What the server says of a change. @param {GainMessage} message */
    gained(message) {
      if (message.gain >= (newest?.gain ?? 0)) newest = message;
      const { gains } = store.get();
      if (!gains.some(({ gain }) => gain === message.gain)) return;
      const updated = gains.map((each) => (each.gain === message.gain ? { ...each, ...told(message) } : each));
      // One that ended before anybody looked has nothing to tell.
      tell({ gains: updated.filter(({ final, to }) => !final || to !== null) });
    },
    remember,
    /** What was told at a depth of the undo history. @param {number} depth @param {number} step the one gone to */
    recall(depth, step) {
      const { marks, gains } = past.get(depth) ?? store.get();
      rewind(step, { marks, gains: gains.flatMap((each) => (each.to === null ? [] : { ...each, final: true })) });
    },
    rewind,
    clear,
    /** Another network begins: nothing leads back to what was told of the one before. */
    restart() {
      past.clear();
      clear();
    },
  };
}

/** @param {GainMessage} message */
function told({ gain, op, step, steps, losses, gaps, spread, final }) {
  const { before: from, after: to, without } = losses;
  return { gain, op, step, steps, from, to, without, gaps, spread, final };
}
