/**
 * The weights in numbers, on their edges, while there are few enough to read; each can be pressed to be changed.
 *
 * @import { Highlight } from '../../lib/diagram.js'
 * @import { Layout } from '../../types.js'
 * @import { Geometry } from './geometry.js'
 *
 * @typedef {{element: HTMLElement, number: HTMLElement, gap: number, from: number, to: number}} WeightNumber
 */

import { h, text } from '../../lib/dom.js';
import { signed } from '../../lib/numbers.js';
import { weightOf } from '../../lib/parameters.js';
import { isNearZero, largestWeight } from '../../lib/sparsity.js';
import { edgesBetween, placeNumbers } from './placing.js';

/** With more edges their numbers would stand in one another's way. */
export const MOST_NUMBERS = 24;

/** @param {HTMLElement} container */
export function createWeights(container) {
  /** @type {WeightNumber[]} */
  let numbers = [];

  return {
    /** @param {Layout} layout @param {Geometry} geometry @param {number} textSize */
    arrange(layout, geometry, textSize) {
      const edges = layout.parameters.reduce((sum, { shape }) => sum + (shape[0] - 1) * shape[1], 0);
      numbers = edges > MOST_NUMBERS ? [] : layout.parameters.flatMap((_, gap) => numbersOf(geometry, gap, textSize));
      container.replaceChildren(...numbers.map(({ element }) => element));
    },
    /** @param {Layout} layout @param {Float32Array} parameters */
    write(layout, parameters) {
      const largest = layout.parameters.map((block) => largestWeight(parameters, block));
      for (const { element, number, gap, from, to } of numbers) {
        const weight = weightOf(parameters, layout.parameters[gap], from, to);
        text(number, signed(weight));
        element.classList.toggle('zero', isNearZero(weight, largest[gap]));
      }
    },
    /** @param {Highlight} highlight */
    mark(highlight) {
      for (const { element, gap, from, to } of numbers) {
        const { column, index } = highlight ?? { column: -1, index: -1 };
        element.classList.toggle('lit', (column === gap && index === from) || (column === gap + 1 && index === to));
      }
    },
  };
}

/** @param {Geometry} geometry @param {number} gap @param {number} textSize @returns {WeightNumber[]} */
function numbersOf({ columns }, gap, textSize) {
  const edges = edgesBetween(columns[gap].boxes, columns[gap + 1].boxes);
  const points = placeNumbers(edges, { width: textSize * 3, height: textSize * 1.3 });
  return edges.flatMap(({ from, to }, i) => {
    const point = points[i];
    if (!point) return [];
    const number = h('span');
    const element = h('button', {
      type: 'button', class: 'weight', tabindex: -1,
      style: { left: `${point.x}px`, top: `${point.y}px` },
      dataset: { layer: String(gap), from: String(from), to: String(to) },
    }, number);
    return [{ element, number, gap, from, to }];
  });
}
