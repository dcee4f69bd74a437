/**
 * What an overlay of the chart is, and how any of them is drawn.
 *
 * @import { Actions, Layout, State, View } from '../../types.js'
 * @import { Box } from '../../lib/raster.js'
 * @import { LegendItem } from '../../lib/picture.js'
 * @import { Slot } from './background.js'
 * @import { ChartView } from './view.js'
 *
 * @typedef {Object} Series a curve or points, in the network's own units
 * @property {string} kind the class of its path
 * @property {() => string} name
 * @property {ArrayLike<number>} y on an even grid, where there is no `x`
 * @property {number[]} [x] of points
 * @property {number} from
 * @property {number} to
 * @property {string} color that may hold variables
 * @property {number} size in Plotly: a line's width or a point's diameter
 * @property {number[]} [dash]
 * @property {string} [symbol] of points, as Plotly names it
 * @property {string} [state] further classes of its path
 *
 * @typedef {Object} Place where a layer draws
 * @property {SVGGElement} group its own, in its slot
 * @property {SVGGElement} labels above everything
 * @property {Map<string, Box[]>} occupied what labels make room for, by what draws it
 * @property {Page} [page] on the page, not in a picture
 * @property {AbortSignal} [signal] ends it
 *
 * @typedef {Object} Page the chart on the page
 * @property {HTMLElement} box over which elements may be laid
 * @property {Actions} actions
 * @property {() => State} get
 * @property {ChartView | null} view null before it was drawn
 * @property {boolean} held whether something is being dragged: meanwhile the axes must stand still
 * @property {() => void} settle the axes may move again
 * @property {Map<string, Box[]>} occupied
 * @property {AbortSignal} signal ends it
 *
 * @typedef {Object} Drawn
 * @property {(layout: Layout, view: ChartView) => void} [arrange] called before `draw` where layout or view are others
 * @property {(state: State, view: ChartView) => void} draw
 *
 * @typedef {{reads: (keyof State)[], update: (state: State) => void, resize?: () => void}} Part of the page, what it reads told
 *
 * @typedef {Object} Layer
 * @property {string} id
 * @property {(keyof State)[]} reads what of the state it is drawn from
 * @property {Slot} slot
 * @property {string} [className] of its group
 * @property {'only' | 'never'} [race] whether it is drawn where runs are compared; otherwise always
 * @property {boolean} [onlyPage] whether pictures leave it out
 * @property {(place: Place) => Drawn} create
 * @property {(state: State, view: ChartView) => SVGElement} [print] in a picture in place of `create`
 * @property {(state: State) => Series[]} [series] for Plotly
 * @property {(state: State) => LegendItem[]} [legend] of a picture
 */

import { attr, svg } from '../../lib/dom.js';
import { touches } from '../../lib/touches.js';
import { gridPath, pixelGrid } from './paths.js';

/** What of a legend's line is drawn. */
export const LINE = 'M1 5h24';

/** @param {Layer} layer @param {Layout | null} layout @returns {boolean} */
export function isDrawn({ race }, layout) {
  return race === undefined || (race === 'only') === Boolean(layout?.race);
}

/**
 * A view from a part that says what of the state it reads: it hears of nothing else.
 * @param {Part} part
 * @returns {View}
 */
export function watching({ reads, update, resize }) {
  return {
    update(state, changed) {
      if (touches(changed, reads)) update(state);
    },
    resize,
    destroy() {},
  };
}

/** @param {Layer[]} layers @param {State} state @returns {Series[]} */
export function seriesOf(layers, state) {
  return layers.filter((layer) => isDrawn(layer, state.layout)).flatMap(({ series, onlyPage }) => (onlyPage ? [] : (series?.(state) ?? [])));
}

/** @param {Layer[]} layers @param {State} state @returns {LegendItem[]} */
export function legendOf(layers, state) {
  return layers.filter((layer) => isDrawn(layer, state.layout)).flatMap(({ legend, onlyPage }) => (onlyPage ? [] : (legend?.(state) ?? [])));
}

/**
 * An entry of a picture's legend.
 * @param {string} kind
 * @param {string} label
 * @param {string} [d]
 * @param {Record<string, unknown>} [more]
 * @returns {LegendItem}
 */
export function legendItem(kind, label, d = LINE, more = {}) {
  return { label, swatch: svg('g', { class: 'swatch' }, svg('path', { class: kind, d, ...more })) };
}

/**
 * A layer of plain curves: drawn on the page, in pictures and by Plotly, and named in legends, from what they are.
 * @param {Omit<Layer, 'create' | 'series' | 'legend'> & {
 *   curves: (state: State) => Series[] | null, colored?: boolean, dimmed?: (state: State) => boolean}} declaration
 *   `curves` may be null: what was drawn stays; `colored`: whether their colors are their own, not those of their class
 * @returns {Layer}
 */
export function curveLayer({ curves, colored = false, dimmed = () => false, ...layer }) {
  const inkOf = (/** @type {Series} */ { color, dash = [] }) => ({ 'stroke-dasharray': dash.join(' ') || null, style: /** @type {Record<string, string>} */ (colored ? { stroke: color } : {}) });

  /** @param {Place} place @returns {Drawn} */
  function create({ group }) {
    /** @type {SVGPathElement[]} */
    let paths = [];

    /** @param {Series[]} found */
    function supply(found) {
      paths = found.map((curve) => svg('path', inkOf(curve)));
      group.replaceChildren(...paths);
    }

    return {
      draw(state, view) {
        const found = curves(state);
        if (!found) return;
        if (found.length !== paths.length) supply(found);
        group.classList.toggle('dimmed', dimmed(state));
        found.forEach(({ kind, state: more, y, from, to }, i) => {
          attr(paths[i], 'class', more ? `${kind} ${more}` : kind);
          attr(paths[i], 'd', gridPath(y, pixelGrid({ x: view.x, y: view.y, from, to }, y.length)));
        });
      },
    };
  }

  return {
    ...layer,
    create,
    series: (state) => curves(state) ?? [],
    legend: (state) => (curves(state) ?? []).map((curve) => legendItem(curve.kind, curve.name(), LINE, inkOf(curve))),
  };
}
