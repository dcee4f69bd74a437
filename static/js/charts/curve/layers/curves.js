/**
 * The prediction, and other curves of the same network: before its last change, and at its best step so far.
 *
 * @import { Layout } from '../../../types.js'
 */

import { exactCount, t } from '../../../i18n.js';
import { curveLayer } from '../layer.js';

const [THIN, THICK] = [1.5, 2.5];

export const prediction = curveLayer({
  id: 'prediction',
  reads: ['frame', 'layout'],
  slot: 'top',
  race: 'never',
  curves({ layout, frame }) {
    // Until the first frame of a new layout the old line stays: better than a blink.
    const y = frame && frame.layout === layout?.layout ? frame.sections.prediction : undefined;
    if (!layout || !y) return null;
    return [{ kind: 'fit-prediction', name: () => t('fit.prediction'), y, ...endsOf(layout), color: 'var(--prediction)', size: THICK }];
  },
});

export const ghost = curveLayer({
  id: 'ghost',
  reads: ['ghost', 'layout'],
  slot: 'lines',
  onlyPage: true,
  curves({ ghost: before, layout }) {
    if (!before || !layout) return [];
    return [{ kind: 'fit-ghost', name: () => t('fit.ghost'), y: before.y, ...endsOf(layout), color: 'var(--prediction)', size: THIN }];
  },
});

/** Where early stopping would go back to. */
export const best = curveLayer({
  id: 'best',
  reads: ['frame', 'layout'],
  slot: 'lines',
  race: 'never',
  curves({ layout, frame }) {
    const { best: y, watch } = frame?.sections ?? {};
    if (!layout || !y || !watch || frame?.layout !== layout.layout) return [];
    return [{ kind: 'fit-best', name: () => t('fit.best', { step: exactCount(watch.bestStep) }), y, ...endsOf(layout), color: 'var(--prediction)', size: THIN, dash: [9, 4, 2, 4] }];
  },
});

/** @param {Layout} layout */
function endsOf({ grids: { prediction: { from, to } } }) {
  return { from, to };
}
