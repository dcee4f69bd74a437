import { createLosses } from '../../static/js/losses.js';
import { createDropdown } from '../../static/js/lib/dropdown.js';
import { mountWhenNeeded, tellFailures } from '../../static/js/lib/lazy.js';
import { get, withValue } from '../../static/js/schema.js';
import { createStore } from '../../static/js/store.js';
import { mountCurve } from '../../static/js/views/curve.js';
import { mountMessages } from '../../static/js/views/messages.js';
import { mountSettings, mountTraining } from '../../static/js/views/settings.js';
import { schema } from './experiment.js';
import { assert, equal, stage, test, until } from './harness.js';

/** @typedef {import('../../static/js/types.js').State} State */

/** A page's state and a server that takes every change, or refuses it. @param {(root: HTMLElement, context: any) => import('../../static/js/types.js').View} mount */
function setUp(mount) {
  /** @type {Record<string, unknown>[]} */
  const patches = [];
  /** @type {string | null} */
  let refusal = null;
  /** @type {any} */
  const state = {
    config: schema.defaults, fieldErrors: {}, layout: null, messages: [], losses: createLosses(),
  };
  const store = createStore(state);
  const actions = {
    /** @param {Record<string, unknown>} changes */
    async patch(changes) {
      patches.push(changes);
      if (refusal !== null) {
        store.set({ fieldErrors: Object.fromEntries(Object.keys(changes).map((path) => [path, refusal ?? ''])) });
        throw new Error(refusal);
      }
      let { config } = store.get();
      for (const [path, value] of Object.entries(changes)) config = withValue(config, path, value);
      store.set({ config, fieldErrors: {} });
    },
    /** @param {string} id */
    dismiss: (id) => store.set({ messages: store.get().messages.filter((m) => m.id !== id) }),
  };
  const root = stage();
  const view = mount(root, { store, actions, schema });
  store.subscribe((changed) => view.update(store.get(), changed));
  view.update(store.get(), new Set(/** @type {(keyof State)[]} */ (Object.keys(state))));
  return { root, store, patches, view, refuse: (/** @type {string | null} */ words) => (refusal = words) };
}

/** @param {Element} root @param {string} path @returns {HTMLElement} */
function field(root, path) {
  const found = root.querySelector(`[data-control="${path}"]`);
  assert(found instanceof HTMLElement, `no setting ${path}`);
  return found;
}

/** @template {Element} T @param {Element} root @param {string} selector @param {new () => T} type @returns {T} */
function find(root, selector, type) {
  const found = root.querySelector(selector);
  assert(found instanceof type, `no ${selector}`);
  return found;
}

/** @param {HTMLInputElement | HTMLSelectElement} input @param {string} value @param {string} event */
function enter(input, value, event = 'change') {
  input.value = value;
  input.dispatchEvent(new Event(event, { bubbles: true }));
}

test('every field of the schema with a control has one, labelled and described', () => {
  const { root, view } = setUp((element, context) => mountTraining(element, context));
  for (const { path, ui, name } of schema.fields(schema.defaults).filter((f) => f.ui.group === 'training')) {
    if (ui.control === 'hidden') continue;
    const input = find(field(root, path), 'input, select', HTMLElement);
    assert(/** @type {HTMLInputElement} */ (input).labels?.length === 1, `${name} has a label`);
    assert(input.getAttribute('aria-describedby')?.split(' ').every((id) => document.getElementById(id)), name);
  }
  view.destroy();
  equal(root.children.length, 0);
});

test('another optimizer brings its own fields, the menu keeps the focus', () => {
  const { root, patches } = setUp((element, context) => mountTraining(element, context));
  const menu = find(field(root, 'training.optimizer'), 'select', HTMLSelectElement);
  menu.focus();
  enter(menu, 'momentum');
  equal(get(patches, '0.training.optimizer'), undefined);
  equal(/** @type {any} */ (patches[0]['training.optimizer']).name, 'momentum');
  assert(root.querySelector('[data-control="training.optimizer.momentum"]'), 'momentum has a field');
  assert(!root.querySelector('[data-control="training.optimizer.beta1"]'), 'beta1 is gone');
  assert(document.activeElement === menu, 'the menu keeps the focus');
});

test('a value out of bounds is explained at the field and the old one stays', () => {
  const { root, patches } = setUp((element, context) => mountSettings(element, context, 'network'));
  const setting = field(root, 'seed');
  const input = find(setting, 'input', HTMLInputElement);
  enter(input, '-1');
  equal([patches.length, input.value], [0, String(schema.defaults.seed)]);
  assert(find(setting, '.error', HTMLElement).textContent !== '', 'the field says why');
  enter(input, '12');
  equal([patches, find(setting, '.error', HTMLElement).textContent], [[{ seed: 12 }], '']);
});

test('what the server refuses is said at the field and the old value stays', async () => {
  const { root, refuse } = setUp((element, context) => mountSettings(element, context, 'data'));
  const setting = field(root, 'data.samples');
  const slider = find(setting, 'input[type=range]', HTMLInputElement);
  const before = slider.value;
  refuse('too much for one step');
  enter(slider, '3', 'input');
  await until(() => slider.value === before);
  equal(find(setting, '.error', HTMLElement).textContent, 'too much for one step');
});

