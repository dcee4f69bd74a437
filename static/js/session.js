/**
 * Turns what the server says into the state the views show: layouts, status, frames, and the connection's own fate.
 *
 * @import { Config, Connection, Frame, Layout, NeuronIdentity, Refusal, State, Store } from './types.js'
 * @import { Begun, Identity } from './socket.js'
 * @import { Opening } from './opening.js'
 * @import { Schema } from './schema.js'
 * @import { Notices } from './notices.js'
 */

import { createActions } from './actions.js';
import { createAnatomy } from './anatomy.js';
import { decodeFrame } from './frame.js';
import { reasonIn, t } from './i18n.js';
import { identitiesOf } from './identities.js';
import { createTimeline } from './timeline.js';
import { createOpening } from './opening.js';
import { pinsIn, withPin } from './pins.js';
import { unitsOf } from './lib/units.js';
import { same } from './schema.js';
import { createRaceLog } from './racelog.js';
import { createSocket } from './socket.js';
import { createStatusNotices } from './status-notices.js';
import { lastLayers } from './weights.js';

const HISTORY_POINTS = 2000;
const RATES_EVERY = 1000;
/** What only a person does. */
const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove'];
/** After these another network is there. @type {Layout['cause'][]} */
const ANEW = ['configure', 'open', 'race', 'race_end'];
/** After these the losses are those of another time. @type {Layout['cause'][]} */
const RECALLED = ['open', 'undo', 'redo', 'resume', 'race_end'];
/** After these nothing of what was before counts. @type {Layout['cause'][]} */
const CLEAN = ['configure', 'open', 'reset', 'race'];

/** @typedef {ReturnType<typeof createSession>} Session */

/**
 * @param {{store: Store, schema: Schema, notices: Notices, url: string, identity?: Identity, begun?: Begun,
 *   speed: number | null, WebSocket?: typeof WebSocket}} options
 */
