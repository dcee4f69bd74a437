/**
 * Marks the neurons that findings name, once a finding has been confirmed.
 *
 * @import { Finding, View } from '../../types.js'
 */

import { createStableFindings } from '../../lib/stable-findings.js';

/** @param {(findings: Finding[]) => void} mark @returns {View} */
export function mountAsleepMarks(mark) {
  const findings = createStableFindings();
  return {
    update(state, changed) {
      if (changed.has('findings') || changed.has('layout')) mark(findings.update(state, changed));
    },
    destroy() {},
  };
}
