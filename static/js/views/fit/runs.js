/**
 * The curves of other runs over the fit: of a race all of them, in colors of their own, and those that were pinned, pale.
 *
 * @import { Pinned, State, View, ViewContext } from '../../types.js'
 * @import { ChartView } from './chart.js'
 */

import { attr, fill, h, svg } from '../../lib/dom.js';
import { pinSwatch, runColor, runDash } from '../../lib/racing.js';
import { t } from '../../i18n.js';
import { gridPath, pixelGrid } from './paths.js';

/**
 * @param {ReturnType<typeof import('./parts.js').createParts>} parts
 * @param {ReturnType<typeof import('./heading.js').createHeading>} heading
 * @param {ViewContext} context
 * @param {{view: ChartView | null}} ground
 * @returns {View}
 */
export function mountRuns(parts, heading, { store, actions }, ground) {
  const { pin } = heading;
  pin.addEventListener('click', () => actions.pinRun());
  delete pin.dataset.waits;
  const each = h('span', { class: 'legend-item race-each' }, t('race.each'));
  const list = h('ul', { class: 'fit-pins', 'aria-label': t('race.pins'), hidden: true });
  heading.legend.append(each);
  heading.element.append(list);
  /** @type {SVGPathElement[]} */
  let runs = [];
  /** @type {SVGPathElement[]} */
  let ghosts = [];

  /** @param {State} state */
  function supply({ layout }) {
    runs = (layout?.race ?? []).map((_, run) =>
      svg('path', { class: 'fit-run', 'stroke-dasharray': runDash(run).join(' ') || null, style: { stroke: runColor(run) } }),
    );
    parts.runs.replaceChildren(...runs);
  }

  /** @param {State} state */
  function drawRuns({ frame, layout, hoverRun }) {
    const { view } = ground;
    const predictions = frame?.layout === layout?.layout ? frame?.sections.predictions : undefined;
    if (!view || !predictions) return;
    runs.forEach((path, run) => {
      const curve = predictions[run];
      if (curve) attr(path, 'd', gridPath(curve, pixelGrid(view, curve.length)));
    });
    mark(hoverRun, layout?.shown ?? null);
  }

  /** @param {number | null} hoverRun @param {number | null} shown */
  function mark(hoverRun, shown) {
    parts.runs.classList.toggle('dimmed', hoverRun !== null);
    runs.forEach((path, run) => {
      path.classList.toggle('lit', run === hoverRun);
      path.classList.toggle('shown', run === shown);
    });
  }

  /** @param {State} state */
  function listPins({ pinned }) {
    ghosts = pinned.map((_, i) => svg('path', { class: 'pinned-line', 'stroke-dasharray': runDash(i).join(' ') || null }));
    parts.pinned.replaceChildren(...ghosts);
    fill(list, ...pinned.map((each, i) => createItem(each, i)));
    list.hidden = pinned.length === 0;
  }

  /** @param {Pinned} pinned @param {number} index */
  function createItem({ id, name }, index) {
    const remove = () => {
      actions.unpinRun(id);
      pin.focus();
    };
    const button = h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('race.unpin', { name }), title: t('race.unpin', { name }), on: { click: remove } }, '×');
    return h('li', {}, pinSwatch(index), h('span', {}, name), button);
  }

  /** @param {State} state */
  function drawPins({ pinned }) {
    const { view } = ground;
    if (!view) return;
    pinned.forEach(({ y, from, to }, i) => {
      // A curve of another domain stands where it stood.
      const own = { x: view.x, y: view.y, from, to };
      attr(ghosts[i], 'd', gridPath(y, pixelGrid(own, y.length)));
    });
  }

  function drawAll() {
    drawRuns(store.get());
    drawPins(store.get());
  }

  return {
    update(state, changed) {
      if (changed.has('layout')) supply(state);
      if (changed.has('pinned')) {
        listPins(state);
        drawPins(state);
      }
      if (runs.length > 0 && (changed.has('frame') || changed.has('layout') || changed.has('hoverRun'))) drawRuns(state);
    },
    resize: drawAll,
    destroy() {
      for (const element of [pin, each, list]) element.remove();
    },
  };
}
