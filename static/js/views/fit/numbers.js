/**
 * The numbers of the pieces of the curve to find: above the middle of each, or where handles, knots and names leave room.
 *
 * @import { Layout } from '../../types.js'
 * @import { Box } from '../../lib/raster.js'
 * @import { ChartView } from './chart.js'
 * @import { DrawnCurve } from '../../lib/label-places.js'
 */

import { attr, svg, text } from '../../lib/dom.js';
import { bestPlace, overlap } from '../../lib/label-places.js';
import { createPace } from '../../lib/pace.js';
import { pixelGrid } from './paths.js';

const MOST_PIECES = 12;
const LOOK_EVERY = 400;
/** Where along its piece a number may stand, the middle first. */
const ALONG = [0.5, 0.35, 0.65, 0.2, 0.8];
/** How far above or below the curve its baseline is, in heights of the text, and the box of a digit. */
const OFF = [-1.4, 2.2];
const [WIDTH, HEIGHT] = [1.2, 1.3];

/**
 * @param {SVGGElement} group
 * @param {Map<string, Box[]>} occupied what is drawn where, by what draws it; the numbers are told there, too
 */
export function createNumbers(group, occupied) {
  /** @type {{label: SVGTextElement, boxes: Box[], place: number}[]} */
  let numbers = [];
  /** @type {DrawnCurve[]} */
  let curves = [];
  const look = createPace(LOOK_EVERY, giveWay);

  /** Only what is covered moves: numbers that wander are not read. */
  function giveWay() {
    const boxes = [...occupied].flatMap(([name, drawn]) => (name === 'numbers' ? [] : drawn));
    for (const number of numbers) {
      if (boxes.some((box) => overlap(box, number.boxes[number.place]))) number.place = bestPlace(number.boxes, { curves, boxes }, number.place);
      const { x, y, width, height } = number.boxes[number.place];
      attr(number.label, 'x', (x + width / 2).toFixed(1));
      attr(number.label, 'y', (y + height / WIDTH / HEIGHT).toFixed(1));
    }
    occupied.set('numbers', numbers.map(({ boxes: own, place }) => own[place]));
  }

  return {
    /** @param {Layout} layout @param {ChartView} view @param {number} textSize @param {(x: number) => number} yAt where the curve is drawn */
    arrange(layout, view, textSize, yAt) {
      const heights = layout.target.y ?? [];
      curves = heights.length > 0 ? [{ values: heights, ...pixelGrid(view, heights.length) }] : [];
      numbers = piecesOf(layout).map((piece, i) => {
        const label = numbers[i]?.label ?? svg('text');
        text(label, String(i + 1));
        return { label, boxes: boxesOf(piece, yAt, view, textSize), place: 0 };
      });
      group.replaceChildren(...numbers.map(({ label }) => label));
      giveWay();
    },
    look: look.request,
    destroy: look.stop,
  };
}

/** @param {[number, number]} piece @param {(x: number) => number} yAt @param {ChartView} view @param {number} textSize @returns {Box[]} */
function boxesOf([start, end], yAt, { plot, x }, textSize) {
  const size = { width: WIDTH * textSize, height: HEIGHT * textSize };
  const boxes = ALONG.flatMap((part) => OFF.map((off) => {
    const at = start + part * (end - start);
    return { x: x(at) - size.width / 2, y: yAt(at) + (off - 1) * textSize, ...size };
  }));
  const inside = boxes.filter(({ y }) => y >= plot.top - 0.4 * textSize && y + size.height <= plot.bottom);
  return inside.length > 0 ? inside : boxes;
}

/** Beyond the domain there is nothing to find. @param {Layout} layout @returns {[number, number][]} */
function piecesOf({ config, target, grids }) {
  const [low, high] = config.data.domain;
  const [from, to] = [Math.max(grids.prediction.from, low), Math.min(grids.prediction.to, high)];
  const inner = target.knots.map(([x]) => x).filter((x) => x > from && x < to);
  if (!target.y || inner.length === 0 || inner.length + 1 > MOST_PIECES) return [];
  const ends = [from, ...inner, to];
  return inner.concat(to).map((end, i) => [ends[i], end]);
}
