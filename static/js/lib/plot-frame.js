/**
 * The frame that plots are drawn in, loaded when there is one to draw. It is of this origin, under a policy of its own;
 * the two talk by messages.
 *
 * @import { Drawing, PlotMessage } from '../plot/main.js'
 * @import { PlotTheme } from '../plot/maps.js'
 *
 * @typedef {{[Type in PlotMessage['type']]?: (message: Extract<PlotMessage, {type: Type}>) => void}} Listeners
 */

import { attr, h } from './dom.js';
import { resolveColors } from './palette.js';

/** @param {{title: string, class: string}} attributes `title`: the frame's name for screen readers @param {Listeners} listeners */
export function createPlotFrame(attributes, listeners) {
  const element = h('iframe', { ...attributes, src: '/plot' });
  let isReady = false;
  /** @type {Drawing | null} */
  let waiting = null;

  /** @param {MessageEvent<PlotMessage>} event */
  function onMessage({ origin, source, data }) {
    if (origin !== location.origin || source !== element.contentWindow) return;
    if (data.type === 'ready') isReady = true;
    if (data.type === 'drawn') attr(element, 'data-drawn', Number(element.dataset.drawn ?? 0) + 1);
    listeners[data.type]?.(/** @type {any} */ (data));
    if (data.type === 'ready' && waiting) draw(waiting);
  }

  /** @param {Drawing} drawing */
  function draw(drawing) {
    waiting = drawing;
    if (isReady) post({ type: 'draw', drawing });
  }

  /** @param {import('../plot/main.js').PlotWish} wish */
  function post(wish) {
    element.contentWindow?.postMessage(wish, location.origin);
  }

  window.addEventListener('message', onMessage);
  return {
    element,
    draw,
    /** The drawing as a file; it comes as a message. @param {'png' | 'svg'} format */
    save: (format) => post({ type: 'image', format }),
    destroy() {
      window.removeEventListener('message', onMessage);
      element.remove();
    },
  };
}

/** The page's look, which the frame does not have. @param {HTMLElement} element whose font it is @returns {PlotTheme} */
export function plotTheme(element) {
  const [ink, soft, line, panel] = resolveColors(['var(--ink)', 'var(--soft)', 'var(--line)', 'var(--panel)']);
  return { ink, soft, line, panel, font: getComputedStyle(element).fontFamily, size: 12 };
}
