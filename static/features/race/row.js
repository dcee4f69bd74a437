/**
 * One run of a race in the table.
 *
 * @import { Racer } from '../../js/types.js'
 */

import { h, attr, text } from '../../js/lib/dom.js';
import { lossWords } from '../../js/lib/format.js';
import { runNumber, runSwatch } from '../../js/lib/racing.js';
import { exactCount, t } from '../../js/i18n.js';

/**
 * @param {number} run
 * @param {string} label
 * @param {string} details what it does differently, as far as its label does not say it
 * @param {{take: () => void, pin: () => void, choose: () => void, point: (run: number | null) => void}} deeds
 */
export function createRow(run, label, details, { take, pin, choose, point }) {
  const stand = h('small', {});
  const loss = h('span', {});
  const place = h('small', {});
  const reached = h('td', {}, '–');
  const named = { number: run + 1, label };
  const buttons = [
    h('button', { type: 'button', 'aria-label': t('race.take_run', named), title: t('race.take_help'), on: { click: take } }, t('race.take')),
    h('button', { type: 'button', 'aria-label': t('race.pin_run', named), title: t('fit.pin_help'), on: { click: pin } }, t('fit.pin')),
  ];
  const lossCell = h('td', {}, loss, place);
  const name = h('button', { type: 'button', class: 'race-name', title: t('race.show_help'), 'aria-pressed': 'false' }, runSwatch(run), runNumber(run), h('span', {}, label));
  const head = h('th', { scope: 'row' }, name, details && h('small', { class: 'race-details' }, details), stand);
  const element = h('tr', {}, head, lossCell, reached, h('td', { class: 'race-deeds' }, ...buttons));
  element.addEventListener('click', ({ target }) => {
    const other = target instanceof Element && target.closest('button');
    if (!other || other === name) choose();
  });
  element.addEventListener('pointerenter', () => point(run));
  element.addEventListener('pointerleave', () => point(null));
  element.addEventListener('focusin', () => element.matches(':has(:focus-visible)') && point(run));
  element.addEventListener('focusout', () => point(null));
  return {
    element,
    /** @param {boolean} shown whether the charts show it */
    mark(shown) {
      attr(name, 'aria-pressed', String(shown));
      element.classList.toggle('shown', shown);
    },
    /** @param {Racer} racer @param {number} position @param {boolean} leads @param {number | null} step at which it had reached the loss */
    show({ step: now, trainingLoss, validationLoss, stopped }, position, leads, step) {
      const words = t(stopped ? `race.${stopped}` : 'race.at_step', { step: exactCount(now) });
      text(stand, leads ? t('race.ahead', { words }) : words);
      element.classList.toggle('ahead', leads);
      text(loss, lossWords(trainingLoss));
      attr(lossCell, 'title', Number.isNaN(validationLoss) ? null : t('race.validation', { loss: lossWords(validationLoss) }));
      text(place, t('race.place', { place: position }));
      text(reached, step === null ? '–' : exactCount(step));
    },
  };
}
