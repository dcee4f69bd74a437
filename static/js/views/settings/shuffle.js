/**
 * A button that draws the random numbers of the data anew.
 *
 * @import { Control, Setting } from './controls.js'
 */

import { t } from '../../i18n.js';
import { get } from '../../schema.js';
import { h, svg } from '../../lib/dom.js';

const PICTURE = 'M3 6h3l7 8h4M3 14h3l2-2.3M11 8.3 13 6h4M15 4l2 2-2 2M15 12l2 2-2 2';

/** @param {Setting} setting @returns {Control} */
export function shuffle({ field, id, describedBy, commit, config }) {
  const next = () => commit((Number(get(config(), field.path)) + 1) % ((field.single?.maximum ?? Infinity) + 1));
  const picture = svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: PICTURE }));
  const name = t('curve.reshuffle');
  const button = h('button', { type: 'button', id, 'aria-label': name, 'aria-describedby': describedBy, on: { click: next } }, picture, name);
  return { element: button, show() {} };
}
