import { identitiesOf } from '../../static/js/identities.js';
import { equal, test } from './harness.js';

test('names count from one, with the layer where there are several; ids are the server\'s', () => {
  equal(identitiesOf([[4, 1]]).map(({ name, id }) => [name, id]), [['h1', 4], ['h2', 1]]);
  equal(identitiesOf([[9], [0, 2]]).map(({ layer, index, name, id }) => [layer, index, name, id]), [
    [0, 0, 'h1.1', 9], [1, 0, 'h2.1', 0], [1, 1, 'h2.2', 2],
  ]);
  equal(identitiesOf([]), []);
});
