import { analyse } from 'chardet';
import Papa from 'papaparse';
import { t } from '../../static/js/i18n.js';
import { mustBeScaled, needsScaling, scaled, scalingOf } from '../../static/js/lib/scaling.js';
import { toShownX, toShownY } from '../../static/js/lib/units.js';
import { guessColumns, readColumns, ROW_NUMBER } from '../../static/js/views/csv/columns.js';
import { decode, notText } from '../../static/js/views/csv/decode.js';
import { parseNumber } from '../../static/js/views/csv/numbers.js';
import { changesOf, findPoints } from '../../static/js/views/csv/points.js';
import { createReader, MOST_BYTES } from '../../static/js/views/csv/reading.js';
import { readTable } from '../../static/js/views/csv/table.js';
import { mountCsv } from '../../static/js/views/csv.js';
import { factsOf, problemText, skippedTexts } from '../../static/js/views/csv/words.js';
import { NOTHING_CHOSEN } from '../../static/js/views/csv/choices.js';
import './experiment.js';
import { assert, close, equal, stage, test } from './harness.js';

const read = createReader(Papa, analyse);
const FOUND_OUT = { separator: null, header: null };

/** @param {string | Uint8Array} given @param {object} [choices] @returns {any} */
function reading(given, choices = {}) {
  const source = typeof given === 'string' ? { name: '', text: given } : { name: 'table.csv', bytes: given };
  return read(/** @type {any} */ (source), { ...NOTHING_CHOSEN, ...choices });
}

/** @param {string | Uint8Array} given @param {object} [choices] */
function points(given, choices) {
  const { found } = reading(given, choices);
  return found.x.map((/** @type {number} */ x, /** @type {number} */ i) => [x, found.y[i]]);
}

/** @param {string} text @param {...number} before */
const utf8 = (text, ...before) => Uint8Array.of(...before, ...new TextEncoder().encode(text));

test('Excel in German: semicolons, decimal commas, a mark, and CRLF', () => {
  const file = utf8('Jahr;Größe (m)\r\n1960;1.316,91\r\n1970;1.325,68\r\n1980;338,76\r\n', 0xef, 0xbb, 0xbf);
  const { table, kinds, encoding } = reading(file);
  equal([table.separator, kinds[1].mark, table.header, encoding], [';', ',', true, 'utf-8']);
  equal(table.names, ['Jahr', 'Größe (m)']);
  equal(points(file), [[1960, 1316.91], [1970, 1325.68], [1980, 338.76]]);
});

test('Excel in German as it saves without UTF-8', () => {
  const file = Uint8Array.of(...[...'Länge;Größe\r\n1,5;2\r\n2,5;3\r\n'].map((character) => character.charCodeAt(0)));
  equal(reading(file, { encoding: 'windows-1252' }).table.names, ['Länge', 'Größe']);
  equal(points(file, { encoding: 'windows-1252' }), [[1.5, 2], [2.5, 3]]);
  equal(reading(file).encoding, 'windows-1252', 'found out, too');
  equal(points(file), [[1.5, 2], [2.5, 3]]);
});

test('LibreOffice: commas, quoted text, quoted numbers with grouped digits', () => {
  const text = '"Time (s)","Distance, total","Note"\n0,"1,250.5","start"\n1,"2,300","with ""quotes"""\n2,"3,000.25",\n';
  const { table, kinds } = reading(text);
  equal([table.separator, kinds[1].mark], [',', '.']);
  equal(table.names, ['Time (s)', 'Distance, total', 'Note']);
  equal(points(text), [[0, 1250.5], [1, 2300], [2, 3000.25]]);
});

test('Google Sheets: commas, percentages, CRLF, no end of the last line; TSV when copied', () => {
  equal(points('x,share\r\n1,12%\r\n2,15.5%'), [[1, 12], [2, 15.5]]);
  equal(points('day\tvalue\n1\t0.5\n2\t−0.25\n3\t1e3'), [[1, 0.5], [2, -0.25], [3, 1000]]);
  equal(reading('1\t2\n3\t4').table.separator, '\t');
});

test('a comma separates where nothing else does, and is the decimal mark where a semicolon or a tab does', () => {
  equal(points('1,5\n2,6\n3,7'), [[1, 5], [2, 6], [3, 7]]);
  equal(points('1,5;2,25\n2,5;3,5'), [[1.5, 2.25], [2.5, 3.5]]);
  equal(points('1,5\t2\n2,5\t3'), [[1.5, 2], [2.5, 3]]);
  equal(points('0.5;1\n1.5;2'), [[0.5, 1], [1.5, 2]]);
});

