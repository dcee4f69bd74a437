/**
 * The chart of each task: what stands at the place of the fit. Nothing else of the page chooses by the task.
 *
 * @import { Layout, State, View, ViewContext } from './types.js'
 */

import { mountCurve } from './charts/curve/chart.js';

/** @typedef {(root: HTMLElement, context: ViewContext) => View} Mount */

/** Each task's chart; the first is shown until the server has said what the task is. @type {Record<string, Mount>} */
export const CHARTS = { curve: mountCurve };

/**
 * The chart of the present task; another takes its place when the task changes.
 * @param {HTMLElement} root
 * @param {ViewContext} context
 * @param {Record<string, Mount>} [charts]
 * @returns {View}
 */
export function mountChart(root, context, charts = CHARTS) {
  let task = taskOf(context.store.get(), charts);
  let chart = charts[task](root, context);

  return {
    update(state, changed) {
      const next = taskOf(state, charts);
      if (next === task) {
        chart.update(state, changed);
        return;
      }
      chart.destroy();
      root.replaceChildren();
      task = next;
      chart = charts[task](root, context);
      chart.update(state, new Set(/** @type {(keyof State)[]} */ (Object.keys(state))));
    },
    resize: () => chart.resize?.(),
    destroy: () => chart.destroy(),
  };
}

/** @param {{layout: Layout | null}} state @param {Record<string, Mount>} charts @returns {string} */
function taskOf({ layout }, charts) {
  return layout?.config.task ?? Object.keys(charts)[0];
}
