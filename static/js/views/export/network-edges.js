/**
 * A network's weights as vectors: the same ink as the page's, by the same rules.
 *
 * @import { Layout } from '../../types.js'
 * @import { Geometry } from '../network/geometry.js'
 * @import { Edge } from '../network/placing.js'
 */

import { svg, text } from '../../lib/dom.js';
import { signed } from '../../lib/numbers.js';
import { weightOf } from '../../lib/parameters.js';
import { createRanking } from '../../lib/ranking.js';
import { isNearZero, largestWeight } from '../../lib/sparsity.js';
import { crowdOf, opacityOf, strengthOf, widthOf } from '../../lib/strength.js';
import { edgesBetween, placeNumbers } from '../network/placing.js';
import { MOST_EDGES } from '../network/scene.js';
import { MOST_NUMBERS } from '../network/weights.js';

/** As lib/diagram.js paints them. */
const FADED = 0.3;
const INVISIBLE = 1 / 32;
const GAP = 0.6;
/** About how wide a digit is, in heights of the text. */
const DIGIT = 0.62;

/** @param {Layout} layout @param {Geometry} geometry @param {Float32Array} parameters */
export function drawEdges({ sizes, parameters: blocks }, { columns }, parameters) {
  const gaps = blocks.map((block, gap) => ({
    block,
    crowd: crowdOf(sizes[gap], sizes[gap + 1], Math.min(columns[gap].pitch, columns[gap + 1].pitch)),
    largest: largestWeight(parameters, block),
    edges: edgesBetween(columns[gap].boxes, columns[gap + 1].boxes),
  }));
  const ranking = createRanking(blocks.map(({ shape }) => (shape[0] - 1) * shape[1]), MOST_EDGES);
  ranking.measure((gap, edge) => strengthOf(parameters[blocks[gap].offset + edge], gaps[gap].crowd));
  /** @type {SVGPathElement[]} */
  const paths = [];
  ranking.fromWeakest((gap, edge, strength, strongest) => {
    const { block, crowd, largest, edges } = gaps[gap];
    const weight = parameters[block.offset + edge];
    const opacity = opacityOf(strength, strongest, crowd) * (isNearZero(weight, largest) ? FADED : 1);
    if (weight === 0 || opacity < INVISIBLE) return;
    const width = widthOf(strength, crowd);
    const dash = 5 + 1.2 * width;
    paths.push(svg('path', {
      class: `picture-edge ${weight > 0 ? 'positive' : 'negative'}`,
      d: pathOf(edges[edge], crowd.bow),
      'stroke-dasharray': weight > 0 ? null : [dash, dash * GAP].map((length) => length.toFixed(1)).join(' '),
      style: { 'stroke-width': `${width.toFixed(2)}px`, 'stroke-opacity': opacity.toFixed(3) },
    }));
  });
  return svg('g', { class: 'picture-edges' }, ...paths);
}

/**
 * The cubic that leaves and arrives level with both handles halfway, as far as it bows; see lib/raster.js.
 * @param {Edge} edge
 * @param {number} bow from 0, straight, to 1
 */
function pathOf({ x0, y0, x1, y1 }, bow) {
  const middle = (x0 + x1) / 2;
  const level = ((1 - bow) * (y1 - y0)) / 2;
  const [one, other] = [y0 + level, y1 - level];
  const [a, b, c, d, e, f, g] = [x0, y0, middle, one, other, x1, y1].map((value) => value.toFixed(1));
  return `M${a} ${b}C${c} ${d} ${c} ${e} ${f} ${g}`;
}

/** @param {Layout} layout @param {Geometry} geometry @param {Float32Array} parameters @param {number} textSize */
export function drawWeights({ parameters: blocks }, { columns }, parameters, textSize) {
  const total = blocks.reduce((sum, { shape }) => sum + (shape[0] - 1) * shape[1], 0);
  const words = total > MOST_NUMBERS ? [] : blocks.flatMap((block, gap) => {
    const edges = edgesBetween(columns[gap].boxes, columns[gap + 1].boxes);
    return placeNumbers(edges, { width: textSize * 3, height: textSize * 1.3 }).flatMap((point, i) => {
      if (!point) return [];
      const number = svg('text', { x: point.x, y: point.y + textSize * 0.33 });
      text(number, signed(weightOf(parameters, block, edges[i].from, edges[i].to)));
      return [groundOf(point, (number.textContent?.length ?? 0) * textSize * DIGIT + 4, textSize * 1.2), number];
    });
  });
  return svg('g', { class: 'picture-weights' }, ...words);
}

/** So that no edge runs through a number. @param {import('../network/placing.js').Point} center @param {number} width @param {number} height */
function groundOf({ x, y }, width, height) {
  return svg('rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 4 });
}
