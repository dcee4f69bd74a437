import { t } from '../../static/js/i18n.js';
import { createHexReader } from '../../static/js/lib/hex.js';
import { h, svg } from '../../static/js/lib/dom.js';
import { drawSheet, offstage, toPngFile } from '../../static/js/lib/picture.js';
import { configOf, resultOf } from '../../static/js/lib/result.js';
import { createLosses } from '../../static/js/losses.js';
import { blobOf } from '../../static/js/plot/exploring.js';
import { escaped, layoutOf, tracesOf } from '../../static/js/plot/charts.js';
import { fetchExport } from '../../static/js/views/export/server.js';
import { sentencesOf } from '../../static/js/views/explore/selection.js';
import { schema } from './experiment.js';
import { assert, close, equal, stage, test, until } from './harness.js';

/** A 1-2-1 network at step 20, whose losses are known to step 30. @param {object} [changes] @returns {any} */
function state(changes = {}) {
  const losses = createLosses();
  for (const step of [0, 10, 20, 30]) losses.push(step, 1 / (step + 1), NaN);
  const config = { ...schema.defaults, network: { ...schema.defaults.network, hidden: [2] } };
  const layout = { layout: 1, config, race: null, parameter_count: 7, parameters: [{ offset: 0, shape: [2, 2] }, { offset: 4, shape: [3, 1] }] };
  const frame = { layout: 1, step: 20, sections: { parameters: Float32Array.from([1, 2, 3, 4, 5, 6, 0.1]) } };
  return { config, layout, frame, losses, raceLosses: null, status: { state: 'paused' }, ...changes };
}

test('a result holds weights as fan_out × fan_in, exactly, and no loss from after its step', () => {
  const result = resultOf(state());
  equal(result?.layers, [{ weights: [[1], [2]], biases: [3, 4] }, { weights: [[5, 6]], biases: [Math.fround(0.1)] }]);
  equal(result?.losses.step, [0, 10, 20]);
  equal(result?.losses.validation, null);
  equal([result?.step, result?.stopped], [20, null]);
  equal(resultOf(state({ status: { state: 'stopped' } }))?.stopped, 'early_stopping');
});

test('a result is of one network: what is still to come is not in it', () => {
  const coming = { ...schema.defaults, seed: 7, network: { ...schema.defaults.network, hidden: [9] }, training: { ...schema.defaults.training, l1_penalty: 0.5 } };
  const config = configOf(state({ config: coming }));
  equal([config.network.hidden, config.seed, config.training.l1_penalty], [[2], schema.defaults.seed, 0.5]);
  equal(resultOf(state({ frame: { layout: 0, step: 3, sections: {} } })), null);
});

test('of a race the run shown is taken, with its own settings and losses', () => {
  const own = createLosses();
  own.push(0, 5, 6);
  const runs = [{ label: 'one', config: { ...schema.defaults, seed: 3 } }, { label: 'two', config: schema.defaults }];
  const base = state();
  const result = resultOf(state({ layout: { ...base.layout, race: runs.toReversed(), shown: 1 }, raceLosses: [createLosses(), own] }));
  equal([result?.config.seed, result?.losses.train, result?.losses.validation], [3, [5], [6]]);
});

/** @returns {any} */
function chart() {
  const points = { x: [0, 1, 2, 3], y: [0, 10, 20, 30] };
  return { samples: [{ name: 'training', points, gaps: [1, 2, 3, 4] }], lines: [], figure: { y: { title: 'y' } } };
}

test('a box tells how many samples are in it, and their means', () => {
  equal(sentencesOf(chart(), { x: [0.5, 2.5], y: null }), ['training: 2 of 4 samples, mean y 15, mean gap |y − Y′| 2.5']);
  equal(sentencesOf(chart(), { x: [0.5, 2.5], y: [15, 30] }), ['training: 1 of 4 samples, mean y 20, mean gap |y − Y′| 3']);
  equal(sentencesOf(chart(), { x: [7, 8], y: null }), ['training: none']);
  const lines = [{ name: 'validation', x: [0, 5, 10], y: [0.5, 0.1, null] }];
  equal(sentencesOf({ ...chart(), samples: [], lines }, { x: [0, 10], y: null }), ['validation: 2 points, mean 0.3000, lowest 0.1000 at step 5']);
});

/** @param {object} [changes] @returns {any} */
function drawing(changes = {}) {
  const theme = { font: '', ink: '#111', soft: '#222', line: '#333', panel: '#fff', size: 12 };
  return {
    kind: 'chart', theme, accent: '#00f', tool: 'select', across: true, selection: null, revision: 1, choice: 1, labels: { whole: '' },
    x: { title: 'step', range: [0, 50] }, y: { title: 'loss', log: true, range: [0.01, 1] },
    marks: [{ x: 5, label: '<b>+h4' }], series: [{ name: 'training', kind: 'line', x: [0, 1], y: [1, null], color: '#000', size: 2 }], ...changes,
  };
}

