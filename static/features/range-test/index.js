/**
 * The loss while the learning rate rises, and the rate that suits.
 *
 * @import { State, View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { RangeTest } from './zones.js'
 */

import { attr, h, text } from '../../js/lib/dom.js';
import { shortText } from '../../js/lib/format.js';
import { swallow } from '../../js/lib/promises.js';
import { count, reasonIn, t } from '../../js/i18n.js';
import { createRateChart } from './chart.js';
import { tidyRate, zonesOf } from './zones.js';

export default { slot: 'lab', id: 'range_test', order: 30, reads: ['view', 'layout', 'config'], mount: mountRangeTest };

const RATE = 'training.optimizer.learning_rate';

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountRangeTest(root, { store, actions }) {
  const chart = createRateChart();
  const verdict = h('p', { class: 'rate-verdict', role: 'status' });
  const use = h('button', { type: 'button', class: 'primary', on: { click: useIt } });
  const again = h('button', { type: 'button', on: { click: run } }, t('range_test.again'));
  const zoneWords = ['slow', 'falls', 'blows_up'].map((name) => h('li', { class: name.replace('_', '-') }));
  const zoneList = h('ul', { class: 'rate-zones' }, ...zoneWords);
  const words = ['what', 'copy'].map((name) => h('p', {}, t(`range_test.${name}`)));
  const caption = h('p', { class: 'rate-caption', 'aria-hidden': 'true' }, t('range_test.axes'));
  root.classList.add('range-test');
  root.append(words[0], caption, chart.element, verdict, h('div', { class: 'rate-buttons' }, use, again), zoneList, words[1]);

  /** @type {RangeTest | null} */
  let test = null;
  let step = 0;
  let [open, running] = [false, false];
  let refusal = '';

  async function run() {
    if (running) return;
    running = true;
    show();
    try {
      const answer = await actions.ask('range_test', {});
      [test, step, refusal] = [answer.range_test, answer.step, ''];
    } catch (error) {
      [test, refusal] = [null, t('range_test.refused', { message: reasonIn(error) })];
    }
    running = false;
    show();
  }

  const suggested = () => (test === null || test.suggestion === null ? null : tidyRate(test.suggestion));
  const present = () => store.get().config.training.optimizer.learning_rate;

  function useIt() {
    const rate = suggested();
    if (rate !== null) swallow(actions.patch({ [RATE]: rate }));
  }

  function show() {
    const rate = suggested();
    attr(again, 'aria-disabled', running ? 'true' : null);
    text(verdict, verdictWords(rate));
    use.hidden = rate === null || rate === present();
    if (rate !== null) text(use, t('range_test.use', { rate: shortText(rate) }));
    showZones();
    chart.element.hidden = test === null && !running;
    if (test === null) return;
    const label = t('range_test.chart', { from: shortText(test.rates[0]), to: shortText(test.rates[test.rates.length - 1]) });
    const now = t('range_test.now', { rate: shortText(present()) });
    chart.show({ test, zones: zonesOf(test), present: present(), suggested: rate, words: { now, label } });
  }

  /** @param {number | null} rate @returns {string} */
  function verdictWords(rate) {
    if (refusal) return refusal;
    if (test === null) return t('range_test.computing');
    if (rate === null) return t('range_test.none', { step: count(step) });
    const said = rate === present() ? 'in_use' : 'suggests';
    return t(`range_test.${said}`, { rate: shortText(rate), step: count(step) });
  }

  function showZones() {
    const zones = test && zonesOf(test);
    zoneList.hidden = !zones;
    if (!zones) return;
    const [falls, lowest] = [zones.falls, zones.lowest].map((value) => shortText(tidyRate(value)));
    const [slow, falling, blowing] = zoneWords;
    text(slow, t('range_test.slow', { falls }));
    text(falling, t('range_test.falls', { falls, lowest }));
    text(blowing, t('range_test.blows_up', { lowest }));
    blowing.hidden = !zones.blowsUp;
  }

  /** @param {State} state @param {import('../../js/types.js').Changed} changed */
  function update({ view, layout }, changed) {
    const wasOpen = open;
    open = view.lab === 'range_test';
    if (!open || !layout) return;
    if (!wasOpen) run();
    else if (changed.has('config')) show();
  }

  return {
    update,
    destroy() {
      chart.destroy();
      root.replaceChildren();
    },
  };
}
