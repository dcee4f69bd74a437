/**
 * A curve of one's own on the fit chart: one being typed as a pale preview, one drawn, and points clicked.
 *
 * @import { State, ViewContext } from '../../types.js'
 * @import { Page, Part } from './layer.js'
 * @import { Surface } from './sketch/desk.js'
 */

import { attr, h, svg, text } from '../../lib/dom.js';
import { unitsOf } from '../../lib/units.js';
import { t } from '../../i18n.js';
import { createDesk } from './sketch/desk.js';
import { createDraw } from './sketch/draw.js';
import { createPoints } from './sketch/points.js';
import { gridPath, pixelGrid } from './paths.js';

const MODES = { draw: createDraw, points: createPoints };

/** @param {ViewContext} context @param {Page} page @returns {Part} */
export function mountSketch(context, page) {
  const { box, actions, get, signal } = page;
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
    view: () => page.view && { ...page.view, prediction: get().frame?.sections.prediction },
    units: () => unitsOf(get()),
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
    page.held = true;
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
    page.held = false;
    page.settle();
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
    const { view } = page;
    if (!typed || !view) return attr(preview, 'd', '');
    const [from, to] = typed.domain;
    return attr(preview, 'd', gridPath(typed.y, pixelGrid({ ...view, from, to }, typed.y.length)));
  }

  function arrange() {
    const { view } = page;
    if (!view) return;
    const { left, right, top, bottom } = view.plot;
    attr(picture, 'viewBox', `0 0 ${box.clientWidth} ${box.clientHeight}`);
    Object.assign(area.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
    drawPreview(get());
    open?.work.draw();
  }

  signal.addEventListener('abort', () => mode && end());

  return {
    reads: ['preview', 'config', 'view', 'layout'],
    update(state) {
      const { view, layout } = state;
      drawPreview(state);
      open?.desk.follow(state.config);
      if (view.sketch && (view.rows || view.present || layout?.race)) leave();
      else if (view.sketch !== mode) {
        if (mode) end();
        if (view.sketch) begin(view.sketch);
        arrange();
      }
    },
    resize: arrange,
  };
}

/**
 * Above the chart while a curve is made on it: what to do, and the way out.
 * @param {HTMLElement} box the chart
 * @param {{mode: 'draw' | 'points', done: () => void, cancel: () => void, add: () => void}} options
 */
function createBar(box, { mode, done, cancel, add }) {
  const hint = h('p', { class: 'sketch-hint', role: 'status' });
  const button = (/** @type {string} */ key, /** @type {() => void} */ click, /** @type {string} */ rank = '') =>
    h('button', { type: 'button', class: rank, on: { click } }, t(`sources.${key}`));
  const finish = button('done', done, 'primary');
  const buttons = [...(mode === 'points' ? [button('add_point', add)] : []), button('cancel', cancel), finish];
  const bar = h('div', { class: 'sketch-bar', role: 'group', 'aria-label': t(`sources.${mode}_mode`) }, hint, ...buttons);
  const before = document.activeElement;
  box.before(bar);
  finish.focus({ preventScroll: true });
  return {
    /** @param {string} key @param {Record<string, string | number>} [params] */
    say: (key, params) => text(hint, t(`sources.${key}`, params)),
    /** The focus goes back to where it came from. */
    remove() {
      const hadFocus = bar.contains(document.activeElement);
      bar.remove();
      if (hadFocus && before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
  };
}
