/**
 * The loss on a slice around the present weights, with the way they took.
 *
 * While training runs the map stays as it was made: drawn anew at every step it could not be read. The circle and the
 * path follow the weights on it, at the point of the slice that is nearest to them; where they leave it, it is made
 * anew. Where the weights are is known exactly in its middle and where somebody went on it; anywhere else the map is of
 * another place, and is made anew as soon as everything stands still.
 *
 * @import { Cell } from '../../js/plot/pointing.js'
 * @import { State, View, ViewContext } from '../../js/types.js'
 * @import { Schema } from '../../js/schema.js'
 * @import { KnownPoint, Landscape } from './map.js'
 */

import { h, text } from '../../js/lib/dom.js';
import { lossWords, shortText } from '../../js/lib/format.js';
import { createThrottle } from '../../js/lib/throttle.js';
import { watchTheme } from '../../js/lib/palette.js';
import { currentParameters } from '../../js/lib/parameters.js';
import { createPlotFrame, plotTheme } from '../../js/lib/plot-frame.js';
import { swallow } from '../../js/lib/promises.js';
import { count, reasonIn, t } from '../../js/i18n.js';
import { createControls } from './controls.js';
import { heightOf, logHeightTicks, lowestOf, nearestOn, originOf, pointWith, rangeOf, spotAt, spotsOf, walked } from './map.js';
import { placeFields, weightName } from './weights.js';

export default {
  slot: 'lab',
  id: 'landscape',
  order: 20,
  reads: ['view', 'layout', 'frame', 'status', 'config'],
  mount: mountLandscape,
};

const LOOK_EVERY = 250;
/** A map that the weights have left while training runs is made anew, but no more often, in milliseconds. */
const FOLLOW_EVERY = 3000;

