/** One color per neuron, the same everywhere, from the theme's variables. */

import { packColor } from './raster.js';

const COLORS = 8;
/** In each further round of the palette a color is mixed with the one this many places on. */
const PARTNERS = [0, 1, 3, 5];

/**
 * @param {number} id a neuron's lasting identity
 * @returns {string} a CSS color that follows the theme by itself
 */
export function neuronColor(id) {
  const partner = PARTNERS[Math.floor(id / COLORS) % PARTNERS.length];
  return partner === 0 ? paletteColor(id) : `color-mix(in oklch, ${paletteColor(id)}, ${paletteColor(id + partner)})`;
}

/** Of a line for who sees no colors, in pixels; beside the palette's colors, so that they last as long. */
const DASHES = ['', '14 4', '5 3', '14 3 3 3', '2 3', '9 3 2 3 2 3', '22 5', '6 2 2 2'];

/**
 * @param {number} id a neuron's lasting identity
 * @returns {string} for `stroke-dasharray`; empty for a whole line
 */
export function neuronDash(id) {
  return DASHES[id % COLORS];
}

/** @param {number} index @returns {string} */
function paletteColor(index) {
  return `var(--neuron-${(index % COLORS) + 1})`;
}

/**
 * What CSS colors come to in the present theme, for canvases: packed as the rasterizer wants them. The browser does
 * the reading, by painting a pixel, so any CSS color will do.
 * @param {string[]} colors
 * @returns {number[]}
 */
export function packColors(colors) {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('Expected a 2d context, but got none');
  return resolveColors(colors).map((color) => {
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return packColor(red, green, blue);
  });
}

/**
 * The same as CSS colors without variables.
 * @param {string[]} colors
 * @returns {string[]}
 */
export function resolveColors(colors) {
  const probe = document.createElement('i');
  // In forced colors every color would read as that of text.
  probe.style.setProperty('forced-color-adjust', 'none');
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const resolved = colors.map((color) => {
    probe.style.color = color;
    return style.color;
  });
  probe.remove();
  return resolved;
}

/**
 * Call back whenever the colors may have changed: the theme, the view, or the system's own colors.
 * @param {() => void} callback
 * @returns {() => void} stops it
 */
export function watchTheme(callback) {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-view'] });
  const forced = matchMedia('(forced-colors: active)');
  forced.addEventListener('change', callback);
  return () => {
    observer.disconnect();
    forced.removeEventListener('change', callback);
  };
}
