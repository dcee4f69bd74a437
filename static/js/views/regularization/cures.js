/**
 * Overfitting provoked and cured: a button for each cure, which starts the same experiment with it, and a table of what
 * each came to.
 *
 * @import { Actions, Changed, State } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 * @import { Cure } from '../../lib/overfitting.js'
 * @import { Trial } from './trials.js'
 */

import { attr, fill, h } from '../../lib/dom.js';
import { lossText } from '../../lib/format.js';
import { CURES, startTrial, TRIAL_STEPS } from '../../lib/overfitting.js';
import { createPace } from '../../lib/pace.js';
import { swallow } from '../../lib/promises.js';
import { t } from '../../i18n.js';
import { createTrials } from './trials.js';

const WRITE_EVERY = 200;

/** @param {{actions: Actions, schema: Schema}} context */
export function createCures({ actions, schema }) {
  const record = createTrials(schema);
  const names = /** @type {Cure[]} */ (Object.keys(CURES));
  const [nothing, ...cures] = names.map((cure) => {
    const press = () => startTrial(cure, { actions, schema });
    return h('button', { type: 'button', dataset: { cure }, on: { click: press } }, t(`regularization.try_${cure}`));
  });
  const body = h('tbody');
  const table = h('table', { class: 'cure-table' }, h('caption', {}, t('regularization.tried')), head(), body);
  const empty = h('p', { class: 'cure-note' }, t('regularization.nothing_tried'));
  const element = h(
    'section', { class: 'regularization-block', 'aria-labelledby': 'cures-title' },
    h('h3', { id: 'cures-title' }, t('regularization.cures')),
    h('p', {}, t('regularization.cures_text', { steps: TRIAL_STEPS })),
    h('div', { class: 'cure-buttons' }, nothing),
    h('div', { class: 'cure-buttons', role: 'group', 'aria-label': t('regularization.cures_group') }, ...cures),
    empty, table,
  );
  table.hidden = true;
  const pace = createPace(WRITE_EVERY, write);

  function write() {
    const rows = names.flatMap((cure) => {
      const trial = record.trials.get(cure);
      return trial ? [row(cure, trial, largestFinal(record.trials))] : [];
    });
    table.hidden = rows.length === 0;
    empty.hidden = rows.length > 0;
    fill(body, ...rows);
    for (const button of [nothing, ...cures]) attr(button, 'aria-pressed', String(button.dataset.cure === record.present));
  }

  /** @param {Cure} cure @param {Trial} trial @param {number} most */
  function row(cure, trial, most) {
    const bar = h('span', { class: 'cure-bar', 'aria-hidden': 'true', style: { '--part': String(trial.final / most || 0) } });
    return h(
      'tr', { class: record.present === cure ? 'present' : null, dataset: { cure } },
      h('th', { scope: 'row' }, t(`regularization.${cure}`), h('small', {}, t(`regularization.trial_${trial.state}`, { step: trial.step }))),
      h('td', {}, lossText(trial.training)),
      h('td', {}, Number.isFinite(trial.best) ? lossText(trial.best) : '', h('small', {}, t('regularization.at_step', { step: trial.bestStep }))),
      h('td', { class: 'cure-final' }, bar, h('span', {}, lossText(trial.final))),
    );
  }

  return {
    element,
    /** @param {State} state @param {Changed} changed */
    update(state, changed) {
      const ended = record.update(state, changed);
      // A trial is as long as the others; whoever plays on from there may.
      if (ended && state.status.state === 'running') swallow(actions.pause());
      if (ended || changed.has('layout') || changed.has('config') || changed.has('status')) pace.now();
      else if (changed.has('frame') && record.present) pace.request();
    },
    stop: pace.stop,
  };
}

function head() {
  const columns = ['column_cure', 'column_training', 'column_best', 'column_final'];
  return h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, t(`regularization.${name}`)))));
}

/** @param {Map<Cure, Trial>} trials */
function largestFinal(trials) {
  return Math.max(1e-9, ...[...trials.values()].map(({ final }) => final).filter(Number.isFinite));
}
