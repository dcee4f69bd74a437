/**
 * A race that is on: a row for each run, who is ahead, steps to a loss, and the ways to end it.
 *
 * @import { Schema } from '../../js/schema.js'
 * @import { Config, Layout, Losses, RaceRun, Racer, State, ViewContext } from '../../js/types.js'
 */

import { fill, h, text } from '../../js/lib/dom.js';
import { shortText } from '../../js/lib/format.js';
import { createThrottle } from '../../js/lib/throttle.js';
import { swallow } from '../../js/lib/promises.js';
import { exactCount, t } from '../../js/i18n.js';
import { detailsOf } from './entries.js';
import { createRow } from './row.js';
import { createNumberBox } from '../../js/lib/number-box.js';
import { createFinishes, differBySeed, goalFrom, leadersOf, measureAlike, placesOf, startAlike } from './places.js';

const NUMBERS_EVERY = 150;

/** @param {ViewContext & {schema: Schema, ended: (label: string | null, step: number) => void}} context */
export function createBoard({ store, actions, schema, ended }) {
  const parts = createParts(takeGoal, () => swallow(end(null)));
  const finishes = createFinishes();
  const numbers = createThrottle(NUMBERS_EVERY, write);
  /** @type {ReturnType<typeof createRow>[]} */
  let rows = [];
  /** What somebody asked for; until then a part of the first loss. @type {number | null} */
  let wanted = null;
  let first = NaN;

  function takeGoal() {
    const value = parts.goal.value();
    if (value > 0) wanted = value;
    showGoal();
    numbers.now();
  }

  const goal = () => wanted ?? goalFrom(first);

  function showGoal() {
    parts.goal.show(Number.isFinite(goal()) ? goal() : null);
  }

  /** @param {number | null} run */
  async function end(run) {
    const { layout, frame, status } = store.get();
    const goesOn = status.state === 'running';
    const label = run === null ? null : (layout?.race?.[run].label ?? '');
    const step = frame?.sections.race?.[run ?? 0]?.step ?? 0;
    await actions.endRace(run);
    ended(label, step);
    if (run !== null && goesOn) await actions.play();
  }

  /** @param {number} run */
  function choose(run) {
    if (store.get().layout?.shown !== run) swallow(actions.showRun(run));
  }

  /** @param {RaceRun[]} race @param {Layout['cause']} cause */
  function arrange(race, cause) {
    if (cause === 'show_run' && rows.length === race.length) return;
    const details = detailsOf(race, schema);
    rows = race.map(({ label }, run) => createRow(run, label, details[run], {
      take: () => swallow(end(run)), pin: () => actions.pinRun(run), choose: () => choose(run), point: actions.hoverRun,
    }));
    fill(parts.body, ...rows.map(({ element }) => element));
    const configs = race.map(({ config }) => config);
    fill(parts.remarks, ...remarksOf(configs).map((words) => h('p', {}, words)));
    first = NaN;
    if (cause !== 'reset') wanted = null;
  }

  /** @param {Racer[]} race @param {Losses[]} logs */
  function setOut(race, logs) {
    if (!Number.isNaN(first)) return;
    first = logs[0].columns(2).train[0] ?? race[0].trainingLoss;
    showGoal();
  }

  function write() {
    const { frame, raceLosses, layout } = store.get();
    const race = frame?.layout === layout?.layout ? frame?.sections.race : undefined;
    if (!race || !raceLosses || !layout?.race || race.length !== rows.length) return;
    setOut(race, raceLosses);
    const [places, leaders, reached] = [placesOf(race), leadersOf(race), finishes(raceLosses, goal())];
    rows.forEach((row, run) => row.show(race[run], places[run], leaders.includes(run), reached[run]));
    const values = { reached: reached.filter((step) => step !== null).length, count: race.length, loss: shortText(goal()) };
    const chance = differBySeed(layout.race.map(({ config }) => config));
    const some = values.reached > 0 && values.reached < race.length;
    text(parts.reached, t(chance && some ? 'race.succeeded' : 'race.reached', values));
    const step = exactCount(Math.max(...race.map((racer) => racer.step)));
    text(parts.state, t(race.some(({ stopped }) => stopped) ? 'race.state_some' : 'race.state', { count: race.length, step }));
  }

  return {
    element: parts.element,
    /** @param {State} state @param {ReadonlySet<keyof State>} changed */
    update({ layout, hoverRun }, changed) {
      if (!layout?.race) return;
      if (changed.has('layout')) {
        arrange(layout.race, layout.cause);
        rows.forEach((row, run) => row.mark(run === layout.shown));
      }
      if (changed.has('hoverRun')) rows.forEach(({ element }, run) => element.classList.toggle('lit', run === hoverRun));
      if (changed.has('frame') || changed.has('layout')) numbers.request();
    },
    destroy: numbers.stop,
  };
}

/** @param {Config[]} configs @returns {string[]} what one should know to compare them */
function remarksOf(configs) {
  const start = differBySeed(configs) ? 'race.other_chance' : startAlike(configs) ? 'race.same_start' : 'race.own_start';
  return [t(start), ...(measureAlike(configs) ? [] : [t('race.other_measure')])];
}

/** @param {() => void} takeGoal @param {() => void} end */
function createParts(takeGoal, end) {
  const state = h('p', { class: 'race-state' });
  const remarks = h('div', { class: 'race-remarks' });
  const goal = createNumberBox({ id: 'race-goal', 'aria-valuemin': 0 }, { change: takeGoal, negative: false, step: () => 0.01 });
  const reached = h('p', { class: 'race-reached' });
  const heads = ['run', 'loss', 'steps'].map((name) => h('th', { scope: 'col' }, t(`race.${name}`)));
  const body = h('tbody', {});
  const table = h('table', { class: 'race-table', 'aria-label': t('race.title') }, h('thead', {}, h('tr', {}, ...heads, h('td', {}))), body);
  const endButton = h('button', { type: 'button', class: 'race-end', on: { click: end } }, t('race.end'));
  const element = h(
    'div',
    { class: 'race-board' },
    h('div', { class: 'race-top' }, state, endButton),
    remarks,
    h('p', { class: 'race-goal' }, h('label', { for: 'race-goal' }, t('race.goal')), goal.element),
    reached,
    table,
    h('p', { class: 'race-help' }, t('race.end_help')),
  );
  return { element, state, remarks, goal, reached, body };
}
