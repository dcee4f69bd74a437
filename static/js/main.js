/**
 * Boot: wiring only.
 *
 * @import { Actions, Config, Opened, State, Store, View } from './types.js'
 * @import { Identity } from './socket.js'
 * @import { Notices } from './notices.js'
 */

import { createUrlSync } from './url-sync.js';
import { createTell, guard } from './controls/guard.js';
import { nameFeatures } from './controls/registry.js';
import { setStrings, t } from './i18n.js';
import { byId, keepComposing } from './lib/dom.js';
import { featuresOf } from './lib/features.js';
import { tellFailures } from './lib/lazy.js';
import { createLosses } from './losses.js';
import { createNotices } from './notices.js';
import { createSchema } from './schema.js';
import { setRegistries } from './lib/registries.js';
import { createSession } from './session.js';
import { createStore } from './store.js';
import { storedTheme } from './views/top.js';

const DEFAULT_SPEED = 60;
const HANDOVER = 'piecewise.handover';
/** For what the page cannot begin without. */
const [TRIES, PAUSE] = [3, 400];

/** @param {Config} config @returns {State} */
function initialState(config) {
  const { view } = document.documentElement.dataset;
  const present = view === 'present';
  return {
    connection: 'connecting',
    opening: true,
    status: { state: 'ready', step: 0, steps_per_second: DEFAULT_SPEED, undo: 0, redo: 0 },
    config,
    layout: null,
    frame: null,
    losses: createLosses(),
    marks: [],
    ghost: null,
    gains: [],
    raceLosses: null,
    hoverRun: null,
    pinned: [],
    selection: null,
    hover: null,
    piece: null,
    hoverPiece: null,
    pickedX: null,
    muted: new Set(),
    written: null,
    inspection: null,
    findings: [],
    knots: null,
    pieces: null,
    messages: [],
    preview: null,
    fieldErrors: {},
    rates: { steps: 0, frames: 0 },
    view: {
      present,
      screen: 'both',
      theme: storedTheme(),
      logLoss: true,
      contributions: view !== 'embed',
      rows: false,
      gap: false,
      residuals: false,
      paths: false,
      tab: 'answer',
      form: null,
      batch: false,
      traced: null,
      validation: true,
      sketch: null,
      walk: { stage: 'forward', layer: null },
      lab: null,
      guide: null,
    },
    opened: null,
    locks: null,
    highlight: null,
  };
}

/**
 * What this tab's page left when it went: its session goes on where the same experiment is opened again, by loading anew,
 * going back or changing the language. It is there only between two pages, so that a tab's copy finds none.
 * @returns {(Identity & {speed: number | null, opened: Opened | null}) | null}
 */
function takeHandover() {
  try {
    const left = JSON.parse(sessionStorage.getItem(HANDOVER) ?? 'null');
    const here = experimentInAddress();
    if (left?.experiment !== here && left?.followed !== here) return null;
    sessionStorage.removeItem(HANDOVER);
    return left;
  } catch {
    return null;
  }
}

/** @param {object} handover */
function leaveHandover(handover) {
  // The frames of a page share their storage, and each has a session of its own.
  if (document.documentElement.dataset.view === 'embed') return;
  try {
    sessionStorage.setItem(HANDOVER, JSON.stringify({ ...handover, experiment: experimentInAddress() }));
  } catch {
    // Without storage the other page starts the experiment anew.
  }
}

/** Without the language and how it is shown. */
function experimentInAddress() {
  return location.pathname + location.hash;
}

