/**
 * What the prediction is made of, drawn on the chart: contributions, knots, pieces, the gap, and what the pointer is on.
 * Loaded when the curve already moves.
 *
 * @import { Actions, Layout, State } from '../../types.js'
 * @import { ChartView } from './chart.js'
 */

import { createBest } from './best.js';
import { createContributions } from './contributions.js';
import { createGap } from './gap.js';
import { createKnots } from './knots.js';
import { createPieces } from './pieces.js';
import { watchPointer } from './pointing.js';

/**
 * @param {ReturnType<typeof import('./parts.js').createParts>} parts
 * @param {{actions: Actions, get: () => State, view: () => ChartView | null}} context
 */
export function createMakeup(parts, context) {
  const gap = createGap(parts.gap);
  const best = createBest(parts.best);
  const contributions = createContributions(parts.curves, parts.labels);
  const pieces = createPieces(parts.box, parts.pieces, context);
  const knots = createKnots(parts.knots);
  const forget = watchPointer(parts.box, context);
  return {
    /** @param {Layout} layout @param {ChartView} view */
    arrange(layout, view) {
      gap.arrange(layout, view);
      pieces.arrange(view);
    },
    /** @param {State} state @param {ChartView} view */
    draw(state, view) {
      for (const layer of [gap, best, contributions, pieces, knots]) layer.draw(state, view);
    },
    destroy() {
      forget();
      contributions.destroy();
      pieces.destroy();
    },
  };
}
