/**
 * What a person wants, as commands to the server; refusals are put into words where they belong.
 *
 * @import { Ack, Actions, Config, NeuronIdentity, Refusal, Store } from './types.js'
 * @import { Timeline } from './timeline.js'
 * @import { Notices } from './notices.js'
 * @import { Schema } from './schema.js'
 * @import { Socket } from './socket.js'
 */

import { mergeSends } from './merge-sends.js';
import { firstOf, has, reasonIn, t } from './i18n.js';
import { shortText } from './lib/format.js';
import { toShownHeight, unitsOf } from './lib/units.js';
import { get, withValue } from './schema.js';
import { createSharing } from './sharing.js';

const PATCH_INTERVAL = 1000 / 30;
const EDIT_INTERVAL = 1000 / 120;
const GHOST_MILLISECONDS = 2200;
/** A curve that moves less than this has not moved to the eye. */
const VISIBLE_MOVE = 1e-3;

/**
 * @param {{store: Store, schema: Schema, notices: Notices, timeline: Timeline, socket: Socket,
 *   neurons: {now: NeuronIdentity[], before: NeuronIdentity[]}, speed: number | null,
 *   configure: (config: Config, layers?: object[]) => Promise<boolean>}} options
 */
export function createActions({ store, schema, notices, timeline, neurons, socket, speed, configure }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let ghostTimer;

  const sendPatch = mergeSends(
    (/** @type {Record<string, unknown>} */ changes) => socket.request('patch', { changes }),
    PATCH_INTERVAL,
  );
  const sendValues = mergeSends(
    (/** @type {Record<string, object>} */ values) =>
      command('edit', { op: 'set_values', values: Object.values(values), layout: store.get().layout?.layout }),
    EDIT_INTERVAL,
  );
  const sendSpeed = mergeSends(
    (/** @type {{steps_per_second: number | null}} */ wish) => command('play', wish),
    PATCH_INTERVAL,
  );

  /** @param {string} type @param {Record<string, unknown>} [fields] @returns {Promise<Ack>} */
  function command(type, fields) {
    return socket.request(type, fields).catch(refuse);
  }

  /** @param {Refusal} error @returns {never} */
  function refuse(error) {
    report(error);
    throw error;
  }

  /** Say a refusal in words. @param {Refusal} error */
  function report({ code, message, field = '' }) {
    // Both are answered by configuring again, which the session does by itself.
    if (code === 'no_session' || code === 'not_configured') return;
    const label = t(`fields.${field.split('.').at(-1)}`);
    const reason = reasonIn({ code, message });
    const text = has(`fields.${field.split('.').at(-1)}`)
      ? t('messages.refused', { field: label, message: reason })
      : t('messages.failed', { message: reason });
    notices.show({ id: 'failed', kind: 'warn', text: code === 'stale_layout' ? t('messages.stale') : text });
  }

  /** @param {Record<string, unknown>} changes @returns {Promise<Ack>} */
  async function patch(changes) {
    try {
      const ack = await sendPatch(changes);
      store.set({ fieldErrors: {} });
      markChanges(Object.keys(changes));
      return ack;
    } catch (error) {
      const refusal = /** @type {Refusal} */ (error);
      const errors = refusal.errors ?? [{ field: refusal.field ?? '', message: refusal.message }];
      const atFields = errors.filter(({ field }) => get(store.get().config, field) !== undefined);
      if (atFields.length === 0) report(refusal);
      const words = atFields.map(({ field, message }) => [field, reasonIn({ code: refusal.code, message })]);
      store.set({ fieldErrors: Object.fromEntries(words) });
      throw error;
    }
  }

  /** @param {string[]} paths */
  function markChanges(paths) {
    const touched = schema.fields(store.get().config).filter(({ path }) => paths.includes(path));
    for (const { name, ui } of touched) {
      const isData = ui.touches === 'data';
      if (ui.touches === 'anew') continue;
      const label = isData ? t('marks.data') : firstOf([`fields.${name}`], name);
      timeline.mark({ kind: isData ? 'data' : 'setting', label });
    }
  }

  /** @param {Record<string, unknown> & {op: string}} operation @returns {Promise<Ack>} */
  async function edit(operation) {
    const ack = await command('edit', operation);
    tellEdit(operation.op, ack);
    return ack;
  }

  /** The answer comes after its layout, so that who was added is in that one and who was removed in the one before. @param {string} op @param {Ack} ack */
  function tellEdit(op, { layer = 0, neuron, position = layer, moved = 0, gain }) {
    const at = (/** @type {NeuronIdentity[]} */ list) => list.find((n) => n.layer === layer && n.index === neuron);
    const one = op === 'add_neuron' ? at(neurons.now) : op === 'remove_neuron' ? at(neurons.before) : undefined;
    if (one) {
      const kind = op === 'add_neuron' ? 'add' : 'remove';
      const what = /** @type {const} */ ({ kind, label: t(`marks.${kind}`, { name: one.name }), neuronId: one.id });
      timeline.changed(what, { gain, name: one.name, neuronId: one.id });
    }
    if (op !== 'add_layer' && op !== 'remove_layer') return;
    const number = { layer: (op === 'add_layer' ? position : layer) + 1 };
    timeline.changed({ kind: 'layer', label: t(`marks.${op}`, number) }, { gain, name: t('gain.layer', number) });
    if (op !== 'add_layer' || moved < VISIBLE_MOVE) return;
    notices.show({ id: 'moved', kind: 'info', text: t('messages.moved', { moved: shortText(toShownHeight(unitsOf(store.get()), moved)) }) });
  }

  /** @param {number} layer @param {number} [neuron] @returns {Promise<Ack>} */
  async function removeNeuron(layer, neuron) {
    const { selection, layout, frame } = store.get();
    const chosen = neuron ?? (selection?.layer === layer ? selection.neuron : undefined);
    const before = frame?.sections.prediction?.slice();
    const names = layout?.neurons ?? [];
    // An index means the neuron the person saw; without one it is the server's choice and any layout will do.
    const place = chosen === undefined ? {} : { neuron: chosen, layout: layout?.layout };
    const ack = await edit({ op: 'remove_neuron', layer, ...place });
    if (before) showGhost(before);
    const name = names.find((n) => n.layer === layer && n.index === ack.neuron)?.name;
    if (chosen === undefined && name) {
      notices.show({ id: 'removed', kind: 'info', text: t('messages.removed_least', { name }) });
    }
    return ack;
  }

  /** @param {Float32Array} y */
  function showGhost(y) {
    clearTimeout(ghostTimer);
    store.set({ ghost: { y, until: performance.now() + GHOST_MILLISECONDS } });
    ghostTimer = setTimeout(() => store.set({ ghost: null }), GHOST_MILLISECONDS);
  }

  /** @type {Actions} */
  const intentions = {
    play: () => command('play', { steps_per_second: speed }),
    pause: () => command('pause'),
    step: (count = 1) => command('step', { count }),
    reset: () => command('reset'),
    undo: () => command('undo'),
    redo: () => command('redo'),
    async setSpeed(stepsPerSecond) {
      speed = stepsPerSecond;
      const { status } = store.get();
      store.set({ status: { ...status, steps_per_second: speed } });
      return status.state === 'running' ? sendSpeed({ steps_per_second: speed }) : null;
    },
    patch,
    addNeuron: (layer) => edit({ op: 'add_neuron', layer }),
    removeNeuron,
    addLayer: (position) => edit({ op: 'add_layer', position }),
    removeLayer: (layer) => edit({ op: 'remove_layer', layer, layout: store.get().layout?.layout }),
    select: (selection) => store.set({ selection }),
    inspect(selection) {
      const { view } = store.get();
      // Who follows one x through the network sees the neuron there.
      store.set({ selection, view: view.tab === 'trace' ? view : { ...view, tab: 'neurons' } });
    },
    hover: (hover) => store.set({ hover }),
    choose: (changes) => store.set({ view: { ...store.get().view, ...changes } }),
    // By their place, so that of several changes of one weight only the last is sent.
    setValues: (values) =>
      sendValues(Object.fromEntries(values.map((value) => [`${value.layer} ${value.to} ${value.from}`, value]))),
    wakeNeuron: (place) => edit({ op: 'wake_neuron', ...place, layout: store.get().layout?.layout }),
    spreadBends: () => edit({ op: 'spread_bends', layout: store.get().layout?.layout }),
    selectPiece: (piece) => store.set({ piece }),
    hoverPiece: (hoverPiece) => store.set({ hoverPiece }),
    pickX: (pickedX) => store.set({ pickedX }),
    preview: (preview) => store.set({ preview }),
    mute: (muted) => store.set({ muted: new Set(muted) }),
    writeOut: (form) => command('expression', form ? { form } : {}),
    begin: configure,
    ask: (question, fields) => socket.request(question, { ...fields }),
    pin: () => command('pin'),
    goTo: (a, b) => edit({ op: 'go_to', a, b, layout: store.get().layout?.layout }),
    scaleWeights: (value) => edit({ op: 'scale_weights', value }),
    async race(runs) {
      try {
        return await socket.request('race', { runs });
      } catch (error) {
        const refusal = /** @type {Refusal} */ (error);
        if (!refusal.field?.startsWith('runs')) report(refusal);
        throw error;
      }
    },
    showRun: (run) => command('show_run', { run }),
    endRace: (take) => command('end_race', take === null ? {} : { take }),
    hoverRun: (hoverRun) => store.set({ hoverRun }),
    ...createSharing({ store, schema }),
    save: (title) => socket.request('save', { title }),
    unlock: () => store.set({ locks: null }),
    async pinRun(run = 0) {
      const state = store.get();
      const { withPin } = await import('./pins.js');
      store.set({ pinned: withPin(state, run) });
    },
    unpinRun: (id) => store.set({ pinned: store.get().pinned.filter((pin) => pin.id !== id) }),
    dismiss: notices.dismiss,
  };

  return {
    ...intentions,
    report,
    /** The speed that Play uses. @returns {number | null} */
    speed: () => speed,
    /** @param {number | null} stepsPerSecond as the server says it runs */
    noteSpeed(stepsPerSecond) {
      speed = stepsPerSecond;
    },
    /** @param {Config} config @param {string[]} paths to put back, those that have a default @returns {Config} */
    withDefaults(config, paths) {
      const known = paths.filter((path) => get(schema.defaults, path) !== undefined);
      return known.reduce((result, path) => withValue(result, path, get(schema.defaults, path)), config);
    },
    destroy() {
      clearTimeout(ghostTimer);
      sendPatch.cancel();
      sendSpeed.cancel();
      sendValues.cancel();
    },
  };
}
