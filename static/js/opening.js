/**
 * What the page opens: an experiment from its start, one with weights from a link, or a saved run where it was left.
 *
 * @import { Ack, Config, Refusal, Store } from './types.js'
 * @import { Asked } from './url-sync.js'
 * @import { Notices } from './notices.js'
 * @import { Schema } from './schema.js'
 * @import { Socket } from './socket.js'
 */

import { count, reasonIn, t } from './i18n.js';

const NO_RUN = 'no_run';

/** @typedef {Asked | {run: string}} Opening */

/**
 * @param {{store: Store, schema: Schema, notices: Notices, socket: Socket, play: () => Promise<Ack>,
 *   subscribe: () => void, configure: (config: Config, layers?: object[]) => Promise<boolean>}} options
 */
export function createOpening({ store, schema, notices, socket, play, subscribe, configure }) {
  /** @param {string} run */
  async function openRun(run) {
    try {
      const { title = '', exact = false, step } = await socket.request('open', { run });
      store.set({ opened: { config: store.get().config, run, title, exact } });
      const text = exact ? t('saved.exact', { step: count(step) }) : t('saved.weights');
      notices.show({ id: 'opened', kind: 'info', title, text, lasting: true });
    } catch (error) {
      const refusal = /** @type {Refusal} */ (error);
      const text = refusal.code === NO_RUN ? t('saved.no_run') : t('saved.failed', { message: reasonIn(refusal) });
      notices.show({ id: 'link', kind: 'warn', text, lasting: true });
      await begin({ config: schema.defaults });
    }
  }

  /** @param {Asked} asked @returns {Promise<boolean>} whether it is what runs now */
  async function openConfig({ config, layers, weights }) {
    const taken = await configure(config, layers);
    store.set({ opened: taken && weights ? { config: store.get().config, weights } : null });
    if (taken && weights) notices.show({ id: 'opened', kind: 'info', text: t('link.weights.opened'), lasting: true });
    return taken;
  }

  /** What the page begins with. @param {Opening} opening */
  async function begin(opening) {
    const answer = 'run' in opening ? openRun(opening.run) : openConfig(opening);
    subscribe();
    // A curve that somebody wants to show stands until Play is pressed.
    const plays = !('run' in opening) && !opening.layers && !opening.paused && !still();
    await Promise.all([answer, plays && play().catch(() => {})]);
    store.set({ opening: false });
  }

  return {
    begin,
    /** Another experiment, later. @param {Asked} asked */
    async open(asked) {
      await openConfig(asked);
      if (!asked.layers && !asked.paused && !still()) await play();
    },
  };
}

/** Whether nothing may move before somebody asks for it. */
function still() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
