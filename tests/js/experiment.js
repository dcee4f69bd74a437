/** What many tests need: the real schema, and the English words. */

import { setStrings } from '../../static/js/i18n.js';
import { setRegistries } from '../../static/js/lib/registries.js';
import { createSchema } from '../../static/js/schema.js';

const [json, strings] = await Promise.all(
  ['/schema.json', '/static/i18n/en.json'].map(async (url) => (await fetch(url)).json()),
);
setStrings(strings, 'en');

export const english = strings;

export const schema = createSchema(json);
setRegistries(schema.registries);
