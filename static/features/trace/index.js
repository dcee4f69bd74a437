/**
 * One x sent forward through the network, its error sent back, and the update that follows.
 *
 * @import { Layout, Stage, State, View, ViewContext, WeightPlace } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Row } from './given.js'
 */

import { attr, text } from '../../js/lib/dom.js';
import { powers } from '../../js/lib/format.js';
import { createThrottle } from '../../js/lib/throttle.js';
import { swallow } from '../../js/lib/promises.js';
import { exists } from '../../js/lib/weight-places.js';
import { count, t } from '../../js/i18n.js';
import { backwardRows, lossRows } from './backward.js';
import { forwardRows } from './forward.js';
import { givenBy, isLarge, isStale } from './given.js';
import { createParts } from './parts.js';
import { createPicker } from './picker.js';
import { createRows } from './rows.js';
import { updateRows } from './update.js';
import { createChooser } from './chooser.js';
import { createWalker, nextStage, STAGES } from './walk.js';

export default {
  slot: 'tab',
  id: 'trace',
  order: 30,
  reads: ['layout', 'view', 'pickedX', 'status', 'hover', 'selection', 'inspection'],
  mount: mountTrace,
};

/** Milliseconds between two texts while training runs. */
const WRITE_EVERY = 100;
/** Then a text may follow another after so many milliseconds for each of its lines: a large network must not stall. */
const REST_PER_LINE = 2;

/** @typedef {import('./given.js').Given} Given */

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountTrace(root, { store, actions }) {
  const parts = createParts(root);
  const picker = createPicker(parts.x, actions);
  const chooser = createChooser(parts.weight, trace);
  const rows = createRows(parts.rows, { hover: (place) => actions.hover(place), choose: goToUpdate, open });
  const pace = createThrottle(WRITE_EVERY, write);
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const walker = createWalker({
    read: () => ({ walk: store.get().view.walk, layers: store.get().layout?.parameters.length ?? 1 }),
    go: (walk) => actions.choose({ walk }),
    changed: showPlay,
  });
  /** @type {Set<string>} */
  const opened = new Set();
  let picked = false;
  /** The row that was pressed goes away: the menu takes the focus over. */
  let focusNext = false;
  /** Until when a running training gets no further text. */
  let restUntil = 0;

  STAGES.forEach((stage) => parts.stages[stage].addEventListener('click', () => show(stage)));
  parts.play.addEventListener('click', play);
  parts.pause.addEventListener('click', () => swallow(actions.pause()));
  parts.batch.addEventListener('change', () => actions.choose({ batch: parts.batch.checked }));
  still.addEventListener('change', showPlay);

  /** @param {Stage} stage */
  function show(stage) {
    walker.stop();
    actions.choose({ walk: { stage, layer: null } });
    root.scrollTop = 0;
  }

  function play() {
    if (walker.walking()) return walker.stop();
    const { view, status } = store.get();
    if (still.matches) return actions.choose({ walk: nextStage(view.walk.stage) });
    // Nobody can follow a number that changes on its way.
    if (status.state === 'running') swallow(actions.pause());
    return walker.start();
  }

  /** @param {WeightPlace} traced */
  function trace(traced) {
    actions.choose({ traced });
  }

  /** @param {WeightPlace} traced */
  function goToUpdate(traced) {
    walker.stop();
    actions.choose({ traced, walk: { stage: 'update', layer: null } });
    root.scrollTop = 0;
    focusNext = true;
  }

  /** @param {string} key of what is shown in full from now on */
  function open(key) {
    opened.add(key);
    restUntil = 0;
    write();
  }

  /** What must be chosen before anything can be asked. @param {State} state */
  function prepare({ layout, view, pickedX }) {
    if (!layout || view.tab !== 'trace') return;
    if (pickedX === null && !picked) actions.pickX(firstX(layout));
    picked = true;
    if (!exists(layout, view.traced)) trace({ layer: 0, to: 0, from: 0 });
  }

  function write() {
    const state = store.get();
    if (state.status.state === 'running' && performance.now() < restUntil) return;
    const given = givenBy(state, opened);
    const { stage } = state.view.walk;
    if (stage === 'update' && given && awaitsWeight(state, given)) return;
    text(parts.lead, given ? t(`trace.lead_${stage}`) : missing(state));
    rows.show(given ? rowsOf(given, state.view.traced) : []);
    rows.light(state.hover);
    follow();
    writeUpdate(state, given);
    parts.rounding.hidden = !given;
    restUntil = performance.now() + parts.rows.childElementCount * REST_PER_LINE;
  }

  /** @param {State} state @param {Given | null} given */
  function writeUpdate({ view, layout, config }, given) {
    const { stage } = view.walk;
    parts.update.hidden = stage !== 'update' || !given;
    if (parts.update.hidden || !given || !layout) return;
    chooser.show(layout, view.traced, given.only);
    const { optimizer, formula, batch, hyper } = updateWords(given, config);
    text(parts.optimizer, optimizer);
    text(parts.formula, formula);
    text(parts.hyper, hyper);
    text(parts.whose, batch);
    if (focusNext) chooser.focus();
    focusNext = false;
  }

  /** @param {Given} given @param {WeightPlace | null} traced @returns {Row[]} */
  function rowsOf(given, traced) {
    const { stage } = store.get().view.walk;
    if (stage === 'loss') return lossRows(given);
    if (stage === 'update') return traced ? updateRows(given, traced) : [];
    const found = stage === 'forward' ? forwardRows(given) : backwardRows(given);
    if (!given.large) return found;
    return [{ kind: 'note', key: 'large', layer: null, text: t(given.only ? 'trace.only_selected' : 'trace.select_one') }, ...found];
  }

  /** Show as much as the walk has come to, and bring where it is into view. */
  function follow() {
    const { walk } = store.get().view;
    const heading = rows.reveal(walk);
    if (heading) root.scrollTop = walk.layer === null ? 0 : heading.offsetTop - root.offsetTop - parts.head.offsetHeight - 8;
  }

  /** @param {State} state */
  function showStage({ view, layout }) {
    const { stage } = view.walk;
    for (const each of STAGES) attr(parts.stages[each], 'aria-current', each === stage ? 'step' : null);
    attr(root.firstElementChild ?? root, 'data-stage', stage);
    parts.batch.checked = view.batch;
    parts.batchRow.hidden = stage === 'forward' || stage === 'loss';
    text(parts.batchLabel, t('trace.batch', { count: count(layout?.data.train.x.length ?? 0) }));
  }

  function showPlay() {
    const key = walker.walking() ? 'stop' : still.matches ? 'next' : 'play';
    text(parts.play, t(`trace.${key}`));
    attr(parts.play, 'title', key === 'play' ? t('trace.play_help') : null);
  }

  showPlay();
  return {
    update(state, changed) {
      const { layout, status, view } = state;
      if (changed.has('layout') || changed.has('view')) prepare(state);
      if (view.tab !== 'trace') return walker.stop();
      if (changed.has('layout')) opened.clear();
      if (changed.has('layout') || changed.has('pickedX')) picker.show(layout, state.pickedX);
      if (changed.has('view') || changed.has('layout')) showStage(state);
      if (changed.has('status')) parts.running.hidden = status.state !== 'running';
      if (changed.has('hover')) rows.light(state.hover);
      const asked = changed.has('view') || changed.has('layout') || changed.has('pickedX') || (changed.has('selection') && layout && isLarge(layout));
      if (asked) restUntil = 0;
      if (asked) pace.now();
      else if (changed.has('inspection') || changed.has('status')) pace.request();
      return undefined;
    },
    destroy() {
      walker.stop();
      pace.stop();
      still.removeEventListener('change', showPlay);
      root.replaceChildren();
    },
  };
}

