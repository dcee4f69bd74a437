/**
 * One note: a sentence with the neurons in their colors, and the button that helps.
 *
 * @import { Actions, NeuronIdentity } from '../../js/types.js'
 * @import { Help } from './remedies.js'
 */

import { attr, h } from '../../js/lib/dom.js';
import { neuronColor } from '../../js/lib/palette.js';
import { listParts, t } from '../../js/i18n.js';

/** More names than this nobody reads. */
const MOST_NAMES = 4;

/**
 * @param {string} words with the place of the names
 * @param {NeuronIdentity[]} neurons
 * @param {boolean} quiet
 * @param {Help | null} help
 * @param {Actions} actions
 * @returns {HTMLElement}
 */
export function createNote(words, neurons, quiet, help, actions) {
  const [before, after] = words.split('{names}');
  const names = after === undefined ? [] : namesOf(neurons, actions);
  // Chinese sets a name apart from the words around it by a space, but not its own words.
  const ends = /\p{Script=Han}$/u.test(String(names.at(-1)));
  const children = [before, ...names, (ends ? after?.trimStart() : after) ?? ''];
  return h('div', { class: quiet ? 'finding quiet' : 'finding' }, h('p', {}, ...children), help && createButton(help));
}

/** @param {NeuronIdentity[]} neurons @param {Actions} actions @returns {(Node | string)[]} `h1, h2 and h3` */
function namesOf(neurons, actions) {
  const listed = neurons.length > MOST_NAMES ? neurons.slice(0, MOST_NAMES - 1) : neurons;
  const rest = neurons.length - listed.length;
  const items = [...listed.map(({ name }) => name), ...(rest > 0 ? [t('notes.and_others', { count: rest })] : [])];
  let place = 0;
  return listParts(items).map(({ type, value }) => {
    const neuron = type === 'element' ? listed[place++] : undefined;
    return neuron ? createName(neuron, actions) : value;
  });
}

/** @param {NeuronIdentity} neuron @param {Actions} actions */
function createName({ layer, index, name, id }, actions) {
  const on = { pointerenter: () => actions.hover({ layer, neuron: index }), pointerleave: () => actions.hover(null) };
  return h('b', { style: { '--neuron': neuronColor(id) }, on }, name);
}

/** @param {Help} help @returns {HTMLButtonElement} */
export function createButton({ label, act }) {
  const button = h('button', { type: 'button', class: 'finding-action', on: { click: press } }, label);

  /** It stays until an answer of the server says that it helped; pressed twice it would help twice. */
  function press() {
    if (button.getAttribute('aria-disabled') === 'true') return;
    attr(button, 'aria-disabled', 'true');
    act().then(() => attr(button, 'data-answered', true), () => attr(button, 'aria-disabled', null));
  }

  return button;
}

/** The same is still wrong: what was done about it may be done again. @param {HTMLElement} root that holds the notes */
export function allowAgain(root) {
  for (const button of root.querySelectorAll('[data-answered]')) {
    attr(button, 'aria-disabled', null);
    attr(button, 'data-answered', null);
  }
}
