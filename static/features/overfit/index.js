/**
 * One click to a start that is bound to overfit, with what helps against it beside it.
 *
 * @import { PageContext } from '../../js/types.js'
 */

import { startTrial } from '../../js/lib/overfitting.js';

export default { slot: 'menu', id: 'overfit', order: 50, run: overfitStart };

/** @param {string} _entry @param {PageContext} context */
function overfitStart(_entry, context) {
  startTrial('nothing', context);
}
