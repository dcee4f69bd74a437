/**
 * From a file's bytes to text. A mark or valid UTF-8 tells the encoding. Otherwise the few letters of a table of numbers
 * do: how many are among the common ones of an encoding; for longer texts a library counts letters by language. Pure.
 *
 * @typedef {'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5' | 'shift_jis' | 'euc-jp' | 'euc-kr' | 'windows-1250' | 'windows-1251' | 'windows-1252'} Encoding
 * @typedef {{text: string, encoding: Encoding}} Decoded
 * @typedef {{name: string, confidence: number}[]} Matches
 */

/** @type {Encoding[]} */
export const ENCODINGS = [
  'utf-8', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'windows-1252', 'windows-1250', 'windows-1251', 'utf-16le', 'utf-16be',
];
/** @type {[Encoding, number[]][]} */
const MARKS = [['utf-8', [0xef, 0xbb, 0xbf]], ['utf-16le', [0xff, 0xfe]], ['utf-16be', [0xfe, 0xff]]];
/** How files begin that programs take for tables, and are none: workbooks, old workbooks, PDF, images. */
const WORKBOOKS = [[0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0]];
const SAMPLE = 4096;
/** Bytes that a library looks at. */
const MOST = 65_536;
/** In Latin text as UTF-16 nearly every other byte is 0, in Chinese fewer. */
const MOSTLY = 0.7;
const SOME = 0.15;
/** So much of the text must be common characters, and so sure must the library be. */
const COMMON = 0.85;
const SURE = 60;

/** First bytes of the commoner characters of encodings with two bytes each. @type {[Encoding, [number, number][]][]} */
const TWO_BYTES = [
  ['gb18030', [[0xa1, 0xa3], [0xb0, 0xd7]]],
  ['shift_jis', [[0x81, 0x83], [0x88, 0x97]]],
  ['big5', [[0xa1, 0xa2], [0xa4, 0xc6]]],
  ['euc-jp', [[0xa1, 0xa1], [0xa4, 0xa5], [0xb0, 0xcf]]],
];
/** €, £, §, °, ², ³, µ, ½ and letters, of which Asian encodings make little when they stand alone. */
const WESTERN = new Set([0x80, 0xa3, 0xa7, 0xb0, 0xb2, 0xb3, 0xb5, 0xbd, 0xc4, 0xc9, 0xd6, 0xdc, 0xdf]);
/** In Japanese so much is kana. */
const LEAST_KANA = 0.4;
/**
 * Encodings that share their bytes, each with characters that headings of tables are made of: 년 and 月 are the same bytes
 * as others that no heading has. The first one of a group is taken where nothing tells them apart.
 * @type {[Encoding, string][][]}
 */
