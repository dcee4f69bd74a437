/**
 * The frame that plots are drawn in, loaded when there is one to draw. It is of this origin, under a policy of its own;
 * the two talk by messages.
 *
 * @import { Cell, PlotMessage } from '../../plot/main.js'
 * @import { Drawing } from '../../plot/figures.js'
 */

import { attr, h } from '../../lib/dom.js';

/**
 * @param {Object} options
 * @param {string} options.title of the frame, for screen readers
 * @param {(surfaces: boolean) => void} options.ready
 * @param {(cell: Cell | null) => void} options.pointed
 * @param {(cell: Cell) => void} options.clicked
 */
export function createPlotFrame({ title, ready, pointed, clicked }) {
  const element = h('iframe', { title, class: 'landscape-frame', src: '/plot' });
  let isReady = false;
  /** @type {Drawing | null} */
  let waiting = null;

  /** @param {MessageEvent<PlotMessage>} event */
  function onMessage({ origin, source, data }) {
    if (origin !== location.origin || source !== element.contentWindow) return;
    if (data.type === 'ready') begin(data.surfaces);
    if (data.type === 'drawn') attr(element, 'data-drawn', Number(element.dataset.drawn ?? 0) + 1);
    if (data.type === 'pointed') pointed(data.cell);
    if (data.type === 'clicked') clicked(data.cell);
  }

  /** @param {boolean} surfaces */
  function begin(surfaces) {
    isReady = true;
    ready(surfaces);
    if (waiting) draw(waiting);
  }

  /** @param {Drawing} drawing */
  function draw(drawing) {
    waiting = drawing;
    if (isReady) element.contentWindow?.postMessage({ type: 'draw', drawing }, location.origin);
  }

  window.addEventListener('message', onMessage);
  return {
    element,
    draw,
    destroy() {
      window.removeEventListener('message', onMessage);
      element.remove();
    },
  };
}
