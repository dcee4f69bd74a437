/**
 * The prediction at the best step so far, which early stopping would go back to, beside the present one.
 *
 * @import { State } from '../../types.js'
 * @import { ChartView } from './chart.js'
 */

import { attr } from '../../lib/dom.js';
import { gridPath, pixelGrid } from './paths.js';

/** @param {SVGPathElement} path */
export function createBest(path) {
  return {
    /** @param {State} state @param {ChartView} view */
    draw({ layout, frame }, view) {
      const best = frame && frame.layout === layout?.layout ? frame.sections.best : undefined;
      attr(path, 'd', best ? gridPath(best, pixelGrid(view, best.length)) : '');
    },
  };
}