const ALIKE = [
  [
    ['gb18030', '年月日时间分秒温度距离速力身高体重人口备注姓名编序号成绩价格销售额量率地区城市期收盘开平均合计总数值电压流阻气长宽面积浓质产元万称类型次第省国家入支出学生男女时刻小天周最大低强频光吸声水米克北上海广州深京东南西比例标准差单位'],
    ['euc-kr', '년월일시간분초온도기거리속력키몸무게인구비고이름번호점수값가격매출액량률지역명날짜종저평균합계총전압류높길넓부피질농산업자료연학생남여성서울대광주제원최소단위차요금구표준편습풍강우미세먼실측정국내외사회회원합계순상하좌반응'],
    ['euc-jp', '年月日時間分秒温度距離速力身長体重人口備考氏名番号点数値価格売上額量率地域付終始平均合計総電圧流抵抗気高低幅面積濃質産円万称種類次第県国家入支出学生男女最大小強周波光東京都大阪店品会社単位標準差'],
  ],
  [
    ['windows-1252', 'äöüßÄÖÜéèêëàâçîïôûùñóáíúåøæÅØÆÉãõ°²³µ€£§½'],
    ['windows-1250', 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰöüÖÜäß°µ€§'],
  ],
];
/** Where two bytes stand for one character, the second begins here. @type {Partial<Record<Encoding, number>>} */
const SECOND_FROM = { gb18030: 0xa1, 'euc-jp': 0xa1, big5: 0x40, shift_jis: 0x40 };

/**
 * @param {Uint8Array} bytes
 * @param {Encoding | null} chosen null: found out
 * @param {(bytes: Uint8Array) => Matches} analyse of chardet
 * @returns {Decoded}
 */
export function decode(bytes, chosen, analyse) {
  const encoding = chosen ?? encodingOf(bytes, analyse);
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

/** @param {Uint8Array} bytes @param {(bytes: Uint8Array) => Matches} analyse @returns {Encoding} */
function encodingOf(bytes, analyse) {
  const marked = MARKS.find(([, mark]) => begins(bytes, mark))?.[0] ?? unmarkedUtf16(bytes);
  if (marked) return marked;
  if (reads('utf-8', bytes)) return 'utf-8';
  const sample = bytes.subarray(0, MOST);
  const sure = namesOf(analyse(sample).filter(({ confidence }) => confidence >= SURE)).filter((encoding) => reads(encoding, bytes));
  if (isWestern(sample)) return likeliest('windows-1252', sample);
  const counted = TWO_BYTES.map(([encoding, leads]) => ({ encoding, share: commonShare(sample, encoding, leads) }));
  const [best] = counted.filter(({ encoding }) => reads(encoding, bytes)).sort((a, b) => b.share - a.share);
  const asian = sure.find((encoding) => !encoding.startsWith('windows'));
  if (best && best.share >= COMMON) return asian ?? likeliest(best.encoding, sample);
  if (isCyrillic(sample)) return 'windows-1251';
  return likeliest(sure[0] ?? 'windows-1252', sample);
}

/**
 * Of encodings that share their bytes, the one in which most of the text is what headings are made of.
 * @param {Encoding} found @param {Uint8Array} bytes @returns {Encoding}
 */
function likeliest(found, bytes) {
  const group = ALIKE.find((encodings) => encodings[0][0] === found) ?? [];
  const shares = group.map(([encoding, common]) => {
    const letters = [...new TextDecoder(encoding).decode(bytes)].filter((letter) => letter > '\x7f');
    return { encoding, share: letters.filter((letter) => common.includes(letter)).length / Math.max(1, letters.length) };
  });
  return shares.reduce((best, each) => (each.share > best.share ? each : best), shares[0] ?? { encoding: found, share: 0 }).encoding;
}

/** Those of the library's names that browsers read. @param {Matches} matches @returns {Encoding[]} */
function namesOf(matches) {
  return matches.flatMap(({ name }) => {
    const known = name.toLowerCase().replace('iso-8859-1', 'windows-1252').replace('windows-12522', 'windows-1250');
    return ENCODINGS.filter((encoding) => encoding === known);
  });
}

/** @param {Encoding} encoding @param {Uint8Array} bytes @returns {boolean} */
function reads(encoding, bytes) {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * How many of the characters beyond ASCII are common in an encoding; a letter between two of ASCII is none of them.
 * @param {Uint8Array} bytes
 * @param {Encoding} encoding
 * @param {[number, number][]} leads
 * @returns {number} from 0 to 1
 */
function commonShare(bytes, encoding, leads) {
  const from = /** @type {number} */ (SECOND_FROM[encoding]);
  let [all, common, kana] = [0, 0, 0];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] < 0x80) continue;
    all += 1;
    if (encoding === 'shift_jis' && bytes[i] >= 0xa1 && bytes[i] <= 0xdf) {
      // A letter of half width, which stands among others.
      common += isHalfWidth(bytes[i - 1]) || isHalfWidth(bytes[i + 1]) ? 0.9 : 0;
      continue;
    }
    if (bytes[i] === 0xa4 || bytes[i] === 0xa5) kana += 1;
    const within = isLetter(bytes[i - 1]) && isLetter(bytes[i + 2]);
    if (bytes[i + 1] >= from && !within && leads.some(([low, high]) => bytes[i] >= low && bytes[i] <= high)) common += 1;
    i += 1;
  }
  if (encoding === 'euc-jp' && kana < LEAST_KANA * all) return 0;
  return all === 0 ? 0 : (common / all) * (encoding === 'euc-jp' ? 1.01 : 1);
}

/** Letters with accents and signs, each alone among ASCII. @param {Uint8Array} bytes */
function isWestern(bytes) {
  return bytes.every((byte, i) => byte < 0x80 || (!(bytes[i - 1] >= 0x80) && !(bytes[i + 1] >= 0x80) && (byte >= 0xe0 || WESTERN.has(byte))));
}

/** @param {number | undefined} byte */
function isHalfWidth(byte) {
  return byte !== undefined && byte >= 0xa6 && byte <= 0xdf;
}

/** @param {number | undefined} byte */
function isLetter(byte) {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}

/** Words of Cyrillic letters alone, small ones after the first. @param {Uint8Array} bytes */
function isCyrillic(bytes) {
  let [letters, fitting, run] = [0, 0, 0];
  for (const byte of bytes) {
    const high = byte >= 0xc0 || byte === 0xb8 || byte === 0xa8;
    if (high) {
      letters += 1;
      if (run > 0 && byte >= 0xe0) fitting += 1;
      run += 1;
    } else run = 0;
  }
  return letters > 2 && fitting >= 0.6 * letters;
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

/** Text of ASCII, or with its digits, separators and line ends among other letters. @param {Uint8Array} bytes @returns {Encoding | undefined} */
function unmarkedUtf16(bytes) {
  const sample = bytes.subarray(0, SAMPLE - (SAMPLE % 2));
  const pairs = Math.floor(sample.length / 2);
  if (pairs < 2) return undefined;
  const zeros = [0, 0];
  const ends = [0, 0];
  for (let i = 0; i < pairs * 2; i += 2) {
    for (const half of [0, 1]) {
      if (sample[i + half] !== 0) continue;
      zeros[half] += 1;
      if (sample[i + 1 - half] === 10) ends[half] += 1;
    }
  }
  const fits = (/** @type {number} */ half) => zeros[1 - half] === 0 && (zeros[half] >= MOSTLY * pairs || (zeros[half] >= SOME * pairs && ends[half] > 0));
  return fits(1) ? 'utf-16le' : fits(0) ? 'utf-16be' : undefined;
}
