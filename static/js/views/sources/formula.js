/**
 * A formula typed in: while it is being typed the curve it means is shown, or what is wrong with it; Enter makes it the
 * curve to find. Until then, and where it is refused, the old one stays.
 *
 * @import { Preview, State, ViewContext } from '../../types.js'
 * @import { Problem } from './problem.js'
 *
 * @typedef {{expression: string, domain: [number, number], y: number[] | null, problem: Problem | null,
 *   reading: string | null, choices: string[]}} Answer the domain as typed
 */

import { attr, fill, h } from '../../lib/dom.js';
import { formulaChanges, typedDomain } from '../../lib/formula-units.js';
import { swallow } from '../../lib/promises.js';
import { revealSoon } from '../../lib/reveal.js';
import { createThumbnail } from '../../lib/thumbnail.js';
import { toTrainedX, toTrainedY, unitsOf } from '../../lib/units.js';
import { createPendingEdits } from '../../lib/pending-edits.js';
import { same } from '../../schema.js';
import { t } from '../../i18n.js';
import { createHelp } from './help.js';
import { createProblem, createReading } from './problem.js';

const ASK_AFTER = 80;
/** Far more than a formula may have: what is longer is not worth sending to be told so. */
const LONGEST = 2000;

/** @param {ViewContext} context */
export function createFormula({ store, actions }) {
  const input = h('input', {
    type: 'text', class: 'formula-input', 'aria-label': t('sources.formula'), placeholder: 'sin(3x) + 0.3x²', maxlength: LONGEST,
    spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', 'aria-describedby': 'formula-words',
    on: { input: onInput, keydown: onKey, focus: onInput },
  });
  const helpButton = h('button', {
    type: 'button', class: 'quiet icon', 'aria-label': t('sources.help'), 'aria-expanded': 'false', 'aria-controls': 'formula-words',
    on: { click: toggleHelp },
  }, '?');
  const words = h('div', { class: 'formula-words', id: 'formula-words', role: 'status', hidden: true, on: { pointerdown: keepFocus } });
  const line = h('div', { class: 'formula-line' }, h('span', { class: 'formula-y', 'aria-hidden': 'true' }, 'y ='), input, helpButton);
  const element = h('div', { class: 'formula', on: { focusout: onLeave } }, line, words);
  const thumbnail = createThumbnail([]);
  const learnButton = h('button', { type: 'button', class: 'primary', on: { click: () => swallow(learn()) } }, t('sources.learn'));
  const pending = createPendingEdits(() => follow(store.get()));
  /** @type {Answer | null} */
  let answer = null;
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let source = store.get().config.data.source;
  let helping = false;

  /** The formula being learned. */
  function present() {
    const { source: learned } = store.get().config.data;
    return learned.kind === 'expression' ? learned.expression : '';
  }

  function onInput() {
    clearTimeout(timer);
    if (input.value === present() || !input.value.trim()) rest();
    else timer = setTimeout(ask, ASK_AFTER);
  }

  /** @returns {Promise<Answer | null>} null where there was no answer */
  async function ask() {
    const expression = input.value;
    const domain = typedDomain(store.get().config);
    const number = ++asked;
    try {
      const { formula } = await actions.ask('formula', { expression, domain });
      const found = { expression, domain, ...formula };
      if (number === asked) show(found);
      return found;
    } catch {
      // Without a connection there is nothing to preview; that there is none is said elsewhere.
      return null;
    }
  }

  /** @param {Answer} found */
  function show(found) {
    answer = found;
    const { expression, domain, y, problem, reading, choices } = found;
    const usable = problem === null || problem.code === 'not_finite';
    actions.preview(y && asTrained(domain, y));
    if (y) thumbnail.show(y);
    attr(input, 'aria-invalid', problem ? 'true' : null);
    const parts = problem ? createProblem(expression, problem, use) : [h('span', { class: 'formula-thumb' }, thumbnail.element)];
    if (reading && choices.length > 0) parts.push(...createReading(reading, choices, use));
    say(...parts, usable && learnButton);
  }

  /** What the chart draws it with. @param {[number, number]} domain @param {number[]} y @returns {Preview} */
  function asTrained([low, high], y) {
    const units = unitsOf(store.get());
    return { domain: [toTrainedX(units, low), toTrainedX(units, high)], y: y.map((value) => toTrainedY(units, value)) };
  }

  /** @param {...(Node | false)} parts */
  function say(...parts) {
    setHelp(false);
    words.classList.toggle('wrong', answer?.problem != null);
    fill(words, ...parts);
    words.hidden = parts.length === 0;
  }

  /** Nothing is being typed any more. */
  function rest() {
    clearTimeout(timer);
    asked += 1;
    answer = null;
    attr(input, 'aria-invalid', null);
    actions.preview(null);
    say();
  }

  /** @param {string} formula */
  function use(formula) {
    input.value = formula;
    input.focus();
    swallow(ask());
  }

  /** Learn what was typed, if it means something. */
  async function learn() {
    clearTimeout(timer);
    const expression = input.value;
    if (expression === present() || !expression.trim()) return rest();
    const found = answer?.expression === expression ? answer : await ask();
    // A formula with a gap may still have a value at every sample: the server knows.
    if (!found || (found.problem && found.problem.code !== 'not_finite')) return undefined;
    const learned = actions.patch(formulaChanges(store.get().config, expression, found.domain, found.y));
    pending.wait(learned);
    await learned;
    return rest();
  }

  function restore() {
    input.value = present();
    rest();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Enter') swallow(learn());
    else if (event.key === 'Escape' && !words.hidden) restore();
    else return;
    event.preventDefault();
    // The settings' sheet would close.
    event.stopPropagation();
  }

  /** Not every browser gives a pressed button the focus; what is being typed must not count as left for that. @param {Event} event */
  function keepFocus(event) {
    event.preventDefault();
  }

  /** @param {FocusEvent} event */
  function onLeave({ relatedTarget }) {
    if (element.contains(/** @type {Node | null} */ (relatedTarget))) return;
    if (!input.value.trim()) restore();
    else if (!words.hidden) rest();
  }

  function toggleHelp() {
    if (helping) return say();
    rest();
    fill(words, createHelp());
    words.hidden = false;
    revealSoon(words);
    return setHelp(true);
  }

  /** @param {boolean} open */
  function setHelp(open) {
    helping = open;
    attr(helpButton, 'aria-expanded', String(open));
  }

  /** Another curve, chosen elsewhere, is also another formula. @param {State} state */
  function follow({ config }) {
    if (pending.open || same(config.data.source, source)) return;
    source = config.data.source;
    restore();
  }

  input.value = present();
  return {
    element,
    follow,
    /** What the server said of a formula it refused. @param {State['fieldErrors']} errors */
    refuse(errors) {
      const message = errors['data.source.expression'];
      if (message && answer) say(h('p', { class: 'formula-reason' }, message));
    },
    destroy() {
      clearTimeout(timer);
      actions.preview(null);
    },
  };
}
