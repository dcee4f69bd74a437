/** Numbers as people type them, on any keyboard and in any script. */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;
/** Hyphens and dashes that stand for a minus, those that input methods and word processors make of one included. */
const MINUS = /[‐‑‒–—―−ー]/g;
/** A power of ten as a formula has it, superscript or not: `×10⁻⁵`, `·10^-5`, `*10^(-5)`. */
const POWER = /[×·*x]10\^?\(?([+-]?\d+)\)?$/;
const POWER_ALONE = /^([+-]?)10\^\(?([+-]?\d+)\)?$/;
/** What normalizing would join to the digits before: `10⁵` is not 105, nor `1½` 11/2. */
const SUPERSCRIPTS = /[⁺⁻⁰¹²³⁴-⁹]+/g;
const MIXED = /\d\s*[¼-¾⅐-⅞]/;
/** Around signs, where they separate nothing. */
const SPACES = /(?<=^[+-]|[×·*/⁄])\s+|\s+(?=[×·*/⁄])/g;
const FRACTION = /^([^/]+)\/([^/]+)$/;

/**
 * Understands `0.5`, `,5`, `0,5`, `0。5`, `０．５`, `−0.5`, `—0.5`, `- 0.5`, `1e-3`, `2.5×10⁻⁵`, `10^-3`, `1/2`, `½`.
 * @param {string} typed
 * @returns {number} NaN where it is none
 */
export function parseNumber(typed) {
  if (MIXED.test(typed)) return NaN;
  const plain = typed.replace(SUPERSCRIPTS, (power) => `^${power}`).normalize('NFKC').trim().toLowerCase().replace(MINUS, '-').replace(SPACES, '').replace(/[。．｡]/g, '.');
  const [, over, under] = FRACTION.exec(plain.replace('⁄', '/')) ?? [];
  if (over === undefined) return decimal(plain);
  const divisor = decimal(under);
  return divisor === 0 ? NaN : decimal(over) / divisor;
}

/** @param {string} plain */
function decimal(plain) {
  const text = plain
    .replace(/^([^,.]*),([^,.]*)$/, '$1.$2')
    .replace(POWER_ALONE, '$11e$2')
    .replace(POWER, 'e$1');
  return NUMBER.test(text) ? Number(text) : NaN;
}
