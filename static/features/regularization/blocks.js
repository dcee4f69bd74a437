/**
 * What each way to hold the network back does to the present one: weights at zero, weights kept small, neurons that sit
 * out, and when to stop; each with its setting.
 *
 * @import { State } from '../../js/types.js'
 *
 * @typedef {{weights: number[], title: string}} Moment what a histogram shows
 * @typedef {{element: HTMLElement, write: (state: State, parameters: Float32Array) => void}} Block
 */

import { reachFor } from '../../js/lib/axes.js';
import { attr, fill, h, text } from '../../js/lib/dom.js';
import { lossWords } from '../../js/lib/format.js';
import { neuronColor } from '../../js/lib/palette.js';
import { sparsityOf, weightsOf } from '../../js/lib/sparsity.js';
import { count, exactCount, t } from '../../js/i18n.js';
import { createHistogram } from './histogram.js';

const MOST_NAMES = 8;

/** @param {string} name @param {...HTMLElement} parts @returns {HTMLElement} */
function section(name, ...parts) {
  const id = `regularization-${name}`;
  return h(
    'section', { class: 'regularization-block', 'aria-labelledby': id, dataset: { block: name } },
    h('h3', { id }, t(`regularization.${name}_title`)),
    h('p', {}, t(`regularization.${name}_text`)),
    ...parts,
  );
}

/** @param {HTMLElement} setting @returns {Block} */
export function createSparsity(setting) {
  const part = h('span');
  const bar = h('span', { class: 'part-bar', 'aria-hidden': 'true' }, part);
  const words = h('p', { class: 'part-words' });
  const out = h('p', { class: 'out-words' });
  const note = h('p', { class: 'cure-note' }, t('regularization.near_zero'));
  return {
    element: section('l1', setting, words, bar, out, note),
    write({ layout }, parameters) {
      if (!layout) return;
      const { zeros, total, out: neurons } = sparsityOf(parameters, layout);
      text(words, t('regularization.zeros', { zeros: count(zeros), total: count(total) }));
      part.style.width = `${((100 * zeros) / Math.max(1, total)).toFixed(1)}%`;
      const names = neurons.slice(0, MOST_NAMES).map(({ id, name }) => h('b', { style: { color: neuronColor(id) } }, name));
      const key = neurons.length === 0 ? 'none_out' : 'some_out';
      const all = layout.neurons.length;
      const more = neurons.length > MOST_NAMES ? '…' : '';
      const listed = names.flatMap((name, i) => (i === 0 ? [name] : [' ', name]));
      fill(out, t(`regularization.${key}`, { out: neurons.length, count: all }), ' ', ...listed, more);
      out.hidden = all === 0;
    },
  };
}

/** @param {HTMLElement} setting @param {() => void} repaint @returns {Block} */
export function createSpread(setting, repaint) {
  const now = createHistogram();
  const pinned = createHistogram();
  /** @type {Moment | null} */
  let kept = null;
  /** @type {Moment} */
  let shown = { weights: [], title: '' };
  const pin = h('button', { type: 'button', on: { click: () => keep(shown) } }, t('regularization.pin'));
  const unpin = h('button', { type: 'button', class: 'quiet', hidden: true, on: { click: () => keep(null) } }, t('regularization.unpin'));
  const figures = h('div', { class: 'histograms' }, now.element, pinned.element);
  pinned.element.hidden = true;

  /** @param {Moment | null} what */
  function keep(what) {
    kept = what;
    pinned.element.hidden = what === null;
    unpin.hidden = what === null;
    repaint();
  }

  return {
    element: section('l2', setting, figures, h('div', { class: 'cure-buttons' }, pin, unpin)),
    write(state, parameters) {
      if (!state.layout) return;
      const weights = weightsOf(parameters, state.layout);
      const reach = reachFor([...weights, ...(kept?.weights ?? [])].reduce((most, weight) => Math.max(most, Math.abs(weight)), 0));
      shown = { weights, title: t('regularization.pinned', { what: settingsOf(state), step: exactCount(state.frame?.step ?? 0) }) };
      now.draw(weights, reach, t('regularization.now'));
      if (kept) pinned.draw(kept.weights, reach, kept.title);
    },
  };
}

/** What holds the present network back, in a few characters. @param {State} state */
function settingsOf({ config: { training } }) {
  const { l1_penalty: l1, l2_penalty: l2, dropout } = training;
  const parts = [l1 > 0 && `L1 ${l1}`, l2 > 0 && `L2 ${l2}`, dropout > 0 && `${t('regularization.dropout')} ${dropout}`];
  return parts.filter(Boolean).join(' · ') || t('regularization.nothing');
}

/** @param {HTMLElement} setting @returns {Block} */
export function createSittingOut(setting) {
  const words = h('p', { class: 'part-words' });
  return {
    element: section('dropout', setting, words),
    write({ config, frame, layout }) {
      const dropped = frame?.sections.dropped;
      const isOn = config.training.dropout > 0 && dropped !== undefined && layout !== null;
      const out = isOn ? dropped.reduce((sum, each) => sum + each, 0) : 0;
      text(words, isOn ? t('regularization.sat_out', { out, count: layout.neurons.length }) : t('regularization.nobody_out'));
    },
  };
}

/** @param {HTMLElement} settings @returns {Block} */
export function createStopping(settings) {
  const words = h('p', { class: 'part-words' });
  const which = h('p', { class: 'cure-note' });
  return {
    element: section('early_stopping', settings, words, which),
    write({ config, frame, layout, status }) {
      const rule = config.training.early_stopping;
      const watch = frame?.sections.watch;
      const hasValidation = layout !== null && layout.data.validation.x.length > 0;
      text(which, t(hasValidation ? 'regularization.watches_validation' : 'regularization.watches_training'));
      attr(words, 'hidden', rule === null || !watch);
      if (rule === null || !watch) return;
      const { waited, bestStep, bestLoss } = watch;
      if (status.state === 'stopped') text(words, t('regularization.has_stopped', { step: exactCount(status.best_step ?? status.step) }));
      else if (Number.isNaN(bestStep)) text(words, t('regularization.not_yet'));
      else text(words, t('regularization.waits', { waited, patience: rule.patience, step: exactCount(bestStep), loss: lossWords(bestLoss) }));
    },
  };
}
