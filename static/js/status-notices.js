/**
 * What goes wrong, said in words with what to do: the connection, a run out of bounds, a run that stopped early.
 *
 * @import { Actions, Connection, Finding, Status, Store } from './types.js'
 * @import { Notices } from './notices.js'
 * @import { Schema } from './schema.js'
 */

import { exactCount, t } from './i18n.js';
import { shortText } from './lib/format.js';

const TOO_MANY_MESSAGES = 1008;
const PATIENCE = 1500;
const SMALLER = 10;
const RATE = 'training.optimizer.learning_rate';

/** @typedef {ReturnType<typeof createStatusNotices>} StatusNotices */

/** @param {{store: Store, schema: Schema, notices: Notices, actions: Actions, retry: () => void}} options */
export function createStatusNotices({ store, schema, notices, actions, retry }) {
  const timer = setTimeout(() => {
    if (store.get().connection === 'connecting') connectionNotice('info', t('messages.connecting'));
  }, PATIENCE);

  /** @param {'info' | 'warn' | 'error'} kind @param {string} text @param {string} [label] of a button that tries at once */
  function connectionNotice(kind, text, label) {
    notices.show({ id: 'connection', kind, text, lasting: true, actions: label ? [{ label, run: retry }] : undefined });
  }

  /** Nothing was ever heard: is it the server that cannot be reached, or only its live connection? @param {number} seconds */
  async function tellUnreached(seconds) {
    connectionNotice('warn', t('messages.unreachable', { seconds }), t('messages.retry'));
    // Answered at all is enough; a sandboxed frame may not read the answer.
    const answered = await fetch('/healthz', { mode: 'no-cors', cache: 'no-store' }).then(() => true, () => false);
    if (answered && store.get().connection === 'offline') {
      connectionNotice('warn', t('messages.blocked', { seconds }), t('messages.retry'));
    }
  }

  /** A tenth of the learning rate, or the largest of the slider where even that is far out. */
  function smallerRate() {
    const { config } = store.get();
    const largest = schema.fields(config).find(({ path }) => path === RATE)?.ui.soft?.[1] ?? Infinity;
    return Math.min(largest, config.training.optimizer.learning_rate / SMALLER);
  }

  /** With a smaller learning rate, from the start of the same network. */
  async function startOver() {
    await actions.patch({ [RATE]: smallerRate() });
    await actions.reset();
    await actions.play();
  }

  /** @param {Status} status */
  function tellDivergence(status) {
    if (status.state !== 'diverged') {
      notices.dismiss('diverged');
      return;
    }
    notices.show({ id: 'diverged', kind: 'error', text: t('messages.diverged') });
    actions.ask('diagnose', {}).then(({ findings }) => adviseRate(findings), () => {});
  }

  /** A smaller learning rate, where that is the cure; any other cause is told at the network. @param {Finding[]} findings */
  function adviseRate(findings) {
    if (store.get().status.state !== 'diverged') return;
    if (!findings.some(({ kind }) => kind === 'rate_too_large')) return;
    const rate = shortText(smallerRate());
    notices.show({
      id: 'diverged',
      kind: 'error',
      text: t('messages.diverged_rate'),
      // A refusal has been reported by the action itself.
      actions: [{ label: t('messages.smaller_rate', { rate }), run: () => void startOver().catch(() => {}) }],
    });
  }

  /** @param {Status} status */
  function tellEarlyStop({ state, best_step, step }) {
    if (state === 'stopped') {
      const text = t('messages.stopped', { step: exactCount(best_step ?? step) });
      notices.show({ id: 'stopped', kind: 'info', text, lasting: true });
    } else {
      notices.dismiss('stopped');
    }
  }

  return {
    /** @param {Status} status */
    onStatus(status) {
      // A race tells it of each run, and what could be done waits until it is over.
      const told = store.get().layout?.race ? { ...status, state: /** @type {const} */ ('paused') } : status;
      if (status.state === 'running') notices.dismiss('idle');
      tellDivergence(told);
      tellEarlyStop(told);
    },
    /** Training was paused because nobody was there. @param {{reason: 'time' | 'steps', seconds?: number}} idle */
    onIdle({ reason, seconds = 0 }) {
      const minutes = Math.max(1, Math.round(seconds / 60));
      const text = reason === 'time' ? t('messages.idle', { minutes }) : t('messages.idle_steps');
      notices.show({ id: 'idle', kind: 'info', text, lasting: true });
    },
    /** @param {Connection} connection @param {{retryIn?: number, code?: number, position?: number, reached?: boolean}} details */
    onConnection(connection, { retryIn = 0, code, position = 1, reached = true }) {
      const seconds = Math.max(1, Math.round(retryIn / 1000));
      if (connection === 'open') notices.dismiss('connection');
      if (connection === 'taken') connectionNotice('warn', t('messages.taken'), t('messages.take_back'));
      if (connection === 'waiting') {
        connectionNotice('info', position > 1 ? t('messages.waiting', { position }) : t('messages.waiting_next'));
      }
      if (connection === 'idle') {
        notices.dismiss('idle');
        connectionNotice('info', t('messages.ended'), t('messages.go_on'));
      }
      if (connection === 'full') connectionNotice('warn', t('messages.full', { seconds }), t('messages.retry'));
      if (connection !== 'offline') return;
      if (!reached) {
        tellUnreached(seconds).catch(reportError);
        return;
      }
      const key = code === TOO_MANY_MESSAGES ? 'messages.too_many' : 'messages.offline';
      connectionNotice('warn', t(key, { seconds }), t('messages.retry'));
    },
    destroy() {
      clearTimeout(timer);
    },
  };
}
