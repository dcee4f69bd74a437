/**
 * The paths in writing: one formula, or three to choose from and their sum below.
 *
 * @import { Model } from './model.js'
 */

import { t } from '../../js/i18n.js';
import { attr, fill, h, text } from '../../js/lib/dom.js';
import { neuronColor } from '../../js/lib/palette.js';
import { bentTerm, constant, joined, pathFormula, plain, sumOfNumbers } from './formula.js';

const MOST = 3;

/** @param {Model} model */
export function createRows(model) {
  const rows = Array.from({ length: MOST }, (_, i) => {
    const input = h('input', { type: 'radio', name: 'functions-path', 'aria-label': t('functions.ramp.path', { name: `f${i + 1}` }), on: { change: () => model.set({ chosen: i }) } });
    const output = h('output', { class: 'functions-formula', 'aria-live': 'off' });
    return { input, output, element: h('label', { class: 'functions-path', style: { '--neuron': neuronColor(i) } }, input, output) };
  });
  const total = h('output', { class: 'functions-formula total', 'aria-live': 'off' });
  const offsets = h('p', { class: 'functions-words' });
  const element = h('div', { class: 'functions-paths' }, ...rows.map((row) => row.element), total);

  function draw() {
    const { paths, chosen, activation } = model.get();
    const many = paths.length > 1;
    attr(element, 'role', many ? 'radiogroup' : null);
    attr(element, 'aria-label', many ? t('functions.ramp.choose') : null);
    rows.forEach(({ input, output, element: row }, i) => {
      row.hidden = i >= paths.length;
      if (row.hidden) return;
      input.hidden = !many;
      input.checked = i === chosen;
      text(output, `${many ? `f${i + 1}` : 'y'} = ${pathFormula(paths[i], activation)}`);
    });
    total.hidden = !many;
    offsets.hidden = !many;
    if (many) writeTotal();
  }

  function writeTotal() {
    const { paths, activation } = model.get();
    const bias = paths.reduce((all, { c }) => all + c, 0);
    const terms = paths.map((path) => bentTerm(path, activation));
    const written = terms.map((_, i) => i).filter((i) => terms[i] !== '');
    const pieces = joined([...terms, constant(bias)]);
    // Between two terms a line may break, within one it may not.
    const colored = pieces.flatMap((piece, i) => {
      const style = i < written.length ? { '--neuron': neuronColor(written[i]) } : undefined;
      return [i > 0 && ' ', h('span', { style }, piece.trimStart())];
    });
    fill(total, 'Y′ = ', ...(colored.length > 0 ? colored : ['0']));
    text(offsets, t('functions.ramp.offsets', { sum: sumOfNumbers(paths.map(({ c }) => c)), bias: plain(bias) }));
  }

  return { element, offsets, draw };
}
