/**
 * From a file's bytes to text: spreadsheets write UTF-8 with or without a mark, UTF-16, and on Chinese and German
 * systems encodings of their own. Pure.
 *
 * @typedef {'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252'} Encoding
 * @typedef {{text: string, encoding: Encoding}} Decoded
 */

/** @type {Encoding[]} */
export const ENCODINGS = ['utf-8', 'gb18030', 'windows-1252', 'utf-16le', 'utf-16be'];
/** Tried one after the other where a file has no mark; the last one can read anything. @type {Encoding[]} */
const GUESSES = ['utf-8', 'gb18030', 'windows-1252'];
/** @type {[Encoding, number[]][]} */
const MARKS = [['utf-8', [0xef, 0xbb, 0xbf]], ['utf-16le', [0xff, 0xfe]], ['utf-16be', [0xfe, 0xff]]];
/** How files begin that programs take for tables, and are none: workbooks, old workbooks, PDF, images. */
const WORKBOOKS = [[0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0]];
const SAMPLE = 4096;
/** In Latin text as UTF-16 nearly every other byte is 0. */
const MOSTLY = 0.7;

/** @param {Uint8Array} bytes @param {Encoding | null} chosen null: found out @returns {Decoded} */
export function decode(bytes, chosen) {
  const marked = MARKS.find(([, mark]) => begins(bytes, mark))?.[0] ?? unmarkedUtf16(bytes);
  if (chosen ?? marked) {
    const encoding = /** @type {Encoding} */ (chosen ?? marked);
    return { text: new TextDecoder(encoding).decode(bytes), encoding };
  }
  for (const encoding of GUESSES) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
    } catch {
      // The next one may read it.
    }
  }
  return { text: new TextDecoder('utf-8').decode(bytes), encoding: 'utf-8' };
}

/**
 * Why bytes cannot be a table of text.
 * @param {Uint8Array} bytes
 * @returns {'workbook' | 'binary' | null}
 */
export function notText(bytes) {
  if (WORKBOOKS.some((mark) => begins(bytes, mark))) return 'workbook';
  if (MARKS.some(([, mark]) => begins(bytes, mark)) || unmarkedUtf16(bytes)) return null;
  return bytes.subarray(0, SAMPLE).some(isControl) ? 'binary' : null;
}

/** @param {Uint8Array} bytes @param {number[]} mark */
function begins(bytes, mark) {
  return mark.every((byte, i) => bytes[i] === byte);
}

/** Control characters that no text has. @param {number} byte */
function isControl(byte) {
  return byte < 9 || (byte > 13 && byte < 32 && byte !== 27);
}

/** @param {Uint8Array} bytes @returns {Encoding | undefined} */
function unmarkedUtf16(bytes) {
  const sample = bytes.subarray(0, SAMPLE - (SAMPLE % 2));
  const pairs = Math.floor(sample.length / 2);
  if (pairs < 2) return undefined;
  const zeros = [0, 0];
  for (let i = 0; i < pairs * 2; i++) if (sample[i] === 0) zeros[i % 2] += 1;
  if (zeros[1] >= MOSTLY * pairs && zeros[0] === 0) return 'utf-16le';
  return zeros[0] >= MOSTLY * pairs && zeros[1] === 0 ? 'utf-16be' : undefined;
}
