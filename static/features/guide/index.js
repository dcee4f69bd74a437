/**
 * The guide to building the curve by hand: four steps, what the page sees of each, and a tick when it is done. Nothing
 * is locked; the person decides when to go on.
 *
 * @import { Guide, State, View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { Judgement } from './judge.js'
 */

import { attr, fill, h, svg, switchOff, text, unlessOff } from '../../js/lib/dom.js';
import { beginByHand } from '../../js/lib/beginnings.js';
import { createThrottle } from '../../js/lib/throttle.js';
import { swallow } from '../../js/lib/promises.js';
import { t } from '../../js/i18n.js';
import { canJudge, judge } from './judge.js';
import { createSeen } from './seen.js';

export default { slot: 'panel', id: 'guide', reads: ['view', 'frame', 'layout'], mount: mountGuide };

const LOOK_EVERY = 100;
const STEPS = ['bends', 'slopes', 'height', 'play'];
const TICK = 'm4 10.5 4 4 8-9';

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountGuide(root, context) {
  const { store, actions } = context;
  const parts = createParts({ go, close, again });
  const seen = createSeen(parts.seen);
  const looks = createThrottle(LOOK_EVERY, look);
  root.append(...parts.elements);
  /** @type {Guide | null} */
  let shown = null;

  /** @param {number} by */
  function go(by) {
    const { guide } = store.get().view;
    if (guide) actions.choose({ guide: { ...guide, step: Math.max(0, Math.min(STEPS.length - 1, guide.step + by)) } });
  }

  function close() {
    // The button under the keyboard's focus is about to go.
    root.parentElement?.focus();
    actions.choose({ guide: null });
  }

  function again() {
    const { guide } = store.get().view;
    if (guide) swallow(beginByHand(context, guide.start));
  }

  /** @param {State} state */
  function show({ view }) {
    const { guide } = view;
    const opened = shown === null && guide !== null;
    if (guide === shown) return;
    shown = guide;
    root.hidden = guide === null || view.present;
    if (guide === null) return looks.stop();
    const { start, step } = guide;
    text(parts.title, t(`guide.${STEPS[step]}`));
    text(parts.number, t('guide.step', { step: step + 1, steps: STEPS.length }));
    text(parts.what, t(`guide.${start}.${STEPS[step]}`));
    switchOff(parts.back, step === 0);
    switchOff(parts.next, step === STEPS.length - 1);
    parts.marks.forEach((mark, i) => attr(mark, 'aria-current', i === step ? 'step' : null));
    looks.now();
    if (opened && !root.hidden) parts.title.focus();
  }

  function look() {
    const state = store.get();
    const { guide } = state.view;
    if (!guide || root.hidden) return;
    const judgement = judge(state);
    if (judgement) report(judgement, guide.step, state.frame?.step ?? 0);
    else if (state.layout && !canJudge(state.layout)) fill(parts.seen, t('guide.unfit'));
  }

  /** @param {Judgement} judgement @param {number} step of the guide @param {number} trained */
  function report(judgement, step, trained) {
    seen.show(judgement, step, trained);
    judgement.done.forEach((done, i) => {
      attr(parts.marks[i], 'data-done', done);
      text(parts.words[i], done ? t('guide.done') : '');
    });
    attr(parts.tick, 'data-done', judgement.done[step]);
    // Spoken only when it changes, which the numbers beside it do all the time.
    text(parts.news, judgement.done[step] ? t('guide.step_done', { step: step + 1 }) : '');
  }

  return {
    update(state, changed) {
      if (changed.has('view')) show(state);
      if (shown && (changed.has('frame') || changed.has('layout'))) looks.request();
    },
    destroy() {
      looks.stop();
      root.replaceChildren();
    },
  };
}

/** @param {{go: (by: number) => void, close: () => void, again: () => void}} on */
function createParts({ go, close, again }) {
  const number = h('span', { class: 'guide-number' });
  const title = h('h2', { tabindex: -1 });
  const tick = h('span', { class: 'guide-tick' }, tickMark());
  const what = h('p', { class: 'guide-what' });
  const seen = h('div', { class: 'guide-seen' });
  const news = h('p', { class: 'heard', role: 'status' });
  const words = STEPS.map(() => h('span', { class: 'heard' }));
  const marks = STEPS.map((name, i) =>
    h('li', {}, h('span', { class: 'guide-mark' }, h('b', {}, i + 1), tickMark()), t(`guide.short.${name}`), words[i]),
  );
  const progress = h('ol', { class: 'guide-progress', 'aria-label': t('guide.progress') }, ...marks);
  const back = button(t('guide.back'), '', () => go(-1));
  const next = button(t('guide.next'), 'primary', () => go(1));
  const buttons = h(
    'div',
    { class: 'guide-buttons' },
    back,
    next,
    button(t('guide.again'), 'quiet', again),
    button(t('guide.close'), 'quiet', close),
  );
  const head = h('div', { class: 'guide-head' }, title, number, tick);
  const card = h('div', { class: 'guide-card' }, head, what, seen, news);
  return { elements: [progress, card, buttons], number, title, tick, what, seen, news, marks, words, back, next };
}

/** @param {string} label @param {string} kind @param {() => void} click */
function button(label, kind, click) {
  return h('button', { type: 'button', class: kind, on: { click: unlessOff(click) } }, label);
}

/** @returns {SVGElement} */
function tickMark() {
  return svg('svg', { class: 'tick', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: TICK }));
}