/** Whether the chosen weight's numbers are still on their way. @param {State} state @param {Given} given */
function awaitsWeight({ status, view }, given) {
  return status.state !== 'running' && view.traced !== null && isStale(given, view.traced);
}

/** @param {Layout} layout @returns {number} */
function firstX({ grids }) {
  const { from, to } = grids.prediction;
  return from <= 0.5 && 0.5 <= to ? 0.5 : (from + to) / 2;
}

/** Why there are no numbers. @param {State} state @returns {string} */
function missing({ pickedX, layout }) {
  if (layout && (layout.sizes[0] !== 1 || layout.sizes[layout.sizes.length - 1] !== 1)) return t('trace.only_curves');
  return t(pickedX === null ? 'trace.pick' : 'trace.waiting');
}

/** @param {Given} given @param {State['config']} config */
function updateWords({ inspection }, { training }) {
  const { name, hyperparameters, symbols, formula } = inspection.optimizer;
  const whole = training.batch_size === null && training.dropout === 0;
  const batch = inspection.batch ? (whole ? 'trace.whole_update' : 'trace.mean_update') : 'trace.sample_update';
  return {
    optimizer: t(`optimizers.${name}`),
    formula,
    hyper: Object.entries(hyperparameters).map(([key, value]) => `${symbols[key]} = ${powers(String(value))}`).join(' · '),
    batch: t(batch, { count: count(inspection.count) }),
  };
}