test('Chinese: GB18030 bytes, full-width digits', () => {
  // 年份,温度 in GB18030
  const head = [0xc4, 0xea, 0xb7, 0xdd, 0x2c, 0xce, 0xc2, 0xb6, 0xc8, 0x0a];
  const file = Uint8Array.of(...head, ...new TextEncoder().encode('2001,13.5\n2002,14.25\n'));
  const { encoding, table } = reading(file);
  equal([encoding, table.names], ['gb18030', ['年份', '温度']]);
  equal(points(file), [[2001, 13.5], [2002, 14.25]]);
  equal(points(utf8('１,２．５\n２,３．５\n')), [[1, 2.5], [2, 3.5]]);
  assert(reading(file, { encoding: 'windows-1252' }).table.names[0] !== '年份', 'the encoding can be chosen');
});

test('UTF-16 with and without a mark', () => {
  const text = 'a\tb\n1\t2\n3\t5\n';
  const little = Uint8Array.from([...text].flatMap((character) => [character.charCodeAt(0), 0]));
  const big = Uint8Array.from([...text].flatMap((character) => [0, character.charCodeAt(0)]));
  for (const bytes of [little, Uint8Array.of(0xff, 0xfe, ...little), big, Uint8Array.of(0xfe, 0xff, ...big)]) {
    equal(points(bytes), [[1, 2], [3, 5]]);
    equal(notText(bytes), null);
  }
  equal(decode(little, null, analyse).encoding, 'utf-16le');
});

test('lines are counted through quoted cells with line ends, empty lines and comments', () => {
  const text = '# made by hand\nname,a,b\n"one\ntwo",1,2\n\n,,\nx,3,oops\n"y\r\nz",4,5\nlast,,6\n';
  const { table, found, columns } = reading(text);
  equal(table.names, ['name', 'a', 'b']);
  equal(columns, { x: 1, y: 2 });
  equal(found.skipped, [{ line: 7, column: 3, cell: 'oops', why: 'number' }, { line: 10, column: 2, cell: '', why: 'missing' }]);
  equal(table.above.length, 1, 'the comment is told');
  equal(found.x, [1, 4]);
});

test('text cells, NaN and infinity are skipped and told by their reason', () => {
  const cells = ['n/a', 'NaN', 'Infinity', '-', '1;2', '#REF!', 'a very long text that says nothing about numbers'];
  const text = `x\ty\n0\t1\n1\t3\n${cells.map((cell, i) => `${i + 2}\t${cell}`).join('\n')}\n`;
  const { found } = reading(text, { x: 0, y: 1, separator: '\t' });
  equal(found.total, 2);
  equal(found.skipped.length, 7);
  const told = skippedTexts(found.skipped);
  equal(told, [
    '4 rows skipped, no value: “n/a” in line 4, column 2; “NaN” in line 5, column 2; “-” in line 7, column 2; ….',
    '3 rows skipped, not a number: “Infinity” in line 6, column 2; “1;2” in line 8, column 2; “a very long text that sa…” in line 10, column 2.',
  ]);
  equal(skippedTexts([{ line: 3, column: 1, cell: '', why: 'missing' }]), ['1 row skipped, no value: line 3, column 1 is empty.']);
});

test('one column: x is the row number', () => {
  const one = reading('height\n5\n7\n\n6\n');
  const { columns, found } = one;
  equal(columns, { x: ROW_NUMBER, y: 0 });
  equal([found.x, found.y], [[1, 2, 3], [5, 7, 6]]);
  assert(factsOf(one).includes('x is the row number.'));
});

test('the first two columns of numbers, words before and after them', () => {
  const guess = (/** @type {string} */ text) => guessColumns(readColumns(readTable(Papa, text, FOUND_OUT), { mark: null, order: null }));
  equal(guess('city,year,note,pop\nA,1,x,10\nB,2,y,20'), { x: 1, y: 3, asked: false });
  equal(guess('city,price\nRome,10\nParis,12'), { x: ROW_NUMBER, y: 1, asked: true });
  equal(reading('a,b\n1,2\n3,4', { x: 9, y: 1 }).columns, { x: 0, y: 1 }, 'a column that is not there gives way');
});

