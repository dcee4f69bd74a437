/**
 * A start that is bound to overfit: few noisy points and a network far too large for them.
 *
 * @import { ViewContext } from '../../types.js'
 * @import { Schema } from '../../schema.js'
 */

import { withValue } from '../../schema.js';
import { swallow } from '../../lib/promises.js';

const START = {
  'data.source': { kind: 'target', name: 'rising_sine' },
  'data.samples': 24,
  'data.noise': 0.35,
  'data.validation_fraction': 0.5,
  'network.hidden': [32, 32],
  'network.activation': 'tanh',
  'network.initializer': 'xavier_normal',
  'training.loss': 'mean_squared_error',
  'training.optimizer': { name: 'adam', learning_rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
};

/** @param {ViewContext & {schema: Schema}} context */
export function overfitStart({ actions, schema }) {
  const config = Object.entries(START).reduce((made, [path, value]) => withValue(made, path, value), schema.defaults);
  actions.choose({ lab: 'regularization' });
  swallow(actions.begin(config).then(() => actions.play()));
}