/** @param {HTMLElement} root @param {ViewContext & {schema: Schema}} context @returns {View} */
export function mountLandscape(root, { store, actions }) {
  const controls = createControls({ asked: ask, shown: draw });
  const frame = createPlotFrame({ title: t('landscape.frame'), class: 'plot-frame landscape-frame' }, {
    ready: ({ surfaces }) => controls.allowSurfaces(surfaces), clicked: ({ cell }) => go(cell), pointed: ({ cell }) => read(cell),
  });
  const button = (/** @type {string} */ name, /** @type {() => void} */ click) =>
    h('button', { type: 'button', title: t(`landscape.${name}_help`), on: { click } }, t(`landscape.${name}`));
  const buttons = h('div', { class: 'landscape-buttons' }, button('refresh', ask), button('pin', pin), button('lowest', goLowest));
  const status = h('p', { class: 'landscape-status', role: 'status' });
  const readout = h('p', { class: 'landscape-readout', 'aria-live': 'polite' });
  const slice = h('p');
  const words = h('div', { class: 'landscape-words' }, h('p', {}, t('landscape.valleys')), slice);
  root.classList.add('landscape');
  root.append(
    h('div', { class: 'landscape-side' }, h('p', {}, t('landscape.what')), controls.element, buttons, words),
    h('div', { class: 'landscape-main' }, h('div', { class: 'landscape-lines' }, status, readout), frame.element),
  );
  const look = createThrottle(LOOK_EVERY, lookAround);
  const forgetTheme = watchTheme(draw);

  /** @type {Landscape | null} */
  let map = null;
  /** What the map is of: data, loss and shape. */
  let subject = '';
  /** @type {KnownPoint[]} */
  let known = [];
  /** @type {KnownPoint | null} */
  let present = null;
  /** @type {{a: number, b: number, frame: number} | null} */
  let gone = null;
  /** @type {number | null} */
  let pinnedAt = null;
  let askedAt = -Infinity;
  let [asking, again, open, pointing] = [false, false, false, false];
  let refusal = '';

  async function ask() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    again = false;
    askedAt = performance.now();
    const { wish } = controls;
    const [first, second] = wish.weights.map(placeFields);
    const about = subjectOf(store.get());
    try {
      const answer = await actions.ask('landscape', { span: wish.span, ...(wish.random ? { seed: wish.seed } : { first, second }) });
      take(answer.landscape, about);
    } catch (error) {
      refusal = t('landscape.refused', { message: reasonIn(error) });
      subject = about;
    }
    asking = false;
    // Training may have come to rest while a map of where it was then was on its way.
    const { status: { state, step } } = store.get();
    if (again || (refusal === '' && map && state !== 'running' && map.step < step)) ask();
    else tell();
  }

  /** @param {Landscape} landscape @param {string} about */
  function take(landscape, about) {
    [map, subject, known, present, gone, refusal, pinnedAt] = [landscape, about, [], null, null, '', landscape.pinned];
    const state = store.get();
    const parameters = currentParameters(state);
    if (parameters && state.status.state !== 'running' && state.frame?.step === landscape.step) {
      present = { a: 0, b: 0, parameters: parameters.slice() };
      known.push(present);
    }
    draw();
  }

  /** Where are the weights, now that they stand still? */
  function lookAround() {
    const state = store.get();
    const parameters = currentParameters(state);
    if (!open || !parameters) return;
    if (subject !== subjectOf(state)) {
      if (!asking) ask();
      return;
    }
    if (state.status.state === 'running') {
      follow(parameters);
      return;
    }
    const before = present;
    present = placeOf(state, parameters);
    if (present !== before) draw();
    else tell();
    if (!present && !gone && !asking && refusal === '') ask();
  }

  /** Where the weights are while training runs, and the way they took. @param {Float32Array} parameters */
  function follow(parameters) {
    const nearest = map && nearestOn(map, parameters);
    if (!map || !nearest) {
      present = null;
      return tell();
    }
    const [a, b] = nearest;
    present = { a, b, parameters };
    if (map.pinned !== null) map.path = walked(map.path, nearest);
    const reach = map.a[map.a.length - 1];
    if (Math.max(Math.abs(a), Math.abs(b)) > reach && !asking && performance.now() - askedAt > FOLLOW_EVERY) ask();
    return draw();
  }

  /** @param {State} state @param {Float32Array} parameters @returns {KnownPoint | null} where the weights are, once a frame shows it */
  function placeOf(state, parameters) {
    const found = pointWith(known, parameters);
    if (!gone || !state.frame || state.frame.number < gone.frame) return found;
    // Somebody who went there may be back already, before anybody has looked.
    const point = found ?? { a: gone.a, b: gone.b, parameters: parameters.slice() };
    if (!found) known.push(point);
    gone = null;
    return point;
  }

  /** @param {Cell} cell */
  function go({ column, row }) {
    if (!map) return;
    const [a, b] = [map.a[column], map.b[row]];
    swallow(actions.goTo(a, b).then((ack) => {
      gone = store.get().status.state === 'running' ? null : { a, b, frame: ack.frame };
      look.request();
    }));
  }

  function goLowest() {
    const cell = map && lowestOf(map);
    if (cell) go(cell);
  }

  function pin() {
    swallow(actions.pin().then((ack) => {
      pinnedAt = ack.step;
      ask();
    }));
  }

  function draw() {
    const { layout } = store.get();
    tell();
    if (!map || !layout || !open) return;
    const { wish } = controls;
    const height = heightOf(map, wish.log);
    const range = rangeOf(map);
    const [across, up] = originOf(map);
    const [x, y] = map.random ? [t('landscape.first'), t('landscape.second')] : wish.weights.map((place) => weightName(layout, place));
    frame.draw({
      kind: wish.kind, x: map.a.map((a) => across + a), y: map.b.map((b) => up + b),
      heights: map.losses.map((line) => line.map(height)), ticks: wish.log && range ? logHeightTicks(range) : null,
      path: spotsOf(map, height), present: present && spotAt(map, height, present.a, present.b), theme: plotTheme(root),
      labels: { x, y, height: t('landscape.loss'), whole: t(`landscape.${wish.kind}_label`, { x, y }) },
    });
  }

  /** @param {Cell | null} cell */
  function read(cell) {
    pointing = cell !== null;
    if (!cell || !map) return tell();
    const loss = map.losses[cell.row][cell.column];
    const [across, up] = originOf(map);
    const [a, b] = [across + map.a[cell.column], up + map.b[cell.row]].map((value) => shortText(Number(value.toFixed(4))));
    return text(readout, loss === null ? t('landscape.at_nothing', { a, b }) : t('landscape.at', { a, b, loss: lossWords(loss) }));
  }

  function tell() {
    text(status, statusWords());
    if (!pointing) text(readout, pinWords());
  }

  function statusWords() {
    if (refusal) return refusal;
    if (!map) return t('landscape.computing');
    const { status: { state }, frame: latest } = store.get();
    const step = count(map.step);
    if (state === 'running') return t('landscape.runs_on', { step });
    return present && latest ? t('landscape.here', { loss: lossWords(latest.trainingLoss), step: count(latest.step) }) : t('landscape.made', { step });
  }

  function pinWords() {
    return pinnedAt === null ? t('landscape.unpinned') : t('landscape.pinned', { step: count(pinnedAt) });
  }

  return {
    update(state, changed) {
      if (changed.has('layout') && !['undo', 'redo', 'edit', 'patch', 'reset'].includes(state.layout?.cause ?? '')) pinnedAt = null;
      const wasOpen = open;
      open = state.view.lab === 'landscape';
      if (!open) return;
      if (state.layout && (changed.has('layout') || !wasOpen)) {
        controls.follow(state.layout, state.selection);
        text(slice, t('landscape.slice', { count: count(state.layout.parameter_count) }));
      }
      if (!wasOpen) ask();
      if (['frame', 'layout', 'status', 'config'].some((key) => changed.has(/** @type {keyof State} */ (key)))) look.request();
    },
    destroy() {
      look.stop();
      forgetTheme();
      frame.destroy();
      root.replaceChildren();
    },
  };
}

/** What losses depend on beside the weights. @param {State} state @returns {string} */
function subjectOf({ config, layout }) {
  return JSON.stringify([config.data, config.training.loss, layout?.sizes, layout?.activations, layout?.race?.length, layout?.shown]);
}
