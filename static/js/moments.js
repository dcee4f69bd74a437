/**
 * What happened when: marks on the loss chart, and what each added neuron gained.
 *
 * @import { Frame, Gain, Mark, NeuronIdentity, Store } from './types.js'
 */

/** How many steps an added neuron gets before its gain is told. */
const GAIN_STEPS = 300;
const KEPT_MARKS = 60;
const KEPT_GAINS = 5;
/** Marks of the same kind and name this close together are one: a slider's drag is one change. */
const SAME_MOMENT_STEPS = 60;

/** @typedef {{marks: Mark[], gains: Gain[]}} Told */

/** @typedef {ReturnType<typeof createMoments>} Moments */

/** @param {Store} store */
export function createMoments(store) {
  /** What was told at each depth of the undo history: what a change brought goes, and comes back, with it. @type {Map<number, Told>} */
  const past = new Map();

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
    /** @param {NeuronIdentity} neuron @param {string} label */
    added({ id, name }, label) {
      const { frame, gains } = store.get();
      mark({ kind: 'add', label, neuronId: id });
      if (!frame) return;
      const gain = { neuronId: id, name, from: frame.trainingLoss, to: null, step: frame.step };
      tell({ gains: [...gains, gain].slice(-KEPT_GAINS) });
    },
    /** @param {NeuronIdentity} neuron @param {string} label */
    removed({ id }, label) {
      mark({ kind: 'remove', label, neuronId: id });
      tell({ gains: store.get().gains.filter((gain) => gain.neuronId !== id) });
    },
    /** Tell gains that are due. @param {Frame} frame */
    observe(frame) {
      const { gains } = store.get();
      /** @param {Gain} gain */
      const isDue = (gain) => gain.to === null && frame.step >= gain.step + GAIN_STEPS;
      if (!gains.some(isDue)) return;
      tell({ gains: gains.map((gain) => (isDue(gain) ? { ...gain, to: frame.trainingLoss } : gain)) });
    },
    /** The loss means something else from now on: what was begun cannot be compared. */
    abandonGains() {
      const { gains } = store.get();
      if (gains.some((gain) => gain.to === null)) tell({ gains: gains.filter((gain) => gain.to !== null) });
    },
    remember,
    /** What was told at a depth of the undo history. @param {number} depth @param {number} step the one gone to */
    recall(depth, step) {
      rewind(step, past.get(depth));
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
