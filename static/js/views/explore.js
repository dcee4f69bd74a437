/**
 * Explore: fit and loss, large, to zoom, read off and select in, drawn by Plotly. Training pauses first, and stays paused
 * when the chart is closed.
 *
 * @import { ChartDrawing, Selection } from '../plot/charts.js'
 * @import { State, View, ViewContext } from '../types.js'
 * @import { Chart, ChartName } from './explore/charts.js'
 */

import { t } from '../i18n.js';
import { byId, h, svg } from '../lib/dom.js';
import { watchTheme } from '../lib/palette.js';
import { createPlotFrame, plotTheme } from '../lib/plot-frame.js';
import { swallow } from '../lib/promises.js';
import { saveFile } from '../lib/save.js';
import { createThrottle } from '../lib/throttle.js';
import { touches } from '../lib/touches.js';
import { chartOf } from './explore/charts.js';
import { createDialog } from './explore/dialog.js';
import { sentencesOf } from './explore/selection.js';

const FOLLOW_EVERY = 250;
const MAGNIFIER = 'M8.8 3.5a5.3 5.3 0 1 1 0 10.6 5.3 5.3 0 0 1 0-10.6zM12.8 12.8 17 17';
/** @type {ChartName[]} */
const CHARTS = ['fit', 'loss'];
/** What of the state a chart shows. @type {(keyof State)[]} */
const SHOWN = ['frame', 'layout', 'losses', 'status', 'connection', 'marks', 'pinned'];

/** @param {ViewContext} context @returns {View} */
export function mountExplore({ store, actions }) {
  const buttons = CHARTS.map((name) => createButton(name, () => open(name)));
  const dialog = createDialog({
    tool: (tool) => draw({ tool }),
    log: (log) => draw({ log, revision: wish.revision + 1 }),
    whole: () => draw({ revision: wish.revision + 1 }),
    select: (selection) => draw({ selection, choice: wish.choice + 1 }),
    save: (format) => frame?.save(format),
  });
  const follow = createThrottle(FOLLOW_EVERY, () => draw({}));
  const forgetTheme = watchTheme(() => draw({}));
  /** @type {ReturnType<typeof createPlotFrame> | null} */
  let frame = null;
  /** @type {ChartName} */
  let name = 'fit';
  /** @type {Chart | null} what is drawn */
  let chart = null;
  let wish = newWish(true);

  /** @param {ChartName} wanted */
  function open(wanted) {
    const { status, view } = store.get();
    name = wanted;
    chart = null;
    wish = { ...newWish(view.logLoss), tool: wish.tool };
    if (status.state === 'running') swallow(actions.pause());
    dialog.open(name, view.logLoss);
    draw({});
  }

  /** Nothing is loaded or drawn while training runs. @param {Partial<typeof wish>} changes */
  function draw(changes) {
    wish = { ...wish, ...changes };
    const state = store.get();
    if (!dialog.isOpen || !stands(state)) return;
    chart = chartOf(name, state, wish.log);
    frame ??= createFrame();
    frame.draw(drawingOf(chart, wish, frame.element));
    dialog.tell(state.frame?.step ?? 0);
    tellSelection();
  }

  function createFrame() {
    const made = createPlotFrame({ title: t('explore.frame'), class: 'plot-frame' }, {
      drawn: dialog.drawn,
      escaped: dialog.close,
      selected: ({ selection }) => {
        wish.selection = selection;
        tellSelection();
      },
      image: ({ format, content }) => saveFile(content, `piecewise_${name}_explored.${format}`),
      unsaved: ({ format }) => dialog.tellUnsaved(format),
    });
    dialog.hold(made.element);
    return made;
  }

  function tellSelection() {
    if (chart) dialog.tellSelection(wish.selection, wish.selection ? sentencesOf(chart, wish.selection) : [], chart);
  }

  return {
    update(_state, changed) {
      if (dialog.isOpen && touches(changed, SHOWN)) follow.request();
    },
    destroy() {
      follow.stop();
      forgetTheme();
      frame?.destroy();
      dialog.destroy();
      for (const button of buttons) button.remove();
    },
  };
}

/**
 * @param {boolean} log
 * @returns {{tool: 'zoom' | 'select', log: boolean, revision: number, choice: number,
 *   selection: Selection | null}}
 */
function newWish(log) {
  const now = performance.now();
  return { tool: 'select', log, revision: now, choice: now, selection: null };
}

/** @param {State} state @returns {boolean} whether there is a network that does not move */
function stands({ status, connection, frame }) {
  return frame !== null && (status.state !== 'running' || connection !== 'open');
}

/** @param {Chart} chart @param {ReturnType<typeof newWish>} wish @param {HTMLElement} element @returns {ChartDrawing} */
function drawingOf(chart, { tool, revision, choice, selection }, element) {
  return { ...chart.figure, tool, revision, choice, selection, theme: plotTheme(element) };
}

/** @param {ChartName} name @param {() => void} click */
function createButton(name, click) {
  const picture = svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: MAGNIFIER }));
  const label = t(`explore.open.${name}`);
  const title = `${label}. ${t('explore.help')}`;
  const button = h('button', { type: 'button', class: 'quiet icon explore-open', 'aria-label': label, title, dataset: { chart: name, control: name }, on: { click } }, picture);
  byId(`${name}-title`).after(button);
  return button;
}
