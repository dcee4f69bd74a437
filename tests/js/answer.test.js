import { createStore } from '../../static/js/store.js';
import { mountAnswer } from '../../static/features/answer/index.js';
import { groupsOf } from '../../static/features/answer/collapse.js';
import { sentenceKey } from '../../static/features/answer/forms.js';
import { asTerm, fitRow, kindOf, lineOf, sentenceOf, shownLines, summandsOf } from '../../static/features/answer/model.js';
import { createRoving } from '../../static/js/lib/roving.js';
import { weave } from '../../static/features/answer/sentence.js';
import { bind, changeOf, chunksOf, splitSign } from '../../static/features/answer/typeset.js';
import { schema } from './experiment.js';
import { assert, equal, stage, test, until } from './harness.js';

/** @typedef {import('../../static/js/types.js').Layout} Layout */
/** @typedef {import('../../static/js/types.js').Place} Place */

const NAMES = (/** @type {number} */ layer, /** @type {number} */ index) => `h${layer + 1}.${index + 1}`;

/** @param {number[]} hidden @param {string} [activation] @returns {Layout} */
function layoutOf(hidden, activation = 'relu') {
  let id = 0;
  const neurons = hidden.flatMap((size, layer) =>
    Array.from({ length: size }, (_, index) => ({ layer, index, name: NAMES(layer, index), id: (id += 1) - 1 })),
  );
  const activations = hidden.map(() => activation);
  return /** @type {any} */ ({ layout: 1, sizes: [1, ...hidden, 1], activations, neurons, parameter_count: 10 });
}

/** What the server says of −1.2·R(x + 1) + 0.5·R(x − 1) + 0.25. @returns {any} */
function written() {
  const term = (/** @type {Place} */ place, /** @type {string} */ text) => ({ neurons: [place], text, latex: text });
  return {
    domain: [-3, 3],
    form: 'neurons',
    lines: [{
      name: 'y', neuron: [1, 0], opening: 'y = ', closing: '', latex_opening: 'y = ', latex_closing: '',
      terms: [term([0, 0], '−1.2·R(x + 1)'), term([0, 1], ' + 0.5·R(x − 1)'), term([1, 0], ' + 0.25')],
    }],
    definitions: [{ text: 'R(z) = max(0, z)', latex: '' }],
    marks: [],
    pieces: [
      { from: -3, to: -1, slope: 0, intercept: 0.25, awake: [], parts: [] },
      { from: -1, to: 1, slope: -1.2, intercept: -0.95, awake: [[0, 0]], parts: [[0, 0, -1.2]] },
      { from: 1, to: 3, slope: -0.7, intercept: -1.45, awake: [[0, 0], [0, 1]], parts: [[0, 0, -1.2], [0, 1, 0.5]] },
    ],
    collapse: null,
    piece_count: 3,
  };
}

/** The view with a state, and what it asked for. @param {any} changes @param {any} [answer] to `writeOut` */
function setUp(changes = {}, answer = { text: 'exact', latex: '\\exact' }) {
  /** @type {any[]} */
  const calls = [];
  const layout = layoutOf([2]);
  /** @type {any} */
  const state = {
    layout, written: written(), view: { tab: 'answer', present: false, form: null },
    hover: null, selection: null, piece: null, hoverPiece: null, ...changes,
  };
  const store = createStore(state);
  const note = (/** @type {string} */ name) => (/** @type {any} */ value) => calls.push([name, value]);
  /** @type {any} */
  const actions = {
    hover: (/** @type {any} */ hover) => store.set({ hover }),
    hoverPiece: (/** @type {any} */ hoverPiece) => store.set({ hoverPiece }),
    select: note('select'), choose: note('choose'),
    selectPiece: (/** @type {any} */ piece) => store.set({ piece }),
    writeOut: async (/** @type {any} */ form) => (note('writeOut')(form), answer),
  };
  const root = stage();
  const view = mountAnswer(root, { store, actions, schema });
  store.subscribe((changed) => view.update(store.get(), changed));
  view.update(store.get(), new Set(/** @type {(keyof import('../../static/js/types.js').State)[]} */ (Object.keys(state))));
  const all = (/** @type {string} */ selector) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
  return { root, store, view, calls, all };
}

