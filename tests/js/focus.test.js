/** Whoever works by keyboard goes on from where something was pressed, also when that is switched off or goes away. */

import { h } from '../../static/js/lib/dom.js';
import { createStore } from '../../static/js/store.js';
import { nextOf } from '../../static/js/lib/roving.js';
import { mountLab } from '../../static/js/views/lab.js';
import { mountInitSpread } from '../../static/features/init-spread/index.js';
import { button, name } from '../../static/js/views/network/controls.js';
import { createKeep } from '../../static/js/views/share/keep.js';
import { createRows } from '../../static/features/trace/rows.js';
import { schema } from './experiment.js';
import { assert, equal, stage, test, until } from './harness.js';

/** @returns {string | null | undefined} what the element with the focus says */
function focused() {
  return document.activeElement === document.body ? null : document.activeElement?.textContent;
}

/** @param {Element} root @param {string} label @returns {HTMLButtonElement} */
function buttonOf(root, label) {
  const found = [...root.querySelectorAll('button')].find((each) => each.textContent?.startsWith(label));
  assert(found, `no button ${label}`);
  return found;
}

/** @param {HTMLElement} element */
function press(element) {
  element.focus();
  element.click();
}

test('a button of the network that can do no more keeps the focus, and does nothing', () => {
  let removed = 0;
  const minus = button('network.remove.1', 'remove-neuron', 'M3 10h14', () => (removed += 1));
  stage().append(minus);
  name(minus, 'Remove neuron', () => null);
  press(minus);
  name(minus, 'Remove neuron', () => ({ by: 'limit', key: 'network.last_neuron' }));
  minus.click();
  equal([removed, document.activeElement === minus, minus.getAttribute('aria-disabled'), minus.title], [1, true, 'true', 'A layer keeps at least one neuron.']);
  name(minus, 'Remove neuron', () => null);
  minus.click();
  equal([removed, minus.hasAttribute('aria-disabled')], [2, false]);
});

test('the lab has the focus when it opens, and its button when it closes', () => {
  const [menu, root] = [stage(), stage()];
  menu.id = 'lab-menu';
  menu.append(h('button', {}, 'Lab'));
  root.hidden = true;
  const state = { view: { lab: null }, layout: null, frame: null, opening: true, status: {} };
  const store = createStore(/** @type {any} */ (state));
  const actions = { choose: (/** @type {any} */ changes) => store.set({ view: { ...store.get().view, ...changes } }) };
  const view = mountLab(root, /** @type {any} */ ({ store, actions, schema }));
  store.subscribe((changed) => view.update(store.get(), changed));
  press(buttonOf(menu, 'Lab'));
  press(buttonOf(menu, 'Loss landscape'));
  equal([root.hidden, focused()], [false, 'Loss landscape']);
  press(buttonOf(root, 'Close'));
  equal([root.hidden, focused()], [true, 'Lab']);
  view.destroy();
  menu.remove();
});

test('a start that was chosen is in the table again, and has the focus', async () => {
  const layout = { config: schema.defaults, sizes: [1, 3, 1], activations: ['relu'] };
  const store = createStore(/** @type {any} */ ({ view: { lab: 'init_spread' }, layout, status: { state: 'paused' }, config: schema.defaults }));
  const spread = [null, 'zeros', 'he_normal'].map((initializer) => ({ initializer, scale: 1, layers: null }));
  let asked = 0;
  const actions = { ask: async () => ((asked += 1), { spread, step: 0 }), patch: async () => {}, reset: async () => {} };
  const root = stage();
  const view = mountInitSpread(root, /** @type {any} */ ({ store, actions, schema }));
  view.update(store.get(), new Set(/** @type {const} */ (['view', 'layout'])));
  const starts = () => [...root.querySelectorAll('tbody button')];
  await until(() => starts().length === 2);
  const [, pressed] = starts();
  press(/** @type {HTMLElement} */ (pressed));
  await until(() => asked === 2 && starts()[1] !== pressed);
  equal(starts().indexOf(/** @type {Element} */ (document.activeElement)), 1);
  view.destroy();
});

test('what a button had left out has the focus when it is there', () => {
  const container = stage();
  /** @param {string} text @param {number} hidden @returns {any} */
  const line = (text, hidden) => ({ kind: 'line', key: 'h1', layer: 0, line: { head: text, sum: '', hidden, tail: '', result: '1' } });
  const rest = /** @type {any} */ ({ kind: 'more', key: 'rest', layer: 0, text: 'and 3 more' });
  const rows = createRows(container, {
    hover() {}, choose() {},
    open: (key) => rows.show(key === 'h1' ? [line('z', 0), rest] : [line('z', 0), line('all of it', 0)]),
  });
  rows.show([line('z', 4), rest]);
  press(buttonOf(container, '…'));
  assert(focused()?.startsWith('z'), `${focused()}`);
  press(buttonOf(container, 'and 3 more'));
  assert(focused()?.startsWith('all of it'), `${focused()}`);
});

test('of saved runs the next one has the focus, then the name of the next to save, which is sent once', async () => {
  const { fetch } = globalThis;
  const saved = ['one', 'two'].map((run) => ({ run, title: run, secret: '', expires: null }));
  localStorage.setItem('piecewise.runs', JSON.stringify(saved));
  Object.assign(globalThis, { fetch: async () => ({ ok: true }) });
  let sent = 0;
  const save = () => ((sent += 1), new Promise(() => {}));
  const { element, refresh } = createKeep(/** @type {any} */ ({ actions: { save }, schema: { limits: { saving: true } } }));
  stage().append(element);
  refresh();
  const runs = () => [...element.querySelectorAll('li')];
  for (const left of [1, 0]) {
    press(buttonOf(runs()[0], 'Delete'));
    buttonOf(runs()[0], '').click();
    await until(() => runs().length === left);
    assert(document.activeElement === (left > 0 ? buttonOf(runs()[0], 'Delete') : element.querySelector('input')), `${left} left`);
  }
  const submit = /** @type {HTMLButtonElement} */ (element.querySelector('[type=submit]'));
  press(submit);
  submit.click();
  equal([sent, document.activeElement === submit], [1, true]);
  Object.assign(globalThis, { fetch });
});

test('arrows, Home and End lead among things in a column, a row or both, round where that is wanted', () => {
  equal(['ArrowUp', 'ArrowDown', 'Home', 'End', 'ArrowLeft', 'a'].map((key) => nextOf(key, 2, 4, { along: 'column' })), [1, 3, 0, 3, undefined, undefined]);
  equal(['ArrowLeft', 'ArrowUp'].map((key) => nextOf(key, 0, 4, { along: 'row', wraps: true })), [3, undefined]);
  equal([nextOf('ArrowRight', 3, 4), nextOf('ArrowDown', 3, 4, { wraps: true }), nextOf('ArrowUp', 0, 4)], [3, 0, 0]);
});
