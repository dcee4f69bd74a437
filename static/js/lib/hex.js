/** Colors and dashes as other programs read them. */

import { resolveColors, watchTheme } from './palette.js';

/**
 * Colors in the one notation that every program reads. The browser does the reading, by painting a pixel.
 * @returns {(color: string) => string} from any opaque CSS color without variables to #rrggbb; `none` and the like stay
 */
export function createHexReader() {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('Expected a 2d context, but got none');
  /** @type {Map<string, string>} */
  const known = new Map();
  return (color) => {
    const found = known.get(color);
    if (found !== undefined) return found;
    let read = color;
    if (color.includes('(')) {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
      read = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    }
    known.set(color, read);
    return read;
  };
}

/** Colors that may hold variables, as they are until the theme changes. @type {Map<string, string>} */
const resolved = new Map();
/** @type {ReturnType<typeof createHexReader> | null} */
let read = null;

/** @param {string} color that may hold variables @returns {string} #rrggbb */
export function hex(color) {
  if (!read) watchTheme(() => resolved.clear());
  read ??= createHexReader();
  const found = resolved.get(color) ?? read(resolveColors([color])[0]);
  resolved.set(color, found);
  return found;
}

/** @param {number[]} dash lengths of strokes and gaps @returns {string} as Plotly reads it */
export function plotDash(dash) {
  return dash.map((length) => `${length}px`).join(',') || 'solid';
}