test('a header or none, and the choice', () => {
  assert(!reading('1,2\n3,4').table.header);
  assert(reading('a,b\n1,2\n3,4').table.header);
  equal(reading('1,2\n3,4\n5,7', { header: true }).table.names, ['1', '2']);
  equal(reading('a,b\n1,2\n3,4', { header: false }).found.skipped, [{ line: 1, column: 1, cell: 'a', why: 'number' }]);
});

test('what cannot be used says why', () => {
  const problem = (/** @type {any} */ result) => result.key ?? result.found.problem?.key ?? null;
  equal(problem(reading('')), 'empty');
  equal(problem(reading(' \n\n')), 'empty');
  equal(problem(reading(new Uint8Array(0))), 'empty');
  equal(problem(reading('a,b')), 'no_numbers');
  equal(problem(reading('a,b\n1,\n2,NA\n', { x: 0, y: 1 })), 'no_cells');
  equal(problem(reading('1,2')), 'one_row');
  equal(problem(reading('1,2\n2,x')), 'one_row');
  equal(problem(reading('1,2\n2,2\n3,2')), 'equal_y');
  equal(problem(reading('1,2\n1,3\n1,4')), 'equal_x');
  equal(problem(reading('name,b\nfoo,bar\nbaz,qux')), 'no_numbers');
  equal(problem(reading(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0))), 'workbook');
  equal(problem(reading(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0))), 'binary');
  equal(problem(reading(new Uint8Array(MOST_BYTES + 1))), 'too_large');
  equal(problemText({ key: 'equal_y', params: { column: 2, name: 'height', value: -2 } }), 'All values of height are −2: a flat line has nothing to learn. Choose another column for y.');
  for (const key of ['empty', 'no_numbers', 'no_cells', 'date_y', 'beyond', 'one_row', 'equal_x', 'equal_y', 'too_large', 'binary', 'workbook', 'unreadable']) {
    assert(t(`csv.problem.${key}`) !== `csv.problem.${key}`, key);
  }
});

test('duplicates are kept and counted, too many rows thinned evenly', () => {
  const twice = reading('1,2\n1,3\n2,4\n2,4\n');
  const { found } = twice;
  equal([found.x.length, found.duplicates], [4, 2]);
  assert(factsOf(twice).includes('2 rows have an x that was there before; they are kept.'));
  const thinned = reading(Array.from({ length: 12_345 }, (_, i) => `${i},${i % 7}`).join('\n'));
  const many = thinned.found;
  equal([many.total, many.x.length, many.x[0], many.x.at(-1)], [12_345, 5000, 0, 12_344]);
  const gaps = many.x.slice(1).map((/** @type {number} */ x, /** @type {number} */ i) => x - many.x[i]);
  assert(Math.min(...gaps) >= 2 && Math.max(...gaps) <= 3);
  assert(factsOf(thinned)[1].includes('12,345'));
});

test('points are scaled to where networks learn, and come back as they were', () => {
  const { found, scale } = reading('year,ppm\n1960,316.9\n1980,338.8\n2000,369.7\n2020,414.2');
  assert(scale, 'far from 1, so scaled');
  const changes = changesOf(found, { x: 'year', y: 'ppm' }, { validation: [] });
  const source = /** @type {any} */ (changes['data.source']);
  equal(changes['data.domain'], [-3, 3]);
  equal([source.x[0], source.x.at(-1)], [-3, 3]);
  close(Math.max(...source.y) - Math.min(...source.y), 3, 0.3);
  close(source.y.reduce((/** @type {number} */ sum, /** @type {number} */ y) => sum + y, 0) / 4, 0, 0.1);
  source.x.forEach((/** @type {number} */ x, /** @type {number} */ i) => {
    close(toShownX(source.units, x), found.x[i], 1e-9);
    close(toShownY(source.units, source.y[i]), found.y[i], 1e-9);
  });
  equal([source.units.x_name, source.units.y_name], ['year', 'ppm']);
});

test('scaling goes by the rows that train; those set aside may lie outside', () => {
  const { found } = reading('0,0\n10,1\n20,5\n30,900');
  const changes = changesOf(found, { x: '', y: '' }, { validation: [3] });
  const source = /** @type {any} */ (changes['data.source']);
  equal([source.units.x_offset, source.units.y_offset], [10, 2]);
  equal(source.x, [-3.125, 0, 3.125, 6.25]);
  equal(changes['data.domain'], [-3.125, 6.25]);
  equal(source.y, [-1.25, -0.625, 1.875, 561.25]);
  const flat = scalingOf([1, 2, 3], [4, 4, 9], [0, 1]);
  equal(flat.y_scale, 1.6);
});

