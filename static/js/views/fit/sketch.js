/**
 * A curve of one's own on the fit chart: one being typed as a pale preview, one drawn, and points clicked.
 *
 * @import { State, View, ViewContext } from '../../types.js'
 * @import { Units } from '../../types.js'
 * @import { ChartView } from './chart.js'
 * @import { Ground } from './handles.js'
 *
 * @typedef {ChartView & {prediction?: Float32Array}} Sight
 *
 * @typedef {Object} Surface what a mode works on
 * @property {HTMLElement} area the plot, hearing of pointers
 * @property {HTMLElement} handles over the chart, for what the keyboard can reach
 * @property {SVGGElement} layer in pixels of the chart
 * @property {() => Sight | null} view
 * @property {() => Units} units that places are told in
 * @property {(event: PointerEvent, view: ChartView) => {x: number, y: number}} place of a pointer, inside the plot
 */

import { attr, h, svg } from '../../lib/dom.js';
import { unitsOf } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { createBar } from './sketch/bar.js';
import { createDesk } from './sketch/desk.js';
import { createDraw } from './sketch/draw.js';
import { createPoints } from './sketch/points.js';
import { gridPath, pixelGrid } from './paths.js';

const MODES = { draw: createDraw, points: createPoints };

/**
 * @param {HTMLElement} box
 * @param {ViewContext} context
 * @param {Ground & {view: ChartView | null}} ground
 * @returns {View}
 */
export function mountSketch(box, context, ground) {
  const { store, actions } = context;
  const preview = svg('path', { class: 'sketch-preview', 'clip-path': 'url(#fit-clip)' });
  const layer = svg('g', { 'clip-path': 'url(#fit-clip)' });
  const picture = svg('svg', { class: 'sketch-picture', 'aria-hidden': 'true' }, preview, layer);
  const area = h('div', { class: 'sketch-area', hidden: true });
  const handles = h('div', { class: 'sketch-points' });
  const help = h('p', { id: 'sketch-point-help', hidden: true }, t('sources.point_help'));
  box.append(picture, area, handles, help);
  /** @type {State['view']['sketch']} */
  let mode = null;
  /** @type {{bar: ReturnType<typeof createBar>, desk: ReturnType<typeof createDesk>, work: ReturnType<typeof createDraw>} | null} */
  let open = null;
  /** What had the focus before. @type {Element | null} */
  let opener = null;

  /** @type {Surface} */
  const surface = {
    area,
    handles,
    layer,
    view: () => ground.view && { ...ground.view, prediction: store.get().frame?.sections.prediction },
    units: () => unitsOf(store.get()),
    place({ clientX, clientY }, { plot, x, y }) {
      const { left, top } = box.getBoundingClientRect();
      return {
        x: x.invert(Math.max(plot.left, Math.min(plot.right, clientX - left))),
        y: y.invert(Math.max(plot.top, Math.min(plot.bottom, clientY - top))),
      };
    },
  };

  /** @param {NonNullable<State['view']['sketch']>} wanted */
  function begin(wanted) {
    mode = wanted;
    opener = document.activeElement;
    // What is aimed at must not move away: the axes wait.
    ground.held = true;
    area.hidden = false;
    attr(area, 'data-mode', wanted);
    const desk = createDesk(context, () => open?.work.reload());
    const bar = createBar(box, { mode: wanted, done: leave, cancel, add: () => open?.work.add() });
    open = { desk, bar, work: MODES[wanted](surface, desk, bar.say) };
    document.addEventListener('keydown', onKey);
    box.closest('section')?.scrollIntoView({ block: 'nearest' });
  }

  function end() {
    document.removeEventListener('keydown', onKey);
    const hadFocus = box.contains(document.activeElement);
    open?.work.destroy();
    open?.bar.remove();
    if (hadFocus) giveBack();
    [open, mode, area.hidden] = [null, null, true];
    ground.held = false;
    ground.settle();
  }

  /** The focus must not go with what had it: to where it was before, on a phone, where that is hidden, to the chart. */
  function giveBack() {
    const before = opener instanceof HTMLElement && opener.checkVisibility({ visibilityProperty: true }) ? opener : null;
    (before ?? box.closest('section')?.querySelector('button'))?.focus({ preventScroll: true });
  }

  function leave() {
    actions.choose({ sketch: null });
  }

  function cancel() {
    open?.desk.cancel();
    leave();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (event.target instanceof HTMLElement && event.target.closest('input, select, dialog, [aria-modal]')) return;
    cancel();
  }

  /** @param {State} state */
  function drawPreview({ preview: typed }) {
    const { view } = ground;
    if (!typed || !view) return attr(preview, 'd', '');
    const [from, to] = typed.domain;
    return attr(preview, 'd', gridPath(typed.y, pixelGrid({ ...view, from, to }, typed.y.length)));
  }

  function arrange() {
    const { view } = ground;
    if (!view) return;
    const { left, right, top, bottom } = view.plot;
    attr(picture, 'viewBox', `0 0 ${box.clientWidth} ${box.clientHeight}`);
    Object.assign(area.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
    drawPreview(store.get());
    open?.work.draw();
  }

  return {
    update(state, changed) {
      const { view, layout, config } = state;
      if (changed.has('preview')) drawPreview(state);
      if (changed.has('config')) open?.desk.follow(config);
      if (view.sketch && (view.rows || view.present || layout?.race)) leave();
      else if (view.sketch !== mode) {
        if (mode) end();
        if (view.sketch) begin(view.sketch);
        arrange();
      }
    },
    resize: arrange,
    destroy() {
      if (mode) end();
      for (const element of [picture, area, handles, help]) element.remove();
    },
  };
}
