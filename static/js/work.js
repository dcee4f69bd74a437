/**
 * What somebody has built stays on the device: settings and weights, now and then and when the page goes, to be offered
 * when they come back. What was only watched is not kept, and a link opens what it says without a word of this.
 *
 * @import { Notices } from './notices.js'
 * @import { Schema } from './schema.js'
 * @import { Config, State, View, ViewContext } from './types.js'
 *
 * @typedef {{time: number, experiment: string, config: Config, weights: string, step: number}} Work
 */

import { count, firstOf, t } from './i18n.js';
import { currentParameters } from './lib/parameters.js';
import { configOf } from './lib/result.js';
import { decodeWeights, encodeWeights } from './lib/weight-code.js';
import { encodeConfig } from './link-codec.js';

const KEY = 'piecewise.work';
const SAVE_EVERY = 4000;
/** Of what is kept, in characters: the largest networks take more and are not worth the storage of a whole site. */
const LARGEST = 500_000;
const KEPT_FOR = 30 * 24 * 3600 * 1000;
const LONGEST_NAME = 40;

/** @param {ViewContext & {schema: Schema, notices: Notices, arrival: string}} context `arrival`: path and fragment as the page was opened @returns {View} */
export function mountWork({ store, actions, schema, notices, arrival }) {
  /** Addresses of the page as it begins. */
  const nothingAsked = ['/', '/#', ...[schema.firstVisit, schema.defaults].map((config) => `/#${encodeConfig(config, schema)}`)];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Whether something was built here, so that this is what is kept from now on. */
  let begun = false;

  function save() {
    clearTimeout(timer);
    timer = undefined;
    const work = begun ? workIn(store.get()) : null;
    if (work) keep(work);
  }

  function onHidden() {
    if (document.hidden) save();
  }

  /** @param {Work} work */
  async function goOn({ config, weights }) {
    notices.dismiss('work');
    const decoded = decodeWeights(weights, config);
    if ('layers' in decoded && (await actions.begin(config, decoded.layers))) begun = true;
  }

  function offer() {
    const work = kept();
    // A link that says something opens that, unless it is the one that the work had.
    if (!work || ![...nothingAsked, work.experiment].includes(arrival) || store.get().status.undo > 0) return;
    const text = t('work.offer', { what: nameOf(work.config), step: count(work.step) });
    notices.show({ id: 'work', kind: 'info', text, lasting: true, actions: [{ label: t('work.go_on'), run: () => void goOn(work).catch(reportError) }] });
  }

  addEventListener('pagehide', save);
  document.addEventListener('visibilitychange', onHidden);
  offer();
  return {
    update({ status, layout, messages }, changed) {
      if (changed.has('status') && status.undo > 0 && !layout?.race) begun = true;
      // Who builds something else has chosen.
      if (begun && messages.some(({ id }) => id === 'work')) notices.dismiss('work');
      if (begun && changed.has('frame')) timer ??= setTimeout(save, SAVE_EVERY);
    },
    destroy() {
      clearTimeout(timer);
      removeEventListener('pagehide', save);
      document.removeEventListener('visibilitychange', onHidden);
    },
  };
}

/** @param {State} state @returns {Work | null} */
function workIn(state) {
  const { frame, layout } = state;
  const parameters = layout?.race ? null : currentParameters(state);
  if (!frame || !parameters?.every(Number.isFinite)) return null;
  const experiment = location.pathname + location.hash;
  return { time: Date.now(), experiment, config: configOf(state), weights: encodeWeights(parameters), step: frame.step };
}

/** @param {Work} work */
function keep(work) {
  const text = JSON.stringify(work);
  try {
    if (text.length <= LARGEST) localStorage.setItem(KEY, text);
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage, or with a full one, nothing is kept.
  }
}

/** @returns {Work | null} */
function kept() {
  try {
    const work = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    const isWork = typeof work?.weights === 'string' && typeof work.config?.network === 'object' && Number.isFinite(work.step);
    return isWork && Date.now() - work.time < KEPT_FOR ? work : null;
  } catch {
    return null;
  }
}

/** @param {Config} config @returns {string} its curve and its hidden layers */
function nameOf({ data: { source }, network: { hidden } }) {
  const curve =
    source.kind === 'target' ? firstOf([`targets.${source.name}`], String(source.name))
    : source.kind === 'expression' ? String(source.expression).slice(0, LONGEST_NAME)
    : t('work.points');
  return t('work.what', { curve, hidden: hidden.join('-') || '0' });
}
