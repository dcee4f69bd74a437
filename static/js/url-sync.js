/**
 * Keeps the page's address and the experiment in step: the fragment always holds it, and a new fragment starts it. A
 * saved run keeps its own address, and a link its weights, until the experiment is another.
 *
 * @import { Config, Store } from './types.js'
 * @import { Notices } from './notices.js'
 * @import { Problems } from './link-codec.js'
 * @import { Schema } from './schema.js'
 */

import { controlOf } from './controls/registry.js';
import { list, t } from './i18n.js';
import { loadWords } from './lib/lazy.js';
import { objectionText } from './lib/objections.js';
import { same } from './schema.js';
import { isStill } from './sharing.js';
import { decodeLink, encodeLink, PAUSED } from './link-codec.js';

/** Browsers refuse more than about 100 changes of the address in 30 s, which a slider's drag would make. */
const WRITE_INTERVAL = 400;
const LONGEST_TOLD = 40;

/** @typedef {ReturnType<typeof createUrlSync>} UrlSync */

/**
 * @typedef {Object} Asked what an address asks for
 * @property {Config} config
 * @property {object[]} [layers]
 * @property {string} [weights] the layers as the link says them
 * @property {boolean} [paused] whether the run waits for Play
 * @property {string} [problem] what of the link could not be used, in words
 */

/**
 * @param {{store: Store, schema: Schema, notices: Notices, open: (asked: Asked) => Promise<void>}} options
 */
export function createUrlSync({ store, schema, notices, open }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Whether what the address asks for is still on its way. */
  let awaited = false;
  /** What the page was opened with stays in its address. @type {string | undefined} */
  let startsPaused;

  function write() {
    timer = undefined;
    if (awaited) return;
    const { config, locks, opened } = store.get();
    const still = isStill(opened, config);
    if (opened && !still) store.set({ opened: null });
    if (isRun() && still && opened?.run) return;
    const weights = still ? opened?.weights : undefined;
    const fragment = `#${encodeLink(config, schema, { ...locks?.link, weights, start: startsPaused })}`;
    if (isRun()) history.replaceState(history.state, '', `/${location.search}${fragment}`);
    else if (fragment !== location.hash) history.replaceState(history.state, '', fragment);
  }

  /** @returns {Promise<Asked>} */
  async function read() {
    if (location.hash.length <= 1 && !document.documentElement.dataset.view) return { config: schema.firstVisit };
    const { config, problems, extras } = decodeLink(location.hash.slice(1), schema);
    const { weights, start, highlight } = extras;
    // The names of what could have been chosen come with the later words.
    if (problems.bad.some(({ objection }) => objection.choices)) await loadWords().catch(reportError);
    const texts = textsOf(problems);
    startsPaused = start === PAUSED ? start : undefined;
    if (start !== undefined && !startsPaused) texts.push(t('link.start', { start: start.slice(0, LONGEST_TOLD) }));
    /** @type {Asked} */
    let asked = startsPaused ? { config, paused: true } : { config };
    if (weights !== undefined) {
      const { decodeWeights } = await import('./lib/weight-code.js');
      const decoded = decodeWeights(weights, config);
      if ('layers' in decoded) asked = { ...asked, layers: decoded.layers, weights };
      else texts.push(t(`link.weights.${decoded.problem}`, decoded.params));
    }
    if (highlight !== undefined && controlOf(highlight, { config }, schema)) store.set({ highlight });
    else if (highlight !== undefined) texts.push(t('link.highlight', { name: highlight.slice(0, LONGEST_TOLD) }));
    if (extras.lock || extras.hide) texts.push(...(await readLocks(extras)));
    return texts.length > 0 ? { ...asked, problem: texts.join(' ') } : asked;
  }

  /** @param {Asked} asked */
  function tell({ problem }) {
    if (problem) notices.show({ id: 'link', kind: 'warn', text: problem, lasting: true });
  }

  /** @param {import('./link-codec.js').Extras} extras @returns {Promise<string[]>} what is wrong with them, in words */
  async function readLocks(extras) {
    const { readLocks } = await import('./lib/locks.js');
    const { locks, unknown } = readLocks(extras, schema);
    if (locks.locked.size + locks.hidden.size > 0) store.set({ locks });
    return unknown.length > 0 ? [t('link.locks_unknown', { names: list(unknown) })] : [];
  }

  async function onHashChange() {
    // A jump within the page, such as that to its main part: the experiment's address comes back.
    if (isPlace(location.hash)) {
      write();
      return;
    }
    const { locks } = store.get();
    const { lock, hide } = decodeLink(location.hash.slice(1), schema).extras;
    // A link that locks something opens as any visitor would open it: the page starts with it.
    if ((lock ?? '') !== (locks?.link.lock ?? '') || (hide ?? '') !== (locks?.link.hide ?? '')) {
      location.reload();
      return;
    }
    const asked = await read();
    tell(asked);
    // A refusal has been put into words; the address goes back to the experiment that runs.
    if (asked.layers || !same(asked.config, store.get().config)) await open(asked).catch(() => {});
    write();
  }

  const unsubscribe = store.subscribe((changed) => {
    if (changed.has('config') || changed.has('locks')) timer ??= setTimeout(write, WRITE_INTERVAL);
  });
  addEventListener('hashchange', onHashChange);
  return {
    read,
    tell,
    /** Write at once what is still to be written. */
    flush() {
      if (timer !== undefined) clearTimeout(timer);
      if (store.get().layout) write();
    },
    /** What the address asks for is being opened; until that is answered the address stands. @param {Promise<unknown>} answer */
    async settle(answer) {
      awaited = true;
      await answer;
      awaited = false;
      write();
    },
    destroy() {
      clearTimeout(timer);
      unsubscribe();
      removeEventListener('hashchange', onHashChange);
    },
  };
}

/** @param {string} hash @returns {boolean} whether it names a part of the page instead of an experiment */
function isPlace(hash) {
  return hash.length > 1 && document.getElementById(hash.slice(1)) !== null;
}

/** @returns {boolean} whether the address is that of a saved run */
function isRun() {
  return location.pathname.startsWith('/r/');
}

/** What a link said that could not be used, in words. @param {Problems} problems @returns {string[]} */
function textsOf({ unknown, bad, broken, cut, version }) {
  const values = bad.map(({ key, value, objection }) =>
    t('link.bad_value', { key, value, reason: objectionText(objection) }),
  );
  return [
    broken && t('link.broken'),
    cut && !broken && t('link.cut'),
    version !== null && t('link.version', { version }),
    unknown.length > 0 && t('link.unknown', { names: list(unknown) }),
    values.length > 0 && t('link.bad', { names: list(values) }),
  ].filter((text) => text !== false);
}
