/** Building elements without HTML strings: what a user typed can only ever become text. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * @typedef {Record<string, unknown> & {
 *   on?: Record<string, (event: any) => void>,
 *   style?: Record<string, string>,
 *   dataset?: Record<string, string>,
 * }} Props attributes by name, and listeners, styles (set through the CSSOM, which a strict policy allows) and data
 */

/** The code of a key that an input method has taken. */
const COMPOSING = 229;
const SVG = 'http://www.w3.org/2000/svg';

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  return furnish(document.createElement(tag), props, children);
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, props = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), props, children);
}

/**
 * @template {HTMLElement | SVGElement} E
 * @param {E} element
 * @param {Props} props
 * @param {Child[]} children
 * @returns {E}
 */
function furnish(element, { on = {}, style = {}, dataset = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) attr(element, name, value);
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
  for (const [name, value] of Object.entries(dataset)) element.dataset[name] = value;
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.filter(isShown).map(toNode));
  return element;
}

/** @param {Child} child @returns {child is Node | string | number} */
function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

/** @param {Node | string | number} child @returns {Node | string} */
function toNode(child) {
  return typeof child === 'number' ? String(child) : child;
}

/**
 * Set an attribute, or remove it for null, undefined and false; true gives an empty one. Writes only changes.
 * @param {Element} element
 * @param {string} name
 * @param {unknown} value
 */
export function attr(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = value === true ? '' : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/**
 * Switch a button off, or on again. Not by `disabled`: that would drop the focus of whoever has just pressed it.
 * @param {Element} button
 * @param {boolean} off
 */
export function switchOff(button, off) {
  attr(button, 'aria-disabled', off && 'true');
}

/** What a button does unless it is switched off. @param {() => void} deed */
export function unlessOff(deed) {
  return (/** @type {Event} */ { currentTarget }) => {
    if (!(currentTarget instanceof Element) || currentTarget.getAttribute('aria-disabled') !== 'true') deed();
  };
}

/**
 * Keys that an input method takes, to compose or to choose characters, are for nobody else: Enter there chooses and
 * submits nothing. Browsers tell them in two ways, the second where composing has just ended.
 * @param {EventTarget} target above all listeners
 * @param {AddEventListenerOptions} [options]
 */
export function keepComposing(target, options) {
  const keep = (/** @type {Event} */ event) => {
    if (event instanceof KeyboardEvent && (event.isComposing || event.keyCode === COMPOSING)) event.stopImmediatePropagation();
  };
  for (const type of ['keydown', 'keypress']) target.addEventListener(type, keep, { ...options, capture: true });
}

/**
 * Set the text of an element, touching the document only where it changed. The node of a text that changes is kept:
 * styles and layout of a new one cost several times as much.
 * @param {Element} element
 * @param {string} value
 */
export function text(element, value) {
  const { firstChild } = element;
  if (element.textContent === value) return;
  if (value !== '' && firstChild instanceof Text && firstChild === element.lastChild) firstChild.data = value;
  else element.textContent = value;
}

/**
 * Replace all children.
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...children.filter(isShown).map(toNode));
}

/**
 * The element with this id, which the served HTML holds.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element #${id}`);
  return element;
}

/** @param {string} href of a stylesheet @returns {Promise<unknown>} settled when it applies */
export function loadStyle(href) {
  return new Promise((resolve, reject) => {
    const error = () => {
      link.remove();
      reject(new Error(`Expected the styles of ${href}, but they did not load`));
    };
    const link = h('link', { rel: 'stylesheet', href, on: { load: resolve, error } });
    document.head.append(link);
  });
}
