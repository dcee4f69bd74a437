/**
 * Shows the sums one by one in the chart's place while that is chosen; what draws them is loaded the first time.
 *
 * @import { Actions, Changed, State } from '../../types.js'
 */

import { failed } from '../../lib/lazy.js';

/**
 * @param {{box: HTMLElement, rows: HTMLElement}} parts
 * @param {HTMLButtonElement} replay
 * @param {{actions: Actions, get: () => State}} context
 */
export function mountRows(parts, replay, context) {
  /** @type {ReturnType<typeof import('./rows.js').createRows> | null} */
  let rows = null;
  let chosen = false;

  async function begin() {
    const { createRows } = await import('./rows.js');
    rows ??= createRows(parts.rows, context);
    if (chosen) rows.play();
  }

  replay.addEventListener('click', () => rows?.play());

  return {
    /** @param {State} state @param {Changed} changed */
    update(state, changed) {
      if (state.view.rows !== chosen) {
        chosen = state.view.rows;
        parts.rows.hidden = !chosen;
        parts.box.hidden = chosen;
        if (chosen) begin().catch(failed);
        else rows?.stop();
      } else if (chosen && ['frame', 'layout', 'hover', 'selection'].some((key) => changed.has(/** @type {keyof State} */ (key)))) {
        rows?.draw(state);
      }
    },
    destroy() {
      rows?.destroy();
    },
  };
}
