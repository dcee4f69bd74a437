/**
 * The losses of every run of a race, each in bounded memory, from the frames; of a race that goes on after the page was
 * loaded again, from the server's history.
 *
 * @import { Frame, Layout, LossHistory, Losses, Store } from './types.js'
 */

import { createLosses } from './losses.js';

/** After these layouts the runs are at their start, or what came before is not known here. @type {Layout['cause'][]} */
const BEGUN = ['race', 'reset', 'resume'];

/**
 * @param {Store} store
 * @param {(run: number) => Promise<LossHistory | undefined>} fetchHistory
 */
export function createRaceLog(store, fetchHistory) {
  /** @param {Losses} log @param {number} run */
  async function recall(log, run) {
    const history = await fetchHistory(run);
    if (history) log.replace(history);
    store.set({ losses: store.get().losses });
  }

  return {
    /** The losses that belong to a layout. @param {Layout} layout @returns {Losses[] | null} */
    of({ race, cause }) {
      const { raceLosses } = store.get();
      if (!race) return null;
      if (raceLosses?.length === race.length && !BEGUN.includes(cause)) return raceLosses;
      const logs = race.map(() => createLosses());
      if (cause === 'resume') logs.forEach((log, run) => void recall(log, run).catch(reportError));
      return logs;
    },
    /** @param {Losses[] | null} logs @param {Frame} frame */
    note(logs, { sections: { race } }) {
      if (!logs || logs.length !== race?.length) return;
      race.forEach(({ step, trainingLoss, validationLoss }, run) => logs[run].push(step, trainingLoss, validationLoss));
    },
  };
}
