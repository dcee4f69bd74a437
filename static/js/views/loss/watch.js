/**
 * Early stopping beside the chart: how long it has waited for a better step, and which was the best.
 *
 * @import { State, View } from '../../types.js'
 */

import { attr, h, text } from '../../lib/dom.js';
import { lossText } from '../../lib/format.js';
import { createPace } from '../../lib/pace.js';
import { t } from '../../i18n.js';

const WORDS_EVERY = 200;

/** @param {HTMLElement} before what it stands before @param {() => State} get @returns {View} */
export function mountWatch(before, get) {
  const fill = h('span');
  const bar = h('span', { class: 'watch-bar', 'aria-hidden': 'true' }, fill);
  const words = h('span');
  const what = h('small');
  const element = h('p', { class: 'loss-watch', hidden: true }, words, bar, what);
  before.before(element);
  const pace = createPace(WORDS_EVERY, write);

  function write() {
    const { config, frame, layout } = get();
    const rule = config.training.early_stopping;
    const watch = frame?.sections.watch;
    element.hidden = rule === null || !watch;
    if (rule === null || !watch || !layout) return;
    const { waited, bestStep, bestLoss } = watch;
    text(words, t('loss.waits', { waited, patience: rule.patience }));
    fill.style.width = `${Math.min(100, (100 * waited) / rule.patience).toFixed(1)}%`;
    const validated = layout.data.validation.x.length > 0;
    const best = Number.isNaN(bestStep) ? '' : t('loss.best_watched', { step: bestStep, loss: lossText(bestLoss) });
    text(what, [best, validated ? '' : t('loss.watches_training')].filter(Boolean).join(' '));
    attr(element, 'title', t(validated ? 'loss.watch_help' : 'loss.watch_help_training'));
  }

  return {
    update(_, changed) {
      if (changed.has('layout') || changed.has('config')) pace.now();
      else if (changed.has('frame')) pace.request();
    },
    destroy() {
      pace.stop();
      element.remove();
    },
  };
}
