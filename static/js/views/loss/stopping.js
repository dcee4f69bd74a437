/**
 * Early stopping in the chart's legend: how long it has waited for a better step, and where it went back to.
 *
 * @import { State, View } from '../../types.js'
 */

import { attr, h, text } from '../../lib/dom.js';
import { createThrottle } from '../../lib/throttle.js';
import { touches } from '../../lib/touches.js';
import { exactCount, t } from '../../i18n.js';

const WORDS_EVERY = 200;

/** @param {HTMLElement} legend @param {() => State} get @param {AbortSignal} signal ends it @returns {View} */
export function mountWatch(legend, get, signal) {
  const part = h('span');
  const words = h('span', { class: 'value' });
  const bar = h('span', { class: 'watch-bar', 'aria-hidden': 'true' }, part);
  const what = h('span');
  const element = h('span', { class: 'legend-item loss-watch', hidden: true }, words, bar, what);
  legend.append(element);
  const pace = createThrottle(WORDS_EVERY, write, signal);

  function write() {
    const { config, frame, layout, status } = get();
    const rule = config.training.early_stopping;
    const watch = frame?.sections.watch;
    const { stopping } = status;
    element.hidden = rule === null || !(watch || stopping);
    if (rule === null || !layout) return;
    bar.hidden = Boolean(stopping);
    if (stopping) {
      const [last, best] = [stopping.last, stopping.best].map(({ step }) => exactCount(step));
      text(words, t('loss.went_back', { last, best }));
    }
    if (stopping || !watch) return describe(layout);
    const { waited } = watch;
    text(words, t('loss.waits', { waited, patience: rule.patience }));
    part.style.width = `${Math.min(100, (100 * waited) / rule.patience).toFixed(1)}%`;
    describe(layout);
  }

  /** What it watches. @param {NonNullable<State['layout']>} layout */
  function describe(layout) {
    const validated = layout.data.validation.x.length > 0;
    what.hidden = validated;
    text(what, validated ? '' : t('loss.watches_training'));
    attr(element, 'title', t(validated ? 'loss.watch_help' : 'loss.watch_help_training'));
  }

  return {
    update(_, changed) {
      if (touches(changed, ['layout', 'config', 'status'])) pace.now();
      else if (touches(changed, ['frame'])) pace.request();
    },
    destroy() {},
  };
}
