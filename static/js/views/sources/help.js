/** What a formula may be made of, briefly. */

import { h } from '../../lib/dom.js';
import { t } from '../../i18n.js';

const ROWS = [
  ['2x + x^2 − |x|/3 + π + e', 'help_operators'],
  ['sin cos tan exp ln sqrt abs sign floor round mod min max tanh sigmoid relu step gauss', 'help_functions'],
  ['x < 0 ? 1 : 2x', 'help_choice'],
  ['(−1 < x < 1)', 'help_comparison'],
];

/** @returns {HTMLElement} */
export function createHelp() {
  const rows = ROWS.flatMap(([example, key]) => [h('dt', {}, example), h('dd', {}, t(`sources.${key}`))]);
  return h('dl', { class: 'formula-list' }, ...rows);
}
