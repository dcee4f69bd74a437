/**
 * One click to a start that is bound to overfit, with what helps against it beside it.
 *
 * @import { ViewContext } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 */

import { startTrial } from '../../lib/overfitting.js';

/** @param {ViewContext & {schema: Schema}} context */
export function overfitStart(context) {
  startTrial('nothing', context);
}
