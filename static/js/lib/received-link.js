/**
 * Reads the pairs of a fragment as they were meant, whatever chat and mail programs did to the link on its way: `&amp;`
 * for `&`, everything percent-encoded (even twice), brackets, quotes and full stops around it, line breaks in it. Pure.
 *
 * @typedef {Object} Received
 * @property {Map<string, string>} pairs
 * @property {boolean} cut whether the link ends in an ellipsis or within a percent code: a part of it is missing
 * @property {string[]} twice keys that are there with two different values
 */

const ENTITY = /&(?:(?:amp|#38|#x26);)+/gi;
/** As often as anything is decoded again. */
const MOST_DECODINGS = 3;
/** Line breaks, with the indentation of the next line, and characters that nobody sees. */
const UNSEEN = /[\r\n]\s*|[\t\u00ad\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;
/** The end of a link, of what is no part of a value: punctuation, and what browsers encode of what was typed. */
const TAIL = /(?:%(?:20|22|3c|3e|60|[89a-f][0-9a-f])|[^%\w])+$/i;
const ELLIPSIS = /(?:…|\.{3})[\s>"'”’»)\]]*$/;
/** What stands around a link in a sentence, and never at the end of a value. */
const AROUND = /(?:[\s<>"'`”’»›.;:!?。；：！？、，】》」』）…*~]|&(?:gt|quot|#39);?)$/i;
const CLOSERS = /** @type {Record<string, string>} */ ({ ')': '(', ']': '[', '}': '{' });
/** Codes of characters that only programs encode, browsers do not: a form or a script has made the value. */
const MADE = /%(?:2[1-9a-f]|3[abdf]|40|5[b-e]|7[b-d])/i;
/** A `+` where no plus can be. */
const NO_PLUS = /\+(?=[-+*/^)])|(?<=[-+*/^(,])\+/g;
/** What services that count clicks add to an address. */
const TRACKERS = /^(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid)$/;

/** @param {string} fragment without `#` @returns {Received} */
export function readReceived(fragment) {
  const whole = unquotedPrintable(decodedWhole(fragment).replace(ENTITY, '&')).replace(/^[\s#?!/&]+/, '');
  const parts = unwrapped(whole).split('&').filter(Boolean);
  const again = /%25[0-9a-f]{2}/i.test(whole) && !/%(?!25)/.test(whole) ? MOST_DECODINGS : 1;
  /** @type {Received} */
  const received = { pairs: new Map(), cut: /%[0-9a-f]?$/i.test(whole) || ELLIPSIS.test(decodedTail(whole)), twice: [] };
  for (const part of parts) {
    const at = part.indexOf('=');
    const key = seen(decoded(at < 0 ? part : part.slice(0, at), again)).trim();
    const value = at < 0 ? '' : decoded(spaced(part.slice(at + 1)), again);
    if (!key || TRACKERS.test(key)) continue;
    if (received.pairs.has(key) && received.pairs.get(key) !== value) received.twice.push(key);
    received.pairs.set(key, value);
  }
  return received;
}

/** Without line breaks and characters that nobody sees. @param {string} text */
export function seen(text) {
  return text.replace(UNSEEN, '');
}

/** A fragment without a bare `=`, or with `%26` for `&`, has been encoded as a whole. @param {string} fragment */
function decodedWhole(fragment) {
  let text = fragment;
  const encoded = () => (!text.includes('=') && /%(?:25)*3d/i.test(text)) || /^#?config=\d+%(?:25)*26/i.test(text);
  for (let i = 0; i < MOST_DECODINGS && encoded(); i += 1) text = decoded(text, 1);
  return text;
}

/** Mail that was passed on in its transfer encoding says `=3D` for `=`, and ends its lines with `=`. @param {string} text */
function unquotedPrintable(text) {
  return /^config=3D/i.test(text) ? text.replace(/=(?:\r?\n|%0D%0A|%0A)/gi, '').replace(/=3D/gi, '=') : text;
}

/** As it is where the encoding is damaged. @param {string} text @param {number} times at most */
function decoded(text, times) {
  let result = text;
  try {
    for (let i = 0; i < times && result.includes('%'); i += 1) result = decodeURIComponent(result);
  } catch {
    // What was decoded until here is what there is.
  }
  return result;
}

/**
 * A `+` is a space where a form or a script has encoded the value: these write `%2B` for a plus. In a value that somebody
 * typed it is a plus, unless it stands where no plus can; where spaces are `%20`, it is a plus too.
 * @param {string} value still percent-encoded
 */
function spaced(value) {
  if (!value.includes('+') || (value.includes('%20') && !/%2b/i.test(value))) return value;
  if (MADE.test(value)) return value.replaceAll('+', '%20');
  return value.replaceAll('+++', '%20+%20').replace(NO_PLUS, '%20');
}

/** The text with its tail decoded. @param {string} text */
function decodedTail(text) {
  return text.replace(TAIL, (tail) => decoded(tail, 1));
}

/** Without what stands around the link in a sentence. @param {string} whole */
function unwrapped(whole) {
  const start = whole.indexOf('{');
  let text = decodedTail(whole);
  for (let before = ''; before !== text; ) {
    before = text;
    if (start >= 0 && isJson(text.slice(start))) break;
    text = text.replace(AROUND, '');
    const closer = text.at(-1) ?? '';
    if (CLOSERS[closer] && count(text, CLOSERS[closer]) < count(text, closer)) text = text.slice(0, -1);
  }
  return text;
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(decoded(text, 1));
    return true;
  } catch {
    return false;
  }
}

/** How often a character is there, as it is or encoded. @param {string} text @param {string} character */
function count(text, character) {
  return decoded(text, 1).split(character).length - 1;
}
