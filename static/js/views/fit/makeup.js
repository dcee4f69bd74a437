/**
 * What the prediction is made of, drawn on the chart: contributions, knots, pieces, the gap; and what the pointer reads.
 * Loaded when the curve already moves.
 *
 * @import { Actions, Layout, State } from '../../types.js'
 * @import { ChartView } from './chart.js'
 */

import { unitsOf } from '../../lib/units.js';
import { createBest } from './best.js';
import { createContributions } from './contributions.js';
import { createGap } from './gap.js';
import { createKnots } from './knots.js';
import { createPieces } from './pieces.js';
import { watchPointer } from './pointing.js';
import { createProbe } from './probe.js';

/**
 * @param {ReturnType<typeof import('./parts.js').createParts>} parts
 * @param {{actions: Actions, get: () => State, view: () => ChartView | null, redraw: () => void}} context
 */
export function createMakeup(parts, context) {
  const gap = createGap(parts.gap);
  const best = createBest(parts.best);
  const contributions = createContributions(parts.curves, parts.labels, parts.occupied);
  const pieces = createPieces(parts.box, parts.pieces, context);
  const knots = createKnots(parts.knots, parts.occupied);
  const probe = createProbe(parts.box, parts.hair, context.redraw);
  const forget = watchPointer(parts.box, context);
  return {
    /** @param {Layout} layout @param {ChartView} view */
    arrange(layout, view) {
      gap.arrange(layout, view);
      pieces.arrange(view);
      probe.arrange(view.from, view.to, view.plot, view.x, view.y, unitsOf(layout));
    },
    /** @param {State} state @param {ChartView} view */
    draw(state, view) {
      // In a race the runs' own curves are what is compared.
      if (!state.layout?.race) for (const layer of [gap, best, contributions, pieces, knots]) layer.draw(state, view);
      probe.draw(state);
    },
    destroy() {
      forget();
      contributions.destroy();
      pieces.destroy();
    },
  };
}
