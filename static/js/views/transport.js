/**
 * Play, Step, Reset, undo, speed, and the numbers of the moment.
 *
 * @import { Actions, State, View, ViewContext } from '../types.js'
 * @import { Schema } from '../schema.js'
 */

import { obstacle } from '../controls/registry.js';
import { count, t } from '../i18n.js';
import { attr, byId, text } from '../lib/dom.js';
import { lossText } from '../lib/format.js';

/** Steps per second at each notch of the slider; null is as fast as the server grants. */
const SPEEDS = [1, 2, 5, 10, 20, 30, 60, 120, 250, 500, 1000, 2000, null];

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountTransport(root, { store, actions, schema }) {
  const abort = new AbortController();
  const { signal } = abort;
  const buttons = Object.fromEntries(
    ['reset', 'play', 'step', 'undo', 'redo'].map((name) => [name, find(root, `[data-control="${name}"]`)]),
  );
  const speed = createSpeed(find(root, '.speed'), actions, signal);
  const [stepOutput, lossOutput] = [...root.querySelectorAll('output')];
  const epoch = find(root, '[data-value="epoch"]');
  const validation = find(root, '[data-value="validation"]');
  const rates = byId('rates');

  const isRunning = () => store.get().status.state === 'running';
  /** @type {Record<string, () => Promise<unknown>>} */
  const deeds = {
    reset: actions.reset,
    play: () => (isRunning() ? actions.pause() : actions.play()),
    step: () => actions.step(),
    undo: actions.undo,
    redo: actions.redo,
  };

  /** @param {MouseEvent} event */
  function onClick(event) {
    const button = /** @type {Element} */ (event.target).closest('[data-control]');
    if (!(button instanceof HTMLElement) || button.getAttribute('aria-disabled') === 'true') return;
    // A refusal has been put into words by the action itself.
    deeds[button.dataset.control ?? '']?.().catch(() => {});
  }

  /** @param {State} state */
  function showStatus(state) {
    const { status } = state;
    const running = status.state === 'running';
    attr(buttons.play, 'aria-label', t(running ? 'transport.pause' : 'transport.play'));
    attr(buttons.play, 'data-running', running);
    for (const name of /** @type {const} */ (['undo', 'redo'])) {
      const reason = obstacle(name, state, schema);
      // Not `disabled`: a button that is switched off under the finger would drop the keyboard's focus.
      attr(buttons[name], 'aria-disabled', String(reason !== null));
      attr(buttons[name], 'title', reason ? t(reason.key, reason.params) : t(`transport.${name}_help`));
    }
    speed.show(status.steps_per_second);
  }

  root.addEventListener('click', onClick, { signal });
  return {
    update(state, changed) {
      const { frame, rates: { steps, frames } } = state;
      if (changed.has('status') || changed.has('layout') || changed.has('locks')) showStatus(state);
      if (changed.has('frame') && frame) {
        text(stepOutput, String(frame.step));
        text(lossOutput, lossText(frame.trainingLoss));
        text(epoch, count(Math.floor(frame.epoch)));
        text(validation, lossText(frame.validationLoss) || '–');
      }
      if (changed.has('rates')) text(rates, t('transport.rates', { steps: count(steps), frames }));
    },
    destroy: () => abort.abort(),
  };
}

/** @param {HTMLElement} root @param {Actions} actions @param {AbortSignal} signal */
function createSpeed(root, actions, signal) {
  const slider = /** @type {HTMLInputElement} */ (find(root, 'input'));
  const value = find(root, '.value');
  slider.max = String(SPEEDS.length - 1);

  /** @param {number | null} rate */
  function show(rate) {
    slider.value = String(notch(rate));
    text(value, rate === null ? t('transport.speed_most') : t('transport.speed_value', { rate: count(rate) }));
    const words = rate === null ? t('transport.speed_most_text') : t('transport.speed_text', { rate: count(rate) });
    attr(slider, 'aria-valuetext', words);
  }

  function onInput() {
    const rate = SPEEDS[slider.valueAsNumber];
    show(rate);
    actions.setSpeed(rate).catch(() => {});
  }

  slider.addEventListener('input', onInput, { signal });
  return { show };
}

/** The nearest notch. @param {number | null} rate @returns {number} */
function notch(rate) {
  if (rate === null) return SPEEDS.length - 1;
  const distances = SPEEDS.map((speed) => (speed === null ? Infinity : Math.abs(Math.log(speed / rate))));
  return distances.indexOf(Math.min(...distances));
}

/** @param {HTMLElement} root @param {string} selector @returns {HTMLElement} */
function find(root, selector) {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`the transport has no ${selector}`);
  return element;
}