test('Plotly is given ranges as it wants them, and no tags', () => {
  const layout = /** @type {any} */ (layoutOf(drawing({ selection: { x: [10, 20], y: null } })));
  equal(layout.yaxis.range, [-2, 0]);
  equal([layout.selections[0].x0, layout.selections[0].x1], [10, 20]);
  assert(layout.selections[0].y0 < 0.01 && layout.selections[0].y1 > 1, 'all heights');
  equal(layout.annotations[0].text, '&lt;b&gt;+h4');
  equal(escaped('a & b'), 'a &amp; b');
  const named = drawing({ x: { title: 'T <5 min', range: [0, 1] }, series: [{ ...drawing().series[0], name: '<a href="//x">pin</a>' }] });
  equal(/** @type {any} */ (layoutOf(named)).xaxis.title.text, 'T &lt;5 min');
  equal(/** @type {any} */ (tracesOf(named)[0]).name, '&lt;a href="//x"&gt;pin&lt;/a&gt;');
  equal(/** @type {any} */ (tracesOf(drawing())[0]).y, [1, null]);
});

test('files are made of what Plotly gives', async () => {
  equal(await blobOf('data:image/svg+xml,%3Csvg%3E%E2%88%92').text(), '<svg>−');
  const png = blobOf(`data:image/png;base64,${btoa('\x89PNG')}`);
  equal([png.type, png.size], ['image/png', 4]);
});

test('a drawing that fails keeps nothing waiting, and a file that cannot be made is told', async () => {
  const { reportError } = globalThis;
  stage().append(h('div', { id: 'plot' }), h('div', { id: 'cursor' }));
  /** @type {string[]} */
  const done = [];
  /** @param {string} what */
  const fail = async (what) => {
    done.push(what);
    throw new Error(what);
  };
  /** @type {string[]} */
  const told = [];
  const listen = (/** @type {MessageEvent} */ { data }) => told.push(data.type);
  Object.assign(globalThis, { Plotly: { react: () => fail('draw'), toImage: () => fail('image') }, reportError() {} });
  addEventListener('message', listen);
  await import('../../static/js/plot/main.js');
  for (const type of ['draw', 'draw', 'image']) {
    const before = done.length;
    postMessage({ type, format: 'png', drawing: drawing() }, location.origin);
    await until(() => done.length > before);
  }
  await until(() => told.includes('unsaved'));
  equal(done, ['draw', 'draw', 'image']);
  removeEventListener('message', listen);
  Object.assign(globalThis, { reportError });
});

test('colors are read in one notation', () => {
  const hex = createHexReader();
  equal(['rgb(255, 0, 16)', 'none', '#123456'].map(hex), ['#ff0010', 'none', '#123456']);
  assert(/^#[0-9a-f]{6}$/.test(hex('oklch(0.6 0.1 200)')), 'oklch');
});

test('a picture carries its own styles and refers to nothing', async () => {
  document.head.append(h('style', {}, '.ink { stroke: rgb(1, 2, 3); stroke-width: 4px; opacity: 0.5 } .gone { display: none }'));
  const picture = offstage((place) => drawSheet(place, {
    title: 'Fit', caption: `${'long '.repeat(200)}`, width: 300, height: 100,
    legend: Array.from({ length: 12 }, (_, i) => ({ label: `line ${i}`, swatch: svg('path', { class: 'ink', d: 'M1 5h24' }) })),
    drawing: [svg('path', { class: 'ink', d: 'M0 0L9 9', style: { '--x': '1' } }), svg('path', { class: 'gone', d: 'M0 0L1 1' }), svg('path', {}), svg('circle', { cx: 1.23456, r: 2 })],
  }));
  const root = new DOMParser().parseFromString(picture.text, 'image/svg+xml').documentElement;
  equal([...root.querySelectorAll('*')].filter((each) => each.matches('[class], [style], parsererror')).length, 0);
  const paths = [...root.querySelectorAll('path')];
  equal(paths.length, 13);
  equal(['stroke', 'stroke-width', 'opacity'].map((name) => paths[12].getAttribute(name)), ['#010203', '4', '0.5']);
  equal(root.querySelector('circle')?.getAttribute('cx'), '1.23');
  equal(Number(root.getAttribute('height')), picture.height);
  assert(picture.height > 180, 'a legend of several lines takes room');
  assert([...root.querySelectorAll('text')].some((words) => words.textContent?.endsWith('…')), 'a caption that is too long is cut');
  const image = await createImageBitmap(await toPngFile(picture, 2));
  close(image.width, picture.width * 2);
  close(image.height, Math.round(picture.height * 2));
});

test('a frame without an origin of its own says why it makes no files', async () => {
  const [fetched, origin] = [globalThis.fetch, self.origin];
  const told = async () => fetchExport(/** @type {any} */ ({}), 'csv').catch((error) => error.message);
  try {
    globalThis.fetch = () => Promise.reject(new TypeError('blocked'));
    equal(await told(), t('export.offline'));
    Object.defineProperty(self, 'origin', { value: 'null', configurable: true });
    equal(await told(), t('export.sandboxed'));
    assert(t('export.sandboxed') !== t('export.offline'));
  } finally {
    globalThis.fetch = fetched;
    Object.defineProperty(self, 'origin', { value: origin, configurable: true });
  }
});