export function createSession({ store, schema, notices, url, identity, begun, speed, WebSocket }) {
  /** The neurons of the newest layout message, and of the one before. @type {{now: NeuronIdentity[], before: NeuronIdentity[]}} */
  const neurons = { now: [], before: [] };
  const timeline = createTimeline(store);
  /** The newest layout message, until its first frame is here: both are shown at once. @type {Layout | null} */
  let incoming = null;
  let wasLost = false;
  let newestFrame = 0;
  let drawnFrames = 0;
  let ratesFrom = { time: performance.now(), step: 0 };

  const socket = createSocket(
    url,
    {
      onMessage,
      onFrame,
      onConnection,
      onResumed: () => {
        store.set({ opening: false });
        anatomy.subscribe();
        // Not after a change of language, which nobody thinks of as a break.
        if (wasLost) notices.show({ id: 'connection', kind: 'info', text: t('messages.back') });
      },
      onLost: startAgain,
      expectsFrames: () => store.get().status.state === 'running' && !document.hidden,
    },
    { identity, begun, WebSocket },
  );
  const actions = createActions({ store, schema, notices, timeline, neurons, socket, speed, configure });
  const anatomy = createAnatomy({ store, schema, socket, report: actions.report });
  const opening = createOpening({ store, schema, notices, socket, play: actions.play, subscribe: anatomy.subscribe, configure });
  /** @type {Opening} */
  let first = { config: store.get().config };
  const statusNotices = createStatusNotices({ store, schema, notices, actions, retry: socket.retry });
  const raceLog = createRaceLog(store, async (run) =>
    (await socket.request('history', { points: HISTORY_POINTS, run })).history,
  );
  const rateTimer = setInterval(measureRates, RATES_EVERY);
  addEventListener('online', onOnline);
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, socket.present, { passive: true, capture: true });

  function onOnline() {
    if (store.get().connection === 'offline') socket.retry();
  }

  /** @param {any} message */
  function onMessage(message) {
    if (message.type === 'layout') onLayout(message);
    if (message.type === 'status') onStatus(message);
    if (message.type === 'gain') timeline.gained(message);
    if (message.type === 'idle') statusNotices.onIdle(message);
    if (message.type === 'error') notices.show({ id: 'failed', kind: 'error', text: t('messages.failed', { message: reasonIn(message) }) });
  }

  /** @param {Layout} message */
  function onLayout(message) {
    incoming = message;
    [neurons.before, neurons.now] = [neurons.now, identitiesOf(message.neuron_ids)];
    if (CLEAN.includes(message.cause)) store.get().losses.replace({ step: [], train: [], validation: null });
    recall(message);
    if (RECALLED.includes(message.cause)) fetchHistory();
  }

  /** Who is who in a layout, and what there is to tell of them. @param {Layout} message */
  function recall({ cause, step }) {
    const { layout, status } = store.get();
    if (ANEW.includes(cause) || layout === null) {
      timeline.restart();
    } else if (cause === 'undo' || cause === 'redo') {
      const depth = status.undo + (cause === 'undo' ? -1 : 1);
      timeline.recall(depth, step);
    } else {
      if (cause === 'reset') timeline.clear();
      if (cause === 'resume') timeline.rewind(step);
    }
  }

  /** @param {any} message */
  function onStatus({ state, step, steps_per_second, undo, redo, best_step, stopping, config }) {
    const speedShown = state === 'running' ? steps_per_second : actions.speed();
    if (state === 'running') actions.noteSpeed(steps_per_second);
    const status = { state, step, steps_per_second: speedShown, undo, redo, best_step, stopping };
    // A layout on its way may be an edit whose answer, and with it what it brought, is still to come.
    if (!incoming) timeline.remember(undo);
    if (state === 'running') notices.dismiss('opened');
    store.set({ status, ...(same(config, store.get().config) ? {} : { config }) });
    statusNotices.onStatus(status);
  }

  /** @param {ArrayBuffer} buffer */
  function onFrame(buffer) {
    const layout = incoming ?? store.get().layout;
    if (!layout) return;
    const frame = decodeFrame(buffer, layout);
    newestFrame = frame.number;
    if (frame.layout === layout.layout) show(frame);
    if (document.hidden) socket.seen(newestFrame);
  }

  /** @param {Frame} frame */
  function show(frame) {
    const { losses, status } = store.get();
    if (!Number.isNaN(frame.trainingLoss)) {
      losses.push(frame.step, frame.trainingLoss, frame.validationLoss);
    }
    const arrival = incoming ? arrive(incoming) : {};
    raceLog.note(incoming ? (arrival.raceLosses ?? null) : store.get().raceLosses, frame);
    if (incoming) timeline.remember(status.undo);
    incoming = null;
    store.set({ frame, losses, ...anatomy.read(frame), ...arrival });
  }

  /** The state that a layout brings with its first frame. @param {Layout} layout @returns {Partial<State>} */
  function arrive(layout) {
    const there = identitiesOf(layout.neuron_ids);
    const { selection, muted, layout: before } = store.get();
    const id = selection && before?.neurons.find((n) => n.layer === selection.layer && n.index === selection.neuron)?.id;
    const still = there.find((n) => n.id === id);
    const { target } = layout;
    return {
      layout: { ...layout, neurons: there, target: { ...target, y: target.y?.map((height) => height ?? NaN) ?? null } },
      raceLosses: raceLog.of(layout),
      hoverRun: null,
      pinned: pinsIn(store.get().pinned, unitsOf(layout)),
      selection: still ? { layer: still.layer, neuron: still.index } : null,
      hover: null,
      piece: null,
      hoverPiece: null,
      muted: new Set(ANEW.includes(layout.cause) ? [] : there.map((n) => n.id).filter((each) => muted.has(each))),
      // What a race's first run could do about its troubles waits until the race is over.
      ...(layout.race ? { findings: [] } : {}),
    };
  }

  /** @param {Connection} connection @param {{retryIn?: number, code?: number, position?: number, reached?: boolean}} details */
  function onConnection(connection, details) {
    if (connection !== 'open' && connection !== 'waiting') wasLost = true;
    store.set({ connection });
    statusNotices.onConnection(connection, details);
  }

  function fetchHistory() {
    socket.request('history', { points: HISTORY_POINTS }).then(({ history }) => {
      const { losses } = store.get();
      if (history) losses.replace(history);
      store.set({ losses });
    }, actions.report);
  }

  /**
   * Run an experiment from its start, or from given weights. At the page's start a refused value gives way to its
   * default; later the experiment that runs goes on.
   * @param {Config} config
   * @param {object[]} [layers]
   * @returns {Promise<boolean>} whether it runs as it was given
   */
  async function configure(config, layers) {
    const isFirst = store.get().layout === null || layers !== undefined;
    try {
      await socket.request('configure', layers ? { config, layers } : { config });
      return true;
    } catch (error) {
      const refusal = /** @type {Refusal} */ (error);
      actions.report(refusal);
      if (!isFirst || refusal.code === 'no_session') return false;
      const second = { config: actions.withDefaults(config, fieldsOf(refusal)) };
      await socket.request('configure', second).catch(() => socket.request('configure', { config: schema.defaults }));
      await actions.play().catch(() => {});
      return false;
    }
  }

  /** The server has forgotten the session: bring it what this page last saw. */
  function startAgain() {
    const { config, layout, frame, status } = store.get();
    const layers = layout && frame ? lastLayers(layout, frame) : undefined;
    if (layout) {
      // The losses of a new run begin anew: those until now stay beside them.
      store.set({ pinned: withPin(store.get(), 0) });
      configure(config, layers);
      anatomy.subscribe();
      if (status.state === 'running') actions.play().catch(() => {});
    } else {
      opening.begin(first);
    }
    notices.show({ id: 'connection', kind: 'warn', text: t(layers ? 'messages.restored' : 'messages.restarted') });
  }

  function measureRates() {
    const { frame, rates } = store.get();
    const now = performance.now();
    const step = frame?.step ?? 0;
    const seconds = (now - ratesFrom.time) / 1000;
    const measured = {
      steps: Math.max(0, Math.round((step - ratesFrom.step) / seconds)),
      frames: Math.round(drawnFrames / seconds),
    };
    ratesFrom = { time: now, step };
    drawnFrames = 0;
    if (!same(measured, rates)) store.set({ rates: measured });
  }

  return {
    actions,
    open: opening.open,
    /** Connect; a session taken over goes on, otherwise what was asked for is opened. @param {Opening} asked */
    async start(asked) {
      first = asked;
      const begun = identity?.session ? undefined : opening.begin(asked);
      socket.connect();
      await begun;
    },
    /** The views have drawn the newest state. @param {boolean} withNewFrame */
    drawn(withNewFrame) {
      if (!withNewFrame || newestFrame === 0) return;
      drawnFrames += 1;
      socket.seen(newestFrame);
    },
    /** What another page needs to go on with this session. */
    get handover() {
      return { ...socket.identity, speed: actions.speed() };
    },
    destroy() {
      removeEventListener('online', onOnline);
      for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, socket.present, { capture: true });
      clearInterval(rateTimer);
      statusNotices.destroy();
      anatomy.destroy();
      actions.destroy();
      socket.destroy();
    },
  };
}

/** The fields a refusal names. @param {Refusal} refusal @returns {string[]} */
function fieldsOf({ field, errors }) {
  return (errors ?? [{ field }]).flatMap((error) => error.field ?? []);
}
