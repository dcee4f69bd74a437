/**
 * What the network is made of, asked from the server: frames' sections, the expression, one x sent through, what is
 * wrong. Nothing is asked for that nothing shows.
 *
 * @import { Frame, Refusal, State, Store } from './types.js'
 * @import { Schema } from './schema.js'
 * @import { Socket } from './socket.js'
 */

import { isShown } from './lib/panels.js';
import { isCurve, MOST_CONTRIBUTIONS } from './lib/parameters.js';
import { smoothOf } from './schema.js';

const ALWAYS = ['parameters', 'prediction', 'neurons', 'race'];
const FPS = 60;
/** Milliseconds between two answers while training runs; what stands still is asked for at once. */
const WRITE_EVERY = 200;
const INSPECT_EVERY = 100;
const DIAGNOSE_EVERY = 1500;

/** @typedef {ReturnType<typeof createAnatomy>} Anatomy */

/**
 * One question asked again whenever its answer may have changed, never twice at a time.
 * @typedef {Object} Question
 * @property {() => void} ask
 * @property {() => void} stop
 */

/**
 * @param {{store: Store, schema: Schema, socket: Socket, report: (refusal: Refusal) => void}} options
 */
export function createAnatomy({ store, schema, socket, report }) {
  const questions = {
    written: createQuestion(WRITE_EVERY, (state) => writtenRequest(state, schema), (answer) => ({ written: answer }), { written: null }),
    inspection: createQuestion(INSPECT_EVERY, inspectRequest, ({ inspection }) => ({ inspection }), { inspection: null }),
    findings: createQuestion(DIAGNOSE_EVERY, diagnoseRequest, ({ findings }) => ({ findings }), { findings: [] }),
  };
  let subscribed = '';
  const forget = store.subscribe(onChange);
  document.addEventListener('visibilitychange', onVisible);

  /**
   * @param {number} interval
   * @param {(state: State) => Record<string, unknown> | null} request null where nothing shows the answer
   * @param {(answer: any) => Partial<State>} read
   * @param {Partial<State>} nothing
   * @returns {Question}
   */
  function createQuestion(interval, request, read, nothing) {
    let asking = false;
    let askedAt = -Infinity;
    let again = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    function ask() {
      clearTimeout(timer);
      const state = store.get();
      const message = state.connection === 'open' && state.layout ? request(state) : null;
      if (!message) return;
      if (asking) {
        again = true;
        return;
      }
      const wait = state.status.state === 'running' ? askedAt + interval - performance.now() : 0;
      if (wait > 0) timer = setTimeout(ask, wait);
      else send(message);
    }

    /** @param {Record<string, unknown>} message */
    async function send({ type, ...fields }) {
      const { layout } = store.get();
      asking = true;
      askedAt = performance.now();
      try {
        const answer = await socket.request(String(type), fields);
        // What was true of another layout names neurons that may be gone.
        if (store.get().layout === layout) store.set(read(answer));
      } catch {
        // A network that cannot be written out, or a connection that broke: there is nothing to show.
        store.set(nothing);
      }
      asking = false;
      if (again) {
        again = false;
        ask();
      }
    }

    return { ask, stop: () => clearTimeout(timer) };
  }

  /** @param {Set<keyof State>} changed */
  function onChange(changed) {
    const moved = changed.has('frame') || changed.has('layout') || changed.has('connection');
    if (moved || changed.has('view') || changed.has('piece')) questions.written.ask();
    if (moved || changed.has('view') || changed.has('pickedX')) questions.inspection.ask();
    if (moved) questions.findings.ask();
    if (changed.has('view') || changed.has('layout') || changed.has('config')) refresh();
  }

  /** What is wrong is not asked for out of sight, where training may have ended meanwhile. */
  function onVisible() {
    if (!document.hidden) questions.findings.ask();
  }

  /** Subscribe anew where other sections are shown than before. */
  function refresh() {
    if (subscribed !== '' && subscribed !== sectionsOf(store.get()).join()) subscribe();
  }

  function subscribe() {
    const sections = sectionsOf(store.get());
    subscribed = sections.join();
    socket.request('subscribe', { sections, fps: FPS }).catch(report);
  }

  return {
    subscribe,
    /**
     * What a frame says of knots and pieces; those of a large network come with only some frames.
     * @param {Frame} frame
     * @returns {Partial<State>}
     */
    read({ layout, running, sections: { knots, pieces, race } }) {
      if (race) return { knots: null, pieces: null };
      const state = store.get();
      const still = running && state.frame?.layout === layout;
      return {
        knots: knots ?? (still ? state.knots : null),
        pieces: pieces ?? (still ? state.pieces : null),
      };
    },
    destroy() {
      forget();
      document.removeEventListener('visibilitychange', onVisible);
      for (const question of Object.values(questions)) question.stop();
    },
  };
}

/** @param {State} state @returns {string[]} the sections that something shows */
function sectionsOf({ config, layout, view }) {
  const wanted = [...ALWAYS];
  if (layout?.race) return wanted;
  if (config.training.dropout > 0) wanted.push('dropped');
  if (config.training.early_stopping !== null) wanted.push('watch');
  if (layout !== null && !isCurve(layout)) return wanted;
  const last = layout?.sizes.at(-2) ?? 0;
  if ((view.contributions || view.rows) && last <= MOST_CONTRIBUTIONS) wanted.push('contributions');
  if (view.contributions || view.tab === 'answer') wanted.push('knots', 'pieces');
  return wanted;
}

/** @param {State} state @param {Schema} schema */
function writtenRequest({ layout, view, piece, hoverPiece }, schema) {
  if ((layout !== null && !isCurve(layout)) || isCovered(layout, view)) return null;
  if (view.present && view.screen !== 'formula') return null;
  const isRead = view.tab === 'answer' && isShown('inspector') && isShown('formula');
  if (!isRead && piece === null && hoverPiece === null) return null;
  // A form chosen for a network with knots is not refused to the smooth one that comes after it.
  const form = smoothOf(layout?.activations ?? [], schema) === undefined ? view.form : null;
  return { type: 'expression', short: true, ...(form ? { form } : {}) };
}

/** @param {State} state */
function inspectRequest({ layout, view, pickedX }) {
  if (pickedX === null || (layout !== null && !isCurve(layout)) || view.tab !== 'trace') return null;
  if (isCovered(layout, view)) return null;
  return { type: 'inspect', x: pickedX, batch: view.batch, ...(view.traced ? { weight: view.traced } : {}) };
}

/** @param {State} state */
function diagnoseRequest({ layout }) {
  return document.hidden || layout?.race ? null : { type: 'diagnose' };
}

/** Whether a race lies over what would show it. @param {State['layout']} layout @param {State['view']} view */
function isCovered(layout, view) {
  return Boolean(layout?.race) && view.lab !== null;
}
