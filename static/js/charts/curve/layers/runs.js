/**
 * The curves of other runs over the fit: of a race all of them, in colors of their own, and those that were pinned, pale.
 *
 * @import { Pinned, State, ViewContext } from '../../../types.js'
 */

import { fill, h } from '../../../lib/dom.js';
import { pinSwatch, runColor, runDash } from '../../../lib/racing.js';
import { t } from '../../../i18n.js';
import { curveLayer } from '../layer.js';

const [THIN, MIDDLE] = [1.5, 2];

export const runs = curveLayer({
  id: 'runs',
  reads: ['frame', 'layout', 'hoverRun'],
  slot: 'top',
  className: 'fit-runs',
  race: 'only',
  colored: true,
  dimmed: ({ hoverRun }) => hoverRun !== null,
  curves({ frame, layout, hoverRun }) {
    if (!layout?.race) return [];
    const { from, to } = layout.grids.prediction;
    const drawn = frame?.layout === layout.layout ? (frame?.sections.predictions ?? []) : [];
    return layout.race.map(({ label }, i) => ({
      kind: 'fit-run', name: () => label, y: drawn[i] ?? [], from, to, color: runColor(i), size: MIDDLE, dash: runDash(i),
      state: [i === hoverRun && 'lit', i === layout.shown && 'shown'].filter(Boolean).join(' '),
    }));
  },
});

export const pinned = curveLayer({
  id: 'pinned',
  reads: ['pinned'],
  slot: 'under',
  className: 'fit-pinned',
  // A curve of another domain stands where it stood.
  curves: (state) => state.pinned.map(({ name, y, from, to }, i) => (
    { kind: 'pinned-line', name: () => name, y, from, to, color: 'var(--line-strong)', size: THIN, dash: runDash(i) })),
});

/**
 * The names of the curves in the chart's legend, and the button that pins one more.
 * @param {ReturnType<typeof import('../legend.js').createLegend>} legend
 * @param {ViewContext} context
 */
export function mountRunNames({ element, items, pin }, { actions }) {
  pin.addEventListener('click', () => actions.pinRun());
  delete pin.dataset.waits;
  const list = h('ul', { class: 'fit-pins', 'aria-label': t('race.pins'), hidden: true });
  items.append(h('span', { class: 'legend-item race-each' }, t('race.each')));
  element.append(list);
  /** @type {Pinned[]} */
  let listed = [];

  /** @param {Pinned} pinned @param {number} index */
  function createItem({ id, name }, index) {
    const remove = () => {
      actions.unpinRun(id);
      pin.focus();
    };
    const button = h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('race.unpin', { name }), title: t('race.unpin', { name }), on: { click: remove } }, '×');
    return h('li', {}, pinSwatch(index), h('span', {}, name), button);
  }

  return {
    reads: /** @type {(keyof State)[]} */ (['pinned']),
    /** @param {State} state */
    update({ pinned: wanted }) {
      if (wanted === listed) return;
      listed = wanted;
      fill(list, ...wanted.map(createItem));
      list.hidden = wanted.length === 0;
    },
  };
}
