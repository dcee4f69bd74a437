/**
 * Shows which neurons something is wrong with, once it stands.
 *
 * @import { Finding, View } from '../../types.js'
 */

import { createStableFindings } from '../../lib/stable-findings.js';

/** @param {(standing: Finding[]) => void} doze @returns {View} */
export function mountDoze(doze) {
  const standing = createStableFindings();
  return {
    update(state, changed) {
      if (changed.has('findings') || changed.has('layout')) doze(standing.update(state, changed));
    },
    destroy() {},
  };
}
