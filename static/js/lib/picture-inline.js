/**
 * A drawing of the page as a file that stands alone: what style sheets and variables say of it is written into its
 * attributes, and nothing refers to the page any more.
 */

import { attr } from './dom.js';

/** What children take over from their parents, so it is written only where it changes. */
const INHERITED = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin',
  'paint-order', 'font-family', 'font-size', 'font-style', 'font-weight', 'text-anchor',
];
/** What each element has for itself, and what it is where nobody says so. @type {[string, string][]} */
const OWN = [['opacity', '1']];
const COLORS = ['fill', 'stroke'];
/** With more decimals than anybody could see. */
const LONG_NUMBER = /^-?\d*\.\d{3,}$/;

/** @param {SVGSVGElement} drawing in the document, so that styles apply; it is changed @returns {string} the file */
export function standalone(drawing) {
  const toColor = createColorReader();
  const seen = [drawing, .../** @type {NodeListOf<SVGElement>} */ (drawing.querySelectorAll('*'))].map((element) => {
    const style = getComputedStyle(element);
    const read = (/** @type {string} */ name) => valueOf(style.getPropertyValue(name), COLORS.includes(name) ? toColor : null);
    const inherited = Object.fromEntries(INHERITED.map((name) => [name, read(name)]));
    const own = OWN.map(([name, usual]) => /** @type {const} */ ([name, read(name) === usual ? null : read(name)]));
    const radius = element instanceof SVGCircleElement ? read('r') : null;
    return { element, hidden: style.display === 'none', inherited, own, radius };
  });
  const styles = new Map(seen.map(({ element, inherited }) => [/** @type {Node} */ (element), inherited]));
  for (const { element, hidden, inherited, own, radius } of seen) {
    if (hidden) element.remove();
    const above = styles.get(/** @type {Node} */ (element.parentNode));
    for (const name of ['class', 'style', 'display', 'aria-hidden']) attr(element, name, null);
    for (const [name, value] of Object.entries(inherited)) attr(element, name, value === above?.[name] ? null : value);
    for (const [name, value] of own) attr(element, name, value);
    if (radius !== null) attr(element, 'r', radius);
    for (const { name, value } of element.attributes) if (LONG_NUMBER.test(value)) attr(element, name, Number(Number(value).toFixed(2)));
  }
  return new XMLSerializer().serializeToString(drawing);
}

/** @param {string} value @param {((color: string) => string) | null} toColor */
function valueOf(value, toColor) {
  return toColor ? toColor(value) : value.replace(/(\d)px/g, '$1');
}

/**
 * Colors in the one notation that every program reads. The browser does the reading, by painting a pixel.
 * @returns {(color: string) => string} from any opaque CSS color to #rrggbb; `none` and the like stay
 */
function createColorReader() {
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
