/** Numbers as people type them: any kind of minus, full-width digits, a decimal comma. */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * @param {string} typed
 * @returns {number} NaN where it is none
 */
export function numberIn(typed) {
  const plain = typed.normalize('NFKC').trim().replace(/[−–]/g, '-').replace(/^([^,.]*),([^,.]*)$/, '$1.$2');
  return NUMBER.test(plain) ? Number(plain) : NaN;
}