test('a term is its sign and the rest', () => {
  equal(splitSign('−0.6·R(x)'), { sign: '−', body: '0.6·R(x)' });
  equal(splitSign(' − 0.95·R(x + 0.9)'), { sign: '−', body: '0.95·R(x + 0.9)' });
  equal(splitSign(' + 0.25'), { sign: '+', body: '0.25' });
  equal(splitSign('R(x)'), { sign: '', body: 'R(x)' });
});

test('variables are found, functions and numbers are not, neurons get the names of the page', () => {
  const runs = (/** @type {string} */ formula) => chunksOf(formula, NAMES).flat().filter(({ kind }) => kind === 'variable').map(({ text }) => text);
  equal(runs('−0.5·R(0.4·x + 2e−5)'), ['x']);
  equal(runs('max(0, z)'), ['z']);
  equal(runs('0.5·h1_2 − 1.5·h2_10'), ['h1.2', 'h2.10']);
  const formula = '0.7·R(−0.3·R(x + 1) + 2) − leaky(x)';
  equal(chunksOf(formula, NAMES).flat().map(({ text }) => text).join(''), formula, 'nothing is lost');
});

test('lines break before operators, not inside the innermost brackets', () => {
  const chunks = (/** @type {string} */ formula) =>
    chunksOf(bind(formula), NAMES).map((runs) => runs.map(({ text }) => text).join('').replaceAll('\u00a0', '~'));
  equal(chunks('0.7·R(−0.3·R(x + 1) + 2·R(x − 3) + 4)'), ['0.7·R(', '−0.3·R(x~+~1)', ' +~2·R(x~−~3)', ' +~4)']);
  equal(chunks('leaky(0.2·x + 0.1)'), ['leaky(0.2·x', ' +~0.1)']);
});

test('what a step of algebra changed', () => {
  equal(changeOf('2·(3·(0.5·x + 1) − 4) + 7', '2·(1.5·x + 3 − 4) + 7'), ['2·(', '1.5·x + 3', ' − 4) + 7']);
  equal(changeOf('2·(1.5·x + 3 − 4) + 7', bind('2·(1.5·x − 1) + 7')), ['2·(1.5·x ', '−\u00a01', ') +\u00a07']);
  equal(changeOf('x + 1', 'x + 1'), ['x + 1', '', '']);
});

test('kinds of networks', () => {
  equal(kindOf(layoutOf([]), schema), 'none');
  equal(kindOf(layoutOf([1, 1], 'linear'), schema), 'linear');
  equal(kindOf(layoutOf([3], 'leaky_relu'), schema), 'bent');
  equal(kindOf(layoutOf([3], 'tanh'), schema), 'smooth');
  equal(kindOf({ ...layoutOf([3, 2]), activations: ['relu', 'gelu'] }, schema), 'smooth');
});

test('every activation has its place among the sentences', () => {
  for (const { name } of schema.registries.activations) {
    const kind = kindOf(layoutOf([2, 2], name), schema);
    for (const form of /** @type {const} */ (['neurons', 'hinges'])) assert(sentenceKey(form, kind, 1) !== '', name);
  }
  equal(['neurons', 'hinges'].map((form) => sentenceKey(/** @type {'neurons'} */ (form), 'bent', 1)), ['neurons', 'hinges']);
  equal(sentenceKey('neurons', 'bent', 9), 'neurons_lines');
  equal(sentenceKey('neurons', 'smooth', 9), 'smooth_lines');
});

test('a long formula says how many terms are missing', () => {
  const long = written();
  long.lines = [0, 1].map((line) => ({ ...long.lines[0], terms: Array.from({ length: 60 }, (_, i) => ({ neurons: [[0, line]], text: ` + ${i}`, latex: '' })) }));
  const { lines, missing } = shownLines(long, layoutOf([2]));
  equal([lines.length, lines[0].terms.length, lines[1].terms.length, missing], [2, 60, 20, 40]);
  equal(shownLines({ ...long, lines: null }, layoutOf([2])), { lines: [], missing: 0 });
});

