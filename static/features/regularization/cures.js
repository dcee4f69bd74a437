/**
 * Overfitting provoked and cured: a button for each cure, which starts the same experiment with it, and a table of what
 * each came to.
 *
 * @import { Changed, State, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Cure } from '../../js/lib/overfitting.js'
 * @import { Trial } from './trials.js'
 */

import { attr, fill, h, text } from '../../js/lib/dom.js';
import { lossWords } from '../../js/lib/format.js';
import { CURES, startTrial, TRIAL_STEPS } from '../../js/lib/overfitting.js';
import { createThrottle } from '../../js/lib/throttle.js';
import { swallow } from '../../js/lib/promises.js';
import { t } from '../../js/i18n.js';
import { createTrials } from './trials.js';

const WRITE_EVERY = 200;

/** @param {ViewContext & {schema: Schema}} context */
export function createCures(context) {
  const { actions, schema } = context;
  const record = createTrials(schema);
  const names = /** @type {Cure[]} */ (Object.keys(CURES));
  const [nothing, ...cures] = names.map((cure) => {
    const press = () => startTrial(cure, context);
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
  const pace = createThrottle(WRITE_EVERY, write);

  /** @type {Map<Cure, ReturnType<typeof createRow>>} */
  const rows = new Map();

  function write() {
    const tried = names.filter((cure) => record.trials.has(cure));
    table.hidden = tried.length === 0;
    empty.hidden = tried.length > 0;
    for (const cure of tried) if (!rows.has(cure)) rows.set(cure, createRow(cure));
    const wanted = tried.flatMap((cure) => rows.get(cure)?.element ?? []);
    if (wanted.length !== body.children.length) fill(body, ...wanted);
    const most = largestFinal(record.trials);
    for (const [cure, row] of rows) row.show(/** @type {Trial} */ (record.trials.get(cure)), cure === record.present, most);
    for (const button of [nothing, ...cures]) attr(button, 'aria-pressed', String(button.dataset.cure === record.present));
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

/** @param {Cure} cure */
function createRow(cure) {
  const [state, training, best, bestStep, final] = ['small', 'span', 'span', 'small', 'span'].map((tag) =>
    h(/** @type {'small' | 'span'} */ (tag)),
  );
  const bar = h('span', { class: 'cure-bar', 'aria-hidden': 'true' });
  const element = h(
    'tr', { dataset: { cure } },
    h('th', { scope: 'row' }, t(`regularization.${cure}`), state),
    h('td', {}, training), h('td', {}, best, bestStep), h('td', { class: 'cure-final' }, bar, final),
  );
  return {
    element,
    /** @param {Trial} trial @param {boolean} present @param {number} most */
    show(trial, present, most) {
      element.classList.toggle('present', present);
      bar.style.setProperty('--part', String(trial.final / most || 0));
      text(state, t(`regularization.trial_${trial.state}`, { step: trial.step }));
      text(training, lossWords(trial.training));
      text(best, Number.isFinite(trial.best) ? lossWords(trial.best) : '–');
      text(bestStep, t('regularization.at_step', { step: trial.bestStep }));
      text(final, lossWords(trial.final));
    },
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
