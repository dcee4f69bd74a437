/**
 * A drawing of the page as a file that stands alone: what style sheets and variables say of it is written into its
 * attributes, and nothing refers to the page any more.
 */

import { attr } from './dom.js';
import { createHexReader } from './hex.js';

/** What children take over from their parents, so it is written only where it changes. */
const INHERITED = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin',
  'font-family', 'font-size', 'font-style', 'font-weight', 'text-anchor',
];
/** What each element has for itself, and what it is where nobody says so. @type {[string, string][]} */
const OWN = [['opacity', '1']];
const COLORS = ['fill', 'stroke'];
/** With more decimals than anybody could see. */
const LONG_NUMBER = /^-?\d*\.\d{3,}$/;

/** @param {SVGSVGElement} drawing in the document, so that styles apply; it is changed @returns {string} the file */
export function standalone(drawing) {
  const toColor = createHexReader();
  const seen = [drawing, .../** @type {NodeListOf<SVGElement>} */ (drawing.querySelectorAll('*'))].map((element) => {
    const style = getComputedStyle(element);
    const read = (/** @type {string} */ name) => valueOf(style.getPropertyValue(name), COLORS.includes(name) ? toColor : null);
    const inherited = Object.fromEntries(INHERITED.map((name) => [name, read(name)]));
    const own = OWN.map(([name, usual]) => /** @type {const} */ ([name, read(name) === usual ? null : read(name)]));
    const radius = element instanceof SVGCircleElement ? read('r') : null;
    const isEmpty = element instanceof SVGPathElement && !element.getAttribute('d');
    const haloed = element instanceof SVGTextElement && style.paintOrder.startsWith('stroke') && inherited.stroke !== 'none';
    return { element, hidden: isEmpty || style.display === 'none', inherited, own, radius, haloed };
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
  for (const { element, hidden, haloed } of seen) if (haloed && !hidden) setHaloApart(element);
  return new XMLSerializer().serializeToString(drawing);
}

/** Many programs draw a text's outline over its letters: it becomes a text of its own, beneath. @param {SVGElement} words */
function setHaloApart(words) {
  const halo = /** @type {SVGElement} */ (words.cloneNode(true));
  words.before(halo);
  for (const [copy, name] of /** @type {const} */ ([[halo, 'fill'], [words, 'stroke']])) {
    copy.querySelectorAll('*').forEach((part) => part.removeAttribute(name));
    attr(copy, name, 'none');
  }
}

/** @param {string} value @param {((color: string) => string) | null} toColor */
function valueOf(value, toColor) {
  return toColor ? toColor(value) : value.replace(/(\d)px/g, '$1');
}
