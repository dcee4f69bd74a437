/**
 * An x that its two or three digits tell exactly, so that the arithmetic shown for it can be done again by hand.
 * @param {number} x
 * @param {[number, number]} domain
 * @returns {number} inside the domain
 */
export function roundedX(x, [from, to]) {
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10((to - from) / 200))));
  return Math.max(from, Math.min(to, Number(x.toFixed(digits))));
}
