/**
 * One click to a start that is bound to overfit, with what helps against it beside it.
 *
 * @import { ViewContext } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 */

import { experimentOf } from '../../lib/overfitting.js';
import { swallow } from '../../lib/promises.js';

/** @param {ViewContext & {schema: Schema}} context */
export function overfitStart({ actions, schema }) {
  actions.choose({ lab: 'regularization' });
  swallow(actions.begin(experimentOf('nothing', schema)).then(() => actions.play()));
}