/** @param {string} id of the `<link>` that has begun to load it @returns {Promise<any>} */
async function loadJson(id) {
  const { href } = /** @type {HTMLLinkElement} */ (byId(id));
  for (let left = TRIES; ; left -= 1) {
    try {
      const response = await fetch(href);
      if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
      return await response.json();
    } catch (error) {
      if (left === 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/**
 * One drawing for any number of changes.
 * @param {View[]} views
 * @param {() => State} get
 * @param {(changed: Set<keyof State>) => void} drawn
 */
function createPainter(views, get, drawn) {
  const root = document.documentElement;
  /** @type {Set<keyof State>} */
  let waiting = new Set();
  let frameRequest = 0;

  function paint() {
    frameRequest = 0;
    const changed = waiting;
    waiting = new Set();
    const state = get();
    root.dataset.state = stateInAWord(state);
    root.dataset.step = String(state.frame?.step ?? 0);
    for (const view of views) updateOne(view, state, changed);
    drawn(changed);
  }

  return (/** @type {Iterable<keyof State>} */ changed) => {
    for (const key of changed) waiting.add(key);
    frameRequest ||= requestAnimationFrame(paint);
  };
}

/** A view that fails is reported and must not stop the others, nor the stream. @param {View} view @param {State} state @param {Set<keyof State>} changed */
function updateOne(view, state, changed) {
  try {
    view.update(state, changed);
  } catch (error) {
    reportError(error);
  }
}

/** @param {State} state */
function stateInAWord({ connection, layout, status }) {
  if (connection === 'connecting' || connection === 'waiting') return 'connecting';
  if (connection !== 'open') return 'offline';
  return layout ? status.state : 'connecting';
}

/** In another page's frame, once that is seen. @param {{store: Store, actions: Actions, notices: Notices, start: () => void}} options */
async function startEmbedded(options) {
  (await import('./embed.js')).mountEmbed(options);
}

/** Hide what the page's link hides, before anything of it is seen. @param {State} state */
async function hideByLink({ locks }) {
  if (locks) await (await import('./lib/locks.js')).applyHidden(locks);
}

async function boot() {
  keepComposing(window);
  const page = import('./page.js'); // the connection is made while the views still load
  const [strings, json] = await Promise.all([loadJson('strings'), loadJson('schema')]);
  setStrings(strings, document.documentElement.dataset.lang ?? 'en');
  const schema = createSchema(json);
  setRegistries(schema.registries);
  nameFeatures(featuresOf('tab', 'lab'));
  const arrival = experimentInAddress();
  const handover = takeHandover();
  const store = createStore(initialState(schema.defaults));
  const notices = createNotices(store);
  tellFailures(() => notices.show({ id: 'load', kind: 'warn', text: t('messages.not_loaded'), lasting: true, actions: [{ label: t('page.reload'), run: () => location.reload() }] }));
  const session = createSession({
    store,
    schema,
    notices,
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
    identity: handover ?? undefined,
    begun: /** @type {any} */ (globalThis).begun,
    speed: handover ? handover.speed : DEFAULT_SPEED,
  });
  const address = createUrlSync({ store, schema, notices, open: session.open });
  const asked = await address.read();
  const opened = handover?.opened ?? null;
  store.set({ config: opened?.config ?? asked.config, opened });
  await hideByLink(store.get());
  const tell = createTell(notices);
  const actions = guard(session.actions, { store, schema, tell });
  address.tell(asked);
  const { run, view } = document.documentElement.dataset;
  const start = () => address.settle(session.start(run ? { run } : asked));
  if (view === 'embed') startEmbedded({ store, actions, notices, start });
  else start();

  /** The experiment in the address that a link within the page leads to. @type {string | undefined} */
  let followed;
  const handOver = (isFollowed = false) => {
    address.flush();
    // What changes after the click is in this page's address, and no longer in the one that is opened.
    if (isFollowed) followed = experimentInAddress();
    if (session.handover.session) leaveHandover({ ...session.handover, opened: store.get().opened, followed });
  };
  addEventListener('pagehide', () => handOver());
  // A page that comes back as it was needs none.
  addEventListener('pageshow', ({ persisted }) => persisted && takeHandover());
  const { mountPage } = await page;
  const views = mountPage({ store, actions, schema, notices, arrival, tell, handOver });
  const repaint = createPainter(views, store.get, (changed) => session.drawn(changed.has('frame')));
  store.subscribe(repaint);
  repaint(/** @type {(keyof State)[]} */ (Object.keys(store.get())));
  const sizes = new ResizeObserver(() => views.forEach((view) => view.resize?.()));
  sizes.observe(byId('stage'));
  document.documentElement.dataset.loaded = '';
}

boot().catch((error) => {
  document.documentElement.dataset.lost = '';
  throw error;
});