test('slopes add up in words', () => {
  const [, , piece] = written().pieces;
  equal(summandsOf(piece, layoutOf([2])).map(({ who, slope }) => [who.name, slope]), [['h1.1', -1.2], ['h1.2', 0.5]]);
  equal([asTerm(-3.4), asTerm(1.9), asTerm(-3.4, true)], [' − 3.40', ' + 1.90', '−3.40']);
  equal(lineOf({ from: 0, to: 1, slope: -1.5, intercept: 0.42 }), 'Y′ = −1.50·x + 0.42');
  const many = Array.from({ length: 9 }, () => summandsOf(piece, layoutOf([2]))[0]);
  equal([fitRow(many).shown.length, fitRow(many).missing], [5, 4]);
  equal(fitRow(many.slice(0, 6)).missing, 0);
});

test('the sentence about a piece says what is true of its network', () => {
  const sentence = (/** @type {Layout} */ layout, /** @type {number} */ summands) => sentenceOf(kindOf(layout, schema), layout, summands);
  equal([0, 1, 2].map((summands) => sentence(layoutOf([3]), summands)), ['nobody', 'one', 'several']);
  equal([0, 2].map((summands) => sentence(layoutOf([3, 2]), summands)), ['deep_nobody', 'deep']);
  equal([0, 2].map((summands) => sentence(layoutOf([3], 'leaky_relu'), summands)), ['flat', 'all']);
  equal(sentence(layoutOf([]), 0), 'straight');
});

test('elements take the places of parameters', () => {
  equal(weave('{names} are awake: {sum}.', { names: ['a', 'b'], sum: ['c'] }), ['', 'a', 'b', ' are awake: ', 'c', '.']);
});

test('linear layers: one chain, or each neuron with every different step once', () => {
  const row = (/** @type {Place} */ neuron, /** @type {string[]} */ ...[substituted, gathered, collected]) => ({ neuron, substituted, gathered, collected });
  const layout = layoutOf([2], 'linear');
  const rows = [[row([0, 0], 'x', 'x', 'x'), row([0, 1], '2·x', '2·x', '2·x')], [row([1, 0], 'a', 'b', 'c')]];
  const groups = groupsOf({ slope: 1, intercept: 0, chain: [], rows }, layout);
  equal(groups.map(({ derivations }) => derivations.map(({ who, steps }) => [who.name, steps])), [
    [['h1.1', ['x']], ['h1.2', ['2·x']]], [['Y′', ['a', 'b', 'c']]],
  ]);
  const chain = groupsOf({ slope: 1, intercept: 0, chain: ['1', '2', '3', '4'], rows }, layout);
  equal(chain.map(({ derivations }) => derivations[0].steps), [['1', '2', '3', '4']]);
  const wide = groupsOf({ slope: 1, intercept: 0, chain: [], rows: [Array.from({ length: 9 }, () => row([0, 0], 'y'.repeat(300), 'z', 'x'))] }, layout);
  equal([wide[0].derivations.length, wide[0].missing, wide[0].derivations[0].steps], [6, 3, ['x']]);
});

test('one element a term, in its neuron’s color, that stays while numbers change', () => {
  const { store, all, view } = setUp();
  const terms = all('.answer-term');
  equal(terms.map((term) => term.textContent?.replaceAll('\u00a0', ' ')), ['−1.2·R(x + 1)', '+0.5·R(x − 1)', '+0.25']);
  equal(terms.map((term) => term.style.getPropertyValue('--neuron')), ['var(--neuron-1)', 'var(--neuron-2)', 'var(--ink)']);
  const next = written();
  next.lines[0].terms[1].text = ' − 0.75·R(x − 1.25)';
  store.set({ written: next });
  assert(all('.answer-term').every((term, i) => term === terms[i]), 'the same elements');
  equal(terms[1].textContent?.replaceAll('\u00a0', ' '), '−0.75·R(x − 1.25)');
  equal(terms[1].getAttribute('aria-label')?.replaceAll('\u00a0', ' '), 'h1.2: −0.75·R(x − 1.25)');
  view.destroy();
});

test('an answer of a layout that is over keeps its own names and colors', () => {
  const { store, all, view } = setUp();
  store.set({ layout: layoutOf([1]) });
  store.set({ view: { ...store.get().view, form: 'neurons' } });
  equal(all('.answer-term').length, 3);
  equal(all('.answer-term')[1].getAttribute('aria-label')?.startsWith('h1.2'), true);
  view.destroy();
});

