/**
 * What has just happened, for those who do not see it: started, paused, one step done, a neuron added, undone. Said
 * politely and one at a time; what changes many times a second is never read out by itself.
 *
 * @import { Layout, NeuronIdentity, State, View } from '../../js/types.js'
 */

import { text } from '../../js/lib/dom.js';
import { lossWords } from '../../js/lib/format.js';
import { exactCount, t } from '../../js/i18n.js';

export default {
  slot: 'panel',
  id: 'news',
  reads: ['layout', 'status', 'frame', 'opening'],
  mount: mountNews,
};

/** The frame that belongs to a pause comes a little later; and several clicks in a row are said as one. */
const PATIENCE = 350;

/** @param {HTMLElement} root a polite live region @returns {View} */
export function mountNews(root) {
  /** @type {Layout | null} */
  let known = null;
  let running = false;
  let step = 0;
  /** @type {Map<string, (state: State) => string>} what is to be said, by its kind: of each the newest */
  const waiting = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {State | null} */
  let latest = null;

  /** @param {string} kind @param {(state: State) => string} words */
  function tell(kind, words) {
    waiting.delete(kind);
    waiting.set(kind, words);
    clearTimeout(timer);
    timer = setTimeout(say, PATIENCE);
  }

  function say() {
    const state = latest;
    if (!state) return;
    const sentences = [...waiting.values()].map((words) => words(state)).filter((words) => words !== '');
    waiting.clear();
    // The same words again would not be read again.
    if (sentences.length > 0) text(root, sentences.join(' ') + (root.textContent?.endsWith('\u00a0') ? '' : '\u00a0'));
  }

  /** @param {Layout} layout */
  function compare(layout) {
    const shape = known ? shapeNews(known, layout) : '';
    const { cause } = layout;
    if (cause === 'undo' || cause === 'redo') tell('state', (state) => t(`news.${cause}`, { what: shape, ...numbersOf(state) }).replace('  ', ' '));
    else if (cause === 'reset') tell('state', (state) => t('news.reset', numbersOf(state)));
    else if (shape) tell('shape', () => shape);
    known = layout;
  }

  return {
    update(state, changed) {
      latest = state;
      const { layout, status, frame, opening } = state;
      if (changed.has('layout') && layout) {
        if (known && !opening) compare(layout);
        known = layout;
        step = frame?.step ?? 0;
      }
      if (changed.has('status')) {
        const runs = status.state === 'running';
        if (runs !== running && !opening && known) {
          if (runs) tell('state', (now) => t('news.running', numbersOf(now)));
          else if (status.state === 'paused') tell('state', (now) => t('news.paused', numbersOf(now)));
        }
        running = runs;
      }
      if (changed.has('frame') && frame && !running && frame.step !== step) {
        if (frame.step === step + 1 && !waiting.has('state')) tell('step', (now) => t('news.step', numbersOf(now)));
      }
      step = frame?.step ?? step;
    },
    destroy() {
      clearTimeout(timer);
    },
  };
}

/** @param {State} state */
function numbersOf({ frame }) {
  return { step: exactCount(frame?.step ?? 0), loss: lossWords(frame?.trainingLoss ?? NaN) };
}

/**
 * What is different about the network's shape, in words; empty where nothing is.
 * @param {Layout} before
 * @param {Layout} after
 * @returns {string}
 */
export function shapeNews(before, after) {
  const layers = after.sizes.length - before.sizes.length;
  if (layers > 0) return t('news.layer_added', { count: after.sizes.length - 2 });
  if (layers < 0) return t('news.layer_removed', { count: after.sizes.length - 2 });
  const [added, removed] = [missingFrom(before, after), missingFrom(after, before)];
  const words = [
    ...added.map(({ name, layer }) => t('news.added', { name, layer: layer + 1 })),
    ...removed.map(({ name, layer }) => t('news.removed', { name, layer: layer + 1 })),
  ];
  return added.length + removed.length > 2 ? t('news.reshaped') : words.join(' ');
}

/** @param {Layout} a @param {Layout} b @returns {NeuronIdentity[]} neurons of b that a does not have */
function missingFrom(a, b) {
  return b.neurons.filter(({ id }) => !a.neurons.some((neuron) => neuron.id === id));
}
