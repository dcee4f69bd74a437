/**
 * Keeps the page's address and the experiment in step: the fragment always holds it, and a new fragment starts it.
 *
 * @import { Config, Store } from './types.js'
 * @import { Notices } from './notices.js'
 * @import { Problems } from './url.js'
 * @import { Schema } from './schema.js'
 */

import { t } from './i18n.js';
import { same } from './schema.js';
import { decodeConfig, encodeConfig } from './url.js';

/** Browsers refuse more than about 100 changes of the address in 30 s, which a slider's drag would make. */
const WRITE_INTERVAL = 400;

/** @typedef {ReturnType<typeof createAddress>} Address */

/** @param {{store: Store, schema: Schema, notices: Notices, open: (config: Config) => Promise<void>}} options */
export function createAddress({ store, schema, notices, open }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function write() {
    timer = undefined;
    const fragment = `#${encodeConfig(store.get().config, schema)}`;
    if (fragment !== location.hash) history.replaceState(history.state, '', fragment);
  }

  /** @returns {Config} */
  function read() {
    const { config, problems } = decodeConfig(location.hash.slice(1), schema);
    tell(problems);
    return config;
  }

  /** @param {Problems} problems */
  function tell({ unknown, bad, broken, version }) {
    const values = bad.map(({ key, value, objection }) =>
      t('link.bad_value', { key, value, reason: t(objection.key, objection.params) }),
    );
    const texts = [
      broken && t('link.broken'),
      version !== null && t('link.version', { version }),
      unknown.length > 0 && t('link.unknown', { names: unknown.join(', ') }),
      values.length > 0 && t('link.bad', { names: values.join(', ') }),
    ].filter((text) => text !== false);
    if (texts.length > 0) notices.show({ id: 'link', kind: 'warn', text: texts.join(' '), lasting: true });
  }

  async function onHashChange() {
    const config = read();
    // A refusal has been put into words; the address goes back to the experiment that runs.
    if (!same(config, store.get().config)) await open(config).catch(() => {});
    write();
  }

  const unsubscribe = store.subscribe((changed) => {
    if (changed.has('config')) timer ??= setTimeout(write, WRITE_INTERVAL);
  });
  addEventListener('hashchange', onHashChange);
  return {
    read,
    write,
    destroy() {
      clearTimeout(timer);
      unsubscribe();
      removeEventListener('hashchange', onHashChange);
    },
  };
}