test('sliders follow their scale, exact values may be typed', () => {
  const { root, patches } = setUp((element, context) => mountTraining(element, context));
  const rate = field(root, 'training.optimizer.learning_rate');
  const slider = find(rate, 'input[type=range]', HTMLInputElement);
  enter(slider, slider.max, 'input');
  equal(patches.at(-1), { 'training.optimizer.learning_rate': 1 });
  enter(find(rate, 'input[type=text]', HTMLInputElement), '１e−2');
  equal(patches.at(-1), { 'training.optimizer.learning_rate': 0.01 });
  const dropout = find(field(root, 'training.dropout'), 'input[type=text]', HTMLInputElement);
  enter(dropout, '25%');
  equal([patches.at(-1), dropout.value], [{ 'training.dropout': 0.25 }, '25%']);
  const l1 = find(field(root, 'training.l1_penalty'), 'input[type=range]', HTMLInputElement);
  enter(l1, '0', 'input');
  equal(l1.getAttribute('aria-valuetext'), '0');
  const batch = find(field(root, 'training.batch_size'), 'input[type=range]', HTMLInputElement);
  enter(batch, '0', 'input');
  equal(patches.at(-1), { 'training.batch_size': 1 });
  enter(batch, batch.max, 'input');
  equal(patches.at(-1), { 'training.batch_size': null });
});

test('early stopping is switched on with its defaults and shows its fields', () => {
  const { root, patches } = setUp((element, context) => mountTraining(element, context));
  assert(!root.querySelector('[data-control="training.early_stopping.patience"]'), 'off at first');
  find(field(root, 'training.early_stopping'), 'input', HTMLInputElement).click();
  assert(Object.keys(/** @type {object} */ (patches[0]['training.early_stopping'])).includes('patience'), 'whole value');
  assert(root.querySelector('[data-control="training.early_stopping.patience"]'), 'its fields are there');
});

test('an activation for each layer, and one for all again', () => {
  const { root, store, patches } = setUp((element, context) => mountTraining(element, context));
  store.set({ config: withValue(schema.defaults, 'network.hidden', [4, 4]) });
  const [first, second] = root.querySelectorAll('.layers select');
  assert(first instanceof HTMLSelectElement && second instanceof HTMLSelectElement, 'two menus');
  enter(second, 'tanh');
  equal(patches.at(-1), { 'network.activation': [schema.defaults.network.activation, 'tanh'] });
  enter(/** @type {HTMLSelectElement} */ (root.querySelector('.layers select')), 'tanh');
  equal(patches.at(-1), { 'network.activation': 'tanh' });
});

test('a press elsewhere closes the further settings where they lie over the page, not where they are part of it', () => {
  const { root } = setUp((element, context) => mountTraining(element, context));
  const panel = find(root, '.more-panel', HTMLElement);
  const press = () => document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  find(root, '.more', HTMLButtonElement).click();
  press();
  equal(panel.hidden, false, 'in a phone\'s sheet');
  panel.style.position = 'absolute';
  press();
  equal(panel.hidden, true);
});

/** Whether what listens on the page for Escape is left out of it. @param {Element} element */
function keepsEscape(element) {
  return !element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
}

test('Escape closes what is open, one thing at a time', () => {
  const place = stage();
  place.append(document.createElement('button'));
  const menu = createDropdown(place, { id: 'menu', label: 'Menu' }, document.createElement('button'));
  const [opener] = place.querySelectorAll('button');
  opener.click();
  equal([keepsEscape(opener), keepsEscape(opener)], [true, false], 'a menu');
  menu.destroy();
  const { root } = setUp((element, context) => mountTraining(element, context));
  const more = find(root, '.more', HTMLButtonElement);
  more.click();
  equal([keepsEscape(more), keepsEscape(more)], [true, false], 'the further settings');
});

test('the gallery is a group of radio buttons, one for each built-in curve', async () => {
  const { root, store, patches } = setUp((element, context) => mountCurve(element, context));
  const radios = [...root.querySelectorAll('input')];
  equal(radios.length, schema.registries.targets.length);
  const sine = radios.find(({ value }) => value === 'sine');
  sine?.click();
  equal(patches, [{ 'data.source': { kind: 'target', name: 'sine' } }]);
  assert(radios.every((radio) => radio.checked === (radio === sine)), 'the chosen one is checked');
  store.set({ config: withValue(schema.defaults, 'data.source', { kind: 'points', x: [0, 1], y: [0, 1] }) });
  await until(() => radios.every((radio) => !radio.checked)); // none for points of one's own
});

test('messages show text as text, with their buttons, and go away', () => {
  const { root, store } = setUp((element, context) => mountMessages(element, context));
  let pressed = 0;
  const hostile = '<img src=x onerror=alert(1)>';
  store.set({ messages: [{ id: 'a', kind: 'error', text: hostile, actions: [{ label: 'Do', run: () => (pressed += 1) }] }] });
  equal([root.querySelector('img'), root.querySelector('p')?.textContent], [null, hostile]);
  equal(root.firstElementChild?.getAttribute('role'), 'alert');
  const [act, dismiss] = root.querySelectorAll('button');
  act.click();
  dismiss.click();
  equal([pressed, root.children.length], [1, 0]);
});

test('a view that could not be loaded is said to be missing, and loaded when it is needed anew', async () => {
  const { fetch, reportError } = globalThis;
  Object.assign(globalThis, { fetch: async () => ({ ok: false }), reportError() {} });
  let [told, drawn] = [0, 0];
  tellFailures(() => (told += 1));
  const state = (/** @type {boolean} */ wanted) => /** @type {any} */ ({ frame: { step: 1 }, opening: false, status: {}, wanted });
  const view = mountWhenNeeded(async () => ({ update: () => (drawn += 1), destroy() {} }), (given) => /** @type {any} */ (given).wanted);
  view.update(state(true), new Set());
  await until(() => told === 1);
  Object.assign(globalThis, { fetch, reportError });
  view.update(state(true), new Set());
  await new Promise((resolve) => setTimeout(resolve, 20));
  equal([told, drawn], [1, 0], 'not at every frame');
  view.update(state(false), new Set());
  view.update(state(true), new Set());
  await until(() => drawn > 0);
  equal(told, 1);
});