test('hovering a term is hovering its neuron, and the other way round', () => {
  const { store, all, calls, view } = setUp();
  const terms = all('.answer-term');
  terms[1].dispatchEvent(new PointerEvent('pointerenter'));
  equal(store.get().hover, { layer: 0, neuron: 1 });
  equal(terms.map((term) => term.classList.contains('lit')), [false, true, false]);
  terms[1].dispatchEvent(new PointerEvent('pointerleave'));
  equal(store.get().hover, null);
  terms[0].click();
  equal(calls, [['select', { layer: 0, neuron: 0 }]]);
  store.set({ hoverPiece: 2 });
  equal(terms.map((term) => term.classList.contains('lit')), [true, true, false], 'who is awake on the piece');
  view.destroy();
});

test('a piece in the table: its sum, and in a sentence who is awake', () => {
  const { store, all, view } = setUp();
  equal(all('.answer-slope').map((cell) => cell.textContent), ['none = 0.00', '−1.20 = −1.20', '−1.20 +0.50 = −0.70']);
  all('.answer-piece')[2].click();
  equal(store.get().piece, 2);
  const sentence = () => all('.answer-sentence')[0].textContent?.replaceAll('\u00a0', ' ');
  equal(sentence(), 'Piece 3: h1.1 + h1.2 are awake: −1.20 + 0.50 = −0.70. Y′ = −0.70·x − 1.45');
  equal(all('.answer-piece')[2].getAttribute('aria-pressed'), 'true');
  all('.answer-piece')[0].focus();
  equal(sentence(), 'Piece 1: no neuron is awake there, so the slope is 0.00. Y′ = 0.00·x + 0.25');
  all('.answer-piece')[2].click();
  equal(store.get().piece, null);
  view.destroy();
});

test('many pieces: a table of some, or words alone', () => {
  const [piece] = written().pieces;
  const many = { ...written(), pieces: Array.from({ length: 100 }, () => piece), piece_count: 100 };
  const { store, all, view } = setUp({ written: many });
  equal(all('.answer-pieces tbody tr').length, 40);
  const words = () => all('.answer-more').map((p) => p.textContent);
  equal(words(), ['… and 60 more pieces']);
  store.set({ written: { ...written(), lines: null, definitions: undefined, pieces: null, piece_count: 409, form: 'hinges' } });
  equal(all('.answer-term').length, 0);
  assert(all('.answer-too-long')[0].textContent?.includes('409 pieces'), 'how many');
  equal(words(), ['409 pieces are too many for a table.']);
  view.destroy();
});

test('arrows go from button to button, Tab stops once', () => {
  const element = stage();
  const buttons = ['a', 'b', 'c'].map((name) => Object.assign(document.createElement('button'), { textContent: name, tabIndex: -1 }));
  element.append(...buttons);
  const roving = createRoving(element);
  roving.arrange(buttons);
  equal(buttons.map(({ tabIndex }) => tabIndex), [0, -1, -1]);
  buttons[0].focus();
  const press = (/** @type {string} */ key) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  press('ArrowDown');
  press('ArrowRight');
  equal(document.activeElement?.textContent, 'c');
  press('ArrowDown');
  equal(buttons.map(({ tabIndex }) => tabIndex), [-1, -1, 0]);
  roving.arrange(buttons.slice(0, 2));
  equal(buttons[0].tabIndex, 0, 'the stop that went is replaced');
  element.remove();
});

test('where the clipboard refuses, the formula is there to be copied by hand', async () => {
  const { all, calls, view } = setUp({}, { text: '1.25*max(0, x)', latex: '' });
  const clipboard = /** @type {any} */ (navigator.clipboard ?? {});
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: () => Promise.reject(new Error('no')) } });
  document.execCommand = () => false;
  all('.answer-copy button')[0].click();
  const field = /** @type {HTMLTextAreaElement} */ (all('.answer-copied')[0]);
  await until(() => !field.hidden);
  equal([field.value, field.readOnly, field.selectionEnd], ['1.25*max(0, x)', true, 14]);
  assert(all('[role=status]')[0].textContent?.includes('copy yourself'), 'in words');
  equal(calls, [['writeOut', 'neurons']]);
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
  Reflect.deleteProperty(document, 'execCommand');
  view.destroy();
});

test('nothing is written while another tab is shown', () => {
  const { store, all, view } = setUp({ view: { tab: 'neurons', present: false, form: null } });
  equal(all('.answer-term').length, 0);
  store.set({ view: { ...store.get().view, tab: 'answer' } });
  equal(all('.answer-term').length, 3);
  view.destroy();
});
