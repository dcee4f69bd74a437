/**
 * A handle on a graph, with the letter of the number it changes: a slider to the keyboard and to a screen reader.
 *
 * @import { Plot, Point } from '../../js/lib/plot.js'
 * @import { Range } from '../../js/lib/axes.js'
 */

import { attr, h } from '../../js/lib/dom.js';
import { onKeys } from '../../js/lib/slider-keys.js';

/** How near a handle's middle may come to the edge of the picture, in pixels. */
const MARGIN = 11;

/**
 * @param {Plot} plot
 * @param {Object} options
 * @param {string} options.letter
 * @param {'horizontal' | 'vertical'} options.orientation
 * @param {Range} options.range of its value
 * @param {(point: Point) => void} options.drag where it is dragged to, in the graph's own numbers
 * @param {(steps: number) => void} options.step
 * @param {() => void} [options.released]
 */
export function createHandle(plot, { letter, orientation, range, drag, step, released }) {
  const element = h('div', {
    class: 'plot-handle', role: 'slider', tabindex: 0,
    'aria-orientation': orientation, 'aria-valuemin': range[0], 'aria-valuemax': range[1],
    on: { pointerdown: grab, pointermove: move, lostpointercapture: release, keydown: onKeys(step) },
  }, h('span', { 'aria-hidden': 'true' }, letter));
  plot.element.append(element);

  /** @type {[number, number]} its middle, in pixels */
  let place = [0, 0];
  /** @type {[number, number] | null} from the pointer to its middle while it is held: it must not jump when grabbed */
  let held = null;

  /** @param {PointerEvent} event */
  function grab(event) {
    if (event.button !== 0) return;
    held = [place[0] - event.clientX, place[1] - event.clientY];
    element.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (held) drag([plot.x.invert(event.clientX + held[0]), plot.y.invert(event.clientY + held[1])]);
  }

  function release() {
    held = null;
    released?.();
  }

  return {
    /** Whether a pointer holds it. */
    get held() {
      return held !== null;
    },
    /**
     * @param {Point | null} point null: there is nothing to hold
     * @param {{label: string, value: number, words: string, away?: number}} description away: pixels kept between it
     *   and the point, to the right or to the left
     */
    show(point, { label, value, words, away = 0 }) {
      element.hidden = point === null;
      if (!point) return;
      const { clientWidth: width, clientHeight: height } = plot.element;
      place = [inside(plot.x(point[0]) + away, width), inside(plot.y(point[1]), height)];
      element.style.transform = `translate(${place[0].toFixed(1)}px, ${place[1].toFixed(1)}px)`;
      attr(element, 'aria-label', label);
      attr(element, 'aria-valuenow', value);
      attr(element, 'aria-valuetext', words);
    },
  };
}

/** @param {number} at @param {number} size @returns {number} */
function inside(at, size) {
  return Math.max(MARGIN, Math.min(size - MARGIN, at));
}