test('numbers far from 0 that differ little keep their differences', () => {
  for (const [first, step] of [[1.7e12, 10], [1.7e18, 1e9], [1e16, 4], [1e-20, 1e-21], [1e299, 1e298]]) {
    const x = Array.from({ length: 12 }, (_, i) => first + i * step);
    const source = /** @type {any} */ (changesOf({ x, y: x, kind: {}, skipped: [], total: 12, duplicates: 0, problem: null }, { x: '', y: '' }, { validation: [] })['data.source']);
    close(source.x[0], -3, 0.4);
    close(source.x[11], 3, 0.4);
    close(source.y[11] - source.y[0], 3, 0.4);
  }
});

test('scales divide numbers of few digits to such numbers, so that links stay short', () => {
  for (const [low, high] of [[0, 100], [1900, 2013], [0.1, 0.7], [1e6, 3e6]]) {
    const x = Array.from({ length: 9 }, (_, i) => Number((low + ((high - low) * i) / 8).toPrecision(4)));
    const { x_offset, x_scale } = scalingOf(x, x);
    assert(scaled(x, x_offset, x_scale).every((value) => String(Math.abs(value)).length <= 8), `${low} to ${high}`);
    assert(String(x_scale).replace(/\D/g, '').replace(/^0+|0+$/g, '').length <= 3, `${x_scale}`);
  }
});

test('small numbers are left as they are unless asked for; huge ones must be scaled', () => {
  const { found, scale } = reading('-2,0.5\n0,-1\n2,1');
  assert(!scale && !needsScaling(found.x, found.y));
  const changes = changesOf(found, { x: '', y: '' }, null);
  const source = /** @type {any} */ (changes['data.source']);
  equal([source.x, changes['data.domain'], source.units.x_scale], [[-2, 0, 2], [-2, 2], 1]);
  const huge = reading('1,2e12\n2,3e12', { scale: false });
  assert(huge.scale && huge.mustScale && mustBeScaled(huge.found.x, huge.found.y));
  equal(reading('1,2e16\n2,3\n3,4').found.skipped, [], 'float64 holds it');
});

test('numbers as people write them', () => {
  const cases = [['1 234,5', ',', 1234.5], ['1\u202f234,5', ',', 1234.5], ['1’234.5', '.', 1234.5], ['1,234', '.', 1234], ['1.234', ',', 1234],
    ['+3', '.', 3], ['−3', '.', -3], ['.5', '.', 0.5], ['5.', '.', 5], ['1E-3', '.', 0.001], ['0.123', ',', NaN], ['1,2,3', '.', NaN], ['1.2.3', '.', NaN],
    ['', '.', NaN], ['1 2', '.', NaN], ['0x10', '.', NaN], ['$5', '.', 5], ['12:30', '.', NaN], ['(5)', '.', -5], ['2020-Q1', '.', NaN], ['col1', '.', NaN]];
  for (const [cell, mark, value] of cases) equal(parseNumber(/** @type {any} */ (cell), /** @type {any} */ (mark)), value, String(cell));
});

test('100,000 rows are read in good time', () => {
  const text = Array.from({ length: 100_000 }, (_, i) => `${i},${(i * 0.001).toFixed(3)},text`).join('\n');
  const begun = performance.now();
  const { found } = reading(text);
  equal(found.total, 100_000);
  assert(performance.now() - begun < 5000, `${performance.now() - begun} ms`);
  const { table, kinds } = reading(text);
  equal(findPoints(table, kinds, { x: 0, y: 1 }).total, 100_000);
});

test('a file over the page is offered a place, but not in a race', () => {
  const state = { view: { present: false }, layout: { race: /** @type {object[] | null} */ ([]) } };
  const view = mountCsv(stage(), /** @type {any} */ ({ store: { get: () => state }, actions: {} }));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(['1,2'], 'table.csv'));
  const isOffered = () => {
    const over = new DragEvent('dragover', { cancelable: true, dataTransfer });
    document.dispatchEvent(over);
    assert(over.defaultPrevented, 'the browser does not open it in the page’s place');
    return document.querySelector('.csv-veil')?.hasAttribute('hidden') === false;
  };
  equal(isOffered(), false);
  state.layout.race = null;
  equal(isOffered(), true);
  view.destroy();
});
