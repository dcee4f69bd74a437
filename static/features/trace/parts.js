/**
 * What stands still in the panel: the controls over the lines.
 *
 * @import { Stage } from '../../js/types.js'
 */

import { h } from '../../js/lib/dom.js';
import { t } from '../../js/i18n.js';
import { STAGES } from './walk.js';

/** @param {HTMLElement} root */
export function createParts(root) {
  const x = h('div', { class: 'trace-x' });
  const pause = h('button', { type: 'button', class: 'trace-pause' }, t('trace.pause'));
  const running = h('div', { class: 'trace-running', hidden: true }, h('p', {}, t('trace.running')), pause);
  const stages = /** @type {Record<Stage, HTMLButtonElement>} */ (
    Object.fromEntries(STAGES.map((stage) => [stage, h('button', { type: 'button' }, t(`trace.${stage}`))]))
  );
  const play = h('button', { type: 'button', class: 'trace-play' });
  const stepper = h('div', { class: 'trace-stages', role: 'group', 'aria-label': t('trace.stages') }, ...Object.values(stages));
  const batch = h('input', { type: 'checkbox' });
  const batchLabel = h('span', {});
  const batchRow = h('label', { class: 'trace-batch' }, batch, batchLabel);
  const lead = h('p', { class: 'trace-lead', role: 'status' });
  const head = h('div', { class: 'trace-top' }, x, stepper, h('div', { class: 'trace-bar' }, play, batchRow));
  const update = createUpdate();
  const rows = h('div', { class: 'trace-rows' });
  const rounding = h('p', { class: 'trace-note trace-rounding' }, t('trace.rounding'));
  root.append(h('div', { class: 'trace' }, head, running, lead, update.update, rows, rounding));
  return { x, pause, running, stages, play, batch, batchLabel, batchRow, lead, head, rows, rounding, ...update };
}

/** What stands over the lines of the update. */
function createUpdate() {
  const weight = h('div', { class: 'trace-weight' });
  const whose = h('p', { class: 'trace-note' });
  const optimizer = h('b', {});
  const formula = h('span', { class: 'trace-formula' });
  const hyper = h('p', { class: 'trace-note trace-hyper' });
  const rule = h('p', { class: 'trace-rule' }, optimizer, ' ', formula);
  const update = h('div', { class: 'trace-update', hidden: true }, weight, whose, rule, hyper);
  return { update, weight, whose, optimizer, formula, hyper };
}
