/**
 * Links to what the page shows.
 *
 * @import { Config, Opened, Store } from './types.js'
 * @import { Extras } from './link-codec.js'
 * @import { Schema } from './schema.js'
 */

import { copyText } from './lib/clipboard.js';
import { same } from './schema.js';
import { encodeExtras, encodeLink } from './link-codec.js';

/** @param {{store: Store, schema: Schema}} options */
export function createSharing({ store, schema }) {
  /**
   * The link to the experiment, or to the saved run while it is still that. What the page's own link locks and hides
   * goes along unless something else is given.
   * @param {Extras} [given]
   * @returns {string}
   */
  function link(given = {}) {
    const { config, locks, opened } = store.get();
    const extras = { ...locks?.link, ...given };
    if (!extras.weights && opened?.run !== undefined && isStill(opened, config)) {
      const fragment = encodeExtras(extras);
      return `${location.origin}/r/${opened.run}${fragment && '#'}${fragment}`;
    }
    return `${location.origin}/#${encodeLink(config, schema, extras)}`;
  }

  return {
    link,
    /** @param {Extras} [extras] @returns {Promise<{link: string, copied: boolean}>} */
    async share(extras) {
      const text = link(extras);
      return { link: text, copied: await copyText(text) };
    },
  };
}

/** Whether what was opened is still what runs. @param {Opened | null} opened @param {Config} config */
export function isStill(opened, config) {
  return opened !== null && same(opened.config, config);
}
