/**
 * Pictures to take away: a sheet with a title, a legend, the drawing, and a caption in small print, in the page's theme;
 * as SVG, and as PNG of that SVG.
 *
 * @typedef {{label: string, swatch: SVGElement | null}} LegendItem `swatch` is drawn in a box of 26 × 10
 *
 * @typedef {{drawing: SVGElement[], legend: LegendItem[], height: number}} Figure
 *
 * @typedef {Object} Sheet
 * @property {string} title
 * @property {LegendItem[]} legend
 * @property {SVGElement[]} drawing in a box of `width` × `height`
 * @property {number} width
 * @property {number} height
 * @property {string} caption
 *
 * @typedef {{text: string, width: number, height: number}} Picture an SVG file, and its size in CSS pixels
 */

import { attr, h, svg, text } from './dom.js';
import { createHexReader } from './hex.js';

const MARGIN = 24;
const SWATCH = { width: 26, height: 10 };
const LINE = 22;
const HEAD = 14;
const FOOT = 26;
const BETWEEN = 18;
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

/**
 * A place outside of the window where styles apply and text has a width.
 * @template T
 * @param {(place: HTMLElement) => T} draw
 * @returns {T}
 */
export function offstage(draw) {
  const place = h('div', { class: 'picture-place', 'aria-hidden': 'true' });
  document.body.append(place);
  try {
    return draw(place);
  } finally {
    place.remove();
  }
}

/** @param {HTMLElement} place from `offstage` @param {Sheet} sheet @returns {Picture} */
export function drawSheet(place, { title, legend, drawing, width, height, caption }) {
  const total = width + 2 * MARGIN;
  const background = svg('rect', { class: 'picture-background' });
  const name = svg('text', { class: 'picture-title', x: MARGIN, y: MARGIN + HEAD });
  const foot = svg('text', { class: 'picture-caption' });
  const sign = svg('text', { class: 'picture-sign', x: total - MARGIN });
  const body = svg('g', { class: 'picture-drawing' }, ...drawing);
  const root = svg('svg', { class: 'picture', xmlns: 'http://www.w3.org/2000/svg' }, background, name, foot, sign, body);
  for (const [element, words] of /** @type {const} */ ([[name, title], [foot, caption], [sign, 'Piecewise']])) text(element, words);
  place.append(root);
  const lines = placeLegend(root, legend, { left: MARGIN + name.getComputedTextLength() + BETWEEN, indent: MARGIN, right: total - MARGIN });
  const top = MARGIN + HEAD + (lines - 1) * LINE + BETWEEN;
  const whole = top + height + FOOT + MARGIN / 2;
  attr(body, 'transform', `translate(${MARGIN} ${top})`);
  for (const element of [foot, sign]) attr(element, 'y', whole - MARGIN * 0.75);
  attr(foot, 'x', MARGIN);
  shorten(foot, total - 2 * MARGIN - sign.getComputedTextLength() - BETWEEN);
  for (const element of [root, background]) {
    attr(element, 'width', total);
    attr(element, 'height', whole);
  }
  attr(root, 'viewBox', `0 0 ${total} ${whole}`);
  return { text: standalone(root), width: total, height: whole };
}

/**
 * @param {SVGSVGElement} root
 * @param {LegendItem[]} items
 * @param {{left: number, indent: number, right: number}} room beside the title, and from the second line on
 * @returns {number} how many lines they take, the title's included
 */
function placeLegend(root, items, { left, indent, right }) {
  let [x, line] = [left, 0];
  for (const { label, swatch } of items) {
    const words = svg('text', { class: 'picture-label', x: swatch ? SWATCH.width + 6 : 0 });
    const item = svg('g', {}, swatch ?? '', words);
    text(words, label);
    root.append(item);
    const width = (swatch ? SWATCH.width + 6 : 0) + words.getComputedTextLength();
    if (x + width > right && x > indent) [x, line] = [indent, line + 1];
    attr(item, 'transform', `translate(${x} ${MARGIN + HEAD + line * LINE})`);
    if (swatch) attr(swatch, 'transform', `translate(0 ${-SWATCH.height})`);
    x += width + BETWEEN;
  }
  return line + 1;
}

/** Leave out the end of words that are too long. @param {SVGTextElement} element @param {number} most */
function shorten(element, most) {
  const words = element.textContent ?? '';
  for (let length = words.length; element.getComputedTextLength() > most && length > 0; length--) {
    text(element, `${words.slice(0, length - 1).trimEnd()}…`);
  }
}

/** @param {Picture} picture @returns {Blob} */
export function toSvgFile({ text: content }) {
  return new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', content], { type: 'image/svg+xml' });
}

/** @param {Picture} picture @param {number} scale device pixels per CSS pixel @returns {Promise<Blob>} */
export async function toPngFile(picture, scale) {
  const href = URL.createObjectURL(toSvgFile(picture));
  try {
    const image = new Image();
    image.src = href;
    await image.decode();
    const canvas = h('canvas', { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error(`no picture of ${canvas.width} × ${canvas.height} pixels`);
    return blob;
  } finally {
    URL.revokeObjectURL(href);
  }
}

/**
 * A drawing of the page as a file that stands alone: what style sheets and variables say of it is written into its
 * attributes, and nothing refers to the page any more.
 * @param {SVGSVGElement} drawing in the document, so that styles apply; it is changed
 * @returns {string} the file
 */
function standalone(drawing) {
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
