/** What a formula may be made of, briefly. */

import { h } from '../../lib/dom.js';
import { t } from '../../i18n.js';

const ROWS = [
  ['2x + x^2 − x/3', 'help_operators'],
  ['|x|  π  e', 'help_signs'],
  ['sin cos tan exp ln log2 sqrt abs sign floor round mod(x, 2) min(x, 1) max', 'help_functions'],
  ['tanh sigmoid relu softplus step gauss', 'help_activations'],
  ['x < 0 ? 1 : 2x', 'help_choice'],
  ['(−1 < x < 1)', 'help_comparison'],
];

/** @returns {HTMLElement} */
export function createHelp() {
  const rows = ROWS.flatMap(([example, key]) => [h('dt', {}, example), h('dd', {}, t(`sources.${key}`))]);
  return h('dl', { class: 'formula-list' }, ...rows);
}
