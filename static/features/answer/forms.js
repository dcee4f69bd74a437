/**
 * Two ways to write the same curve, a term a neuron or a ramp a knot, and in a sentence what the one shown is.
 *
 * @import { Actions, Written } from '../../js/types.js'
 * @import { Kind } from './model.js'
 */

import { attr, h, text } from '../../js/lib/dom.js';
import { t } from '../../js/i18n.js';

const FORMS = /** @type {const} */ (['neurons', 'hinges']);

/** @param {Actions} actions */
export function createForms(actions) {
  const buttons = FORMS.map((form) =>
    h('button', { type: 'button', title: t(`answer.${form}_help`), on: { click: () => actions.choose({ form }) } }, t(`answer.${form}`)),
  );
  const group = h('div', { class: 'answer-forms', role: 'group', 'aria-label': t('answer.form') }, ...buttons);
  const sentence = h('p', { class: 'answer-says' });

  return {
    group,
    sentence,
    /** @param {Written} written @param {Kind} kind @param {string} curved the name of a smooth activation */
    write({ form, lines }, kind, curved) {
      group.hidden = kind !== 'bent';
      buttons.forEach((button, i) => attr(button, 'aria-pressed', String(FORMS[i] === form)));
      text(sentence, t(`answer.says.${sentenceKey(form, kind, lines?.length ?? 0)}`, { activation: curved }));
    },
  };
}

/**
 * @param {Written['form']} form
 * @param {Kind} kind
 * @param {number} lines of the formula, 0 where it is not shown
 * @returns {string}
 */
export function sentenceKey(form, kind, lines) {
  if (kind !== 'bent') return lines > 1 ? `${kind}_lines` : kind;
  return form === 'neurons' && lines > 1 ? 'neurons_lines' : form;
}
