/**
 * Tables as people have them, and what the page should make of them. Expected: `points`, pairs of x and y; `ask`, the
 * questions; `problem`; and further what is said about names, kinds of x, separators, skipped rows.
 *
 * @typedef {Object} Expected
 * @property {[number, number][]} [points] the first ones
 * @property {string[]} [ask]
 * @property {string} [problem]
 * @property {string[]} [names] of the x and y columns
 * @property {string} [kind] of x, with what it counts from
 * @property {string} [separator]
 * @property {string[]} [skipped] why, of each row
 * @property {number} [above] lines that are not part of the table
 * @property {object} [choices] answers given
 */

/** Files that are not UTF-8: name, bytes, encoding, names of the columns. @type {[string, string, string, string[]][]} */
export const ENCODED = [
  ['Western, Excel in German', '4ce46e67653b4772f6df650d0a312c353b320d0a322c353b330d0a', 'windows-1252', ['Länge', 'Größe']],
  ['Western, a currency', '5072656973202880293b466ce463686520286db2290a3130302c353b310a3230302c353b320a', 'windows-1252', ['Preis (€)', 'Fläche (m²)']],
  ['Western, a degree sign', '743b542028b043290a313b320a323b340a', 'windows-1252', ['t', 'T (°C)']],
  ['French', '416e6ee9653b54656d70e97261747572650a323030313b330a323030323b350a', 'windows-1252', ['Année', 'Température']],
  ['Spanish', '41f16f2c5365f1616c0a312c320a322c340a', 'windows-1252', ['Año', 'Señal']],
  ['Japanese, Shift-JIS', '944e2c8b4389b70a323030312c31332e350a323030322c31342e32350a', 'shift_jis', ['年', '気温']],
  ['Japanese, Shift-JIS, half width', 'b6debfd8dd2c89bf8a690a312c320a322c350a', 'shift_jis', ['ｶﾞｿﾘﾝ', '価格']],
  ['Japanese, long headings', '944e93782c94848fe38d828169897e816a2c94f58d6c0a323030312c31332e352c938c8b9e0a323030322c31342e32352c91e58de30a', 'shift_jis', ['年度', '売上高（円）', '備考']],
  ['Japanese, EUC-JP', 'a4cda4f32ca4ada4aaa4f30a323030312c31332e350a323030322c31342e32350a', 'euc-jp', ['ねん', 'きおん']],
  ['Chinese, GB18030', 'c4eab7dd2ccec2b6c80a323030312c31332e350a323030322c31342e32350a', 'gb18030', ['年份', '温度']],
  ['Chinese, GB18030, stock prices', 'c8d5c6da2ccad5c5ccbcdb0a323032302d30312d30322c31332e350a323032302d30312d30332c31340a', 'gb18030', ['日期', '收盘价']],
  ['Chinese, Big5', 'a67ea5f72caef0b7c50a323030312c31332e350a323030322c31342e32350a', 'big5', ['年份', '氣溫']],
  ['Chinese, Big5, stock prices', 'a4e9b4c12ca6acbd4cbbf92ca6a8a5e6b6710a323030312c31332e352c310a323030322c31342c320a', 'big5', ['日期', '收盤價', '成交量']],
  ['Korean, EUC-KR', 'bfacb5b52cb1e2bfc20a323030312c31332e350a323030322c31342e32350a', 'euc-kr', ['연도', '기온']],
  ['Korean, EUC-KR, stock prices', 'c0cfc0da3bb0c5b7a1b7ae0a313b320a323b350a', 'euc-kr', ['일자', '거래량']],
  ['Japanese, EUC-JP, no kana', 'c7af2cb5a4b2b90a323030312c31332e350a323030322c31342e32350a', 'euc-jp', ['年', '気温']],
  ['Polish', '526f6b3b576172746f9ce60a313b320a323b350a', 'windows-1250', ['Rok', 'Wartość']],
  ['Czech', 'c861733b56fd9a6b610a313b320a323b350a', 'windows-1250', ['Čas', 'Výška']],
  ['Russian', 'c3eee43bd2e5ecefe5f0e0f2f3f0e00a323030313b312c350a323030323b322c350a', 'windows-1251', ['Год', 'Температура']],
  ['UTF-16 with Chinese, no mark', '745efd4e0900296ea65e0d000a0032003000300031000900310033002e0035000d000a0032003000300032000900310034002e00320035000d000a00', 'utf-16le', ['年份', '温度']],
  ['UTF-16 from the other end', '006100090062000a003100090032000a003300090035000a', 'utf-16be', ['a', 'b']],
  ['UTF-8 with a mark', 'efbbbf4772c3b6c39f653b790a313b320a323b330a', 'utf-8', ['Größe', 'y']],
];

/** @type {[string, string, Expected][]} */
export const TABLES = [
  // Decimals and thousands
  ['German thousands after hundreds', 'x;y\n1;950\n2;1.000\n3;1.050\n', { points: [[1, 950], [2, 1000], [3, 1050]] }],
  ['German thousands next to decimals of the same column', 'x;y\n1;1.000\n2;1.250,5\n3;2.000\n', { points: [[1, 1000], [2, 1250.5], [3, 2000]] }],
  ['German thousands next to decimals of another column', 'x;y\n1,5;1.000\n2,5;2.000\n', { points: [[1.5, 1000], [2.5, 2000]] }],
  ['thousands or decimals: nobody can know', 'x;y\n1;1.000\n2;2.000\n', { ask: ['mark'] }],
  ['thousands, as answered', 'x;y\n1;1.000\n2;2.000\n', { choices: { mark: ',' }, points: [[1, 1000], [2, 2000]] }],
  ['decimals, as answered', 'x;y\n1;1.000\n2;2.000\n', { choices: { mark: '.' }, points: [[1, 1], [2, 2]] }],
  ['commas separate where nothing else does', '1,234\n2,345\n3,456', { points: [[1, 234], [2, 345], [3, 456]] }],
  ['three decimals below one', 'x;y\n1;0.123\n2;1.234\n', { points: [[1, 0.123], [2, 1.234]] }],
  ['three decimals next to ungrouped thousands', 'x\ty\n1\t1500\n2\t1.234\n', { points: [[1, 1500], [2, 1.234]] }],
  ['points where commas separate', 'x,y\n1,1.000\n2,2.125\n', { points: [[1, 1], [2, 2.125]] }],
  ['grouped digits in quotes', 'x,y\n1,"1,234"\n2,"2,345"\n', { points: [[1, 1234], [2, 2345]] }],
  ['each column its own format', 'x;y\n1.5;1,25\n2.5;2,5\n', { points: [[1.5, 1.25], [2.5, 2.5]] }],
  ['Indian grouping', 'x\ty\n1\t1,25,000\n2\t12,50,000\n3\t95,000', { points: [[1, 125000], [2, 1250000], [3, 95000]] }],
  ['apostrophes of Switzerland', "x;y\n1;1'234.5\n2;2’345.5\n", { points: [[1, 1234.5], [2, 2345.5]] }],
  ['narrow spaces of France', 'x;y\n1;1\u202f234,5\n2;2\u00a0345,5\n', { points: [[1, 1234.5], [2, 2345.5]] }],
  ['one that does not fit is told', 'x;y\n1;1,5\n2;2,5\n3;3.25\n', { points: [[1, 1.5], [2, 2.5]], skipped: ['mark'] }],
  ['exponents', 'x,y\n1,1e3\n2,1.5E-2\n3,2×10^3\n', { points: [[1, 1000], [2, 0.015], [3, 2000]] }],
  ['no digits before the point', 'x,y\n1,.5\n2,-.25\n3,5.\n', { points: [[1, 0.5], [2, -0.25], [3, 5]] }],
  // Signs
  ['minus signs of all kinds', 'x\ty\n1\t−1\n2\t–2\n3\t—3\n4\t-4', { points: [[1, -1], [2, -2], [3, -3], [4, -4]] }],
  ['accounting', 'x,y\n1,(50)\n2,70\n3,"($1,250.50)"\n', { points: [[1, -50], [2, 70], [3, -1250.5]] }],
  ['a minus behind', 'x;y\n1;50-\n2;70\n', { points: [[1, -50], [2, 70]] }],
  ['a plus', 'x;y\n1;+5\n2;+7,5\n', { points: [[1, 5], [2, 7.5]] }],
  // Currencies, units, percentages
  ['dollars', 'day,price\n1,$5\n2,$6.50\n3,"$1,200"\n', { points: [[1, 5], [2, 6.5], [3, 1200]] }],
  ['euros behind', 'Tag;Preis\n1;100,50 €\n2;101,75 €\n', { points: [[1, 100.5], [2, 101.75]] }],
  ['codes of currencies', 'x;y\n1;EUR 5\n2;EUR 7\n', { points: [[1, 5], [2, 7]] }],
  ['yuan and yen', 'x,y\n1,￥5\n2,¥6\n3,￥7', { points: [[1, 5], [3, 7]], skipped: ['unit'] }],
  ['units', 't,v\n1 s,5 m/s\n2 s,7 m/s\n', { points: [[1, 5], [2, 7]] }],
  ['mixed units are not mixed up', 'x;y\n1;5 m\n2;7 m\n3;1 km\n', { points: [[1, 5], [2, 7]], skipped: ['unit'] }],
  ['percentages', 'x,y\n1,12%\n2,15.5 %\n', { points: [[1, 12], [2, 15.5]] }],
  ['percentages among fractions', 'x,y\n1,12%\n2,0.15\n3,13%\n4,0', { points: [[1, 12], [3, 13], [4, 0]], skipped: ['unit'] }],
  ['degrees', 'h;T\n1;20,5 °C\n2;21,5 °C\n', { points: [[1, 20.5], [2, 21.5]] }],
  // Missing
  ['missing in many words', 'x,y\n1,5\n2,NaN\n3,NA\n4,-\n5,\n6,n/a\n7,#N/A\n8,null\n9,6\n', { points: [[1, 5], [9, 6]], skipped: Array(7).fill('missing') }],
  ['errors of spreadsheets', 'x,y\n1,5\n2,#DIV/0!\n3,#REF!\n4,7\n', { points: [[1, 5], [4, 7]], skipped: ['missing', 'missing'] }],
  ['infinity is no number', 'x,y\n1,5\n2,inf\n3,7\n', { points: [[1, 5], [3, 7]], skipped: ['number'] }],
  // Dates
  ['ISO dates, a gap kept', 'date,v\n2020-01-01,5\n2020-01-02,6\n2020-01-31,9\n', { kind: 'days 2020-01-01', points: [[0, 5], [1, 6], [30, 9]] }],
  ['German dates', 'Datum;Wert\n31.12.2020;5\n02.01.2021;6\n10.01.2021;8\n', { kind: 'days 2020-12-31', points: [[0, 5], [2, 6], [10, 8]] }],
  ['dates with short years', 'x;y\n31.12.99;5\n03.01.00;6\n15.01.00;9', { kind: 'days 1999-12-31', points: [[0, 5], [3, 6], [15, 9]] }],
  ['American dates, told by a 31', 'd,v\n01/05/2020,5\n01/31/2020,6\n', { kind: 'days 2020-01-05', points: [[0, 5], [26, 6]] }],
  ['British dates, told by a 31', 'd,v\n05/01/2020,5\n31/01/2020,6\n', { kind: 'days 2020-01-05', points: [[0, 5], [26, 6]] }],
  ['American or British', 'd,v\n01/02/2020,5\n03/04/2020,6\n05/06/2020,7\n', { ask: ['order'] }],
  ['American, as answered', 'd,v\n01/02/2020,5\n03/04/2020,6\n', { choices: { order: 'month' }, kind: 'days 2020-01-02', points: [[0, 5], [62, 6]] }],
  ['British, as answered', 'd,v\n01/02/2020,5\n03/04/2020,6\n', { choices: { order: 'day' }, kind: 'days 2020-02-01', points: [[0, 5], [62, 6]] }],
  ['the same either way', 'd,v\n01/01/2020,5\n02/02/2020,6\n', { kind: 'days 2020-01-01', points: [[0, 5], [32, 6]] }],
  ['months by name', 'm,v\nJan 2020,5\nFeb 2020,6\nApr 2020,7\n', { kind: 'days 2020-01-01', points: [[0, 5], [31, 6], [91, 7]] }],
  ['months by German name', 'm;v\nMärz 2020;5\nMai 2020;6\nOkt. 2020;7\n', { kind: 'days 2020-03-01', points: [[0, 5], [61, 6], [214, 7]] }],
  ['days with names of months', 'd\tv\n1 January 2020\t5\n3 Feb 2020\t6', { kind: 'days 2020-01-01', points: [[0, 5], [33, 6]] }],
  ['the American way', 'd\tv\nJan 5, 2020\t5\nSept 3, 2020\t6', { kind: 'days 2020-01-05', points: [[0, 5], [242, 6]] }],
  ['ISO months', 'm,v\n2020-01,5\n2020-02,6\n2020-04,8\n', { kind: 'days 2020-01-01', points: [[0, 5], [31, 6], [91, 8]] }],
  ['quarters', 'q,v\n2020-Q1,5\n2020-Q2,6\n2021-Q1,7\n', { kind: 'days 2020-01-01', points: [[0, 5], [91, 6], [366, 7]] }],
  ['quarters, otherwise', 'q,v\nQ1 2020,5\nQ3 2020,6\n', { kind: 'days 2020-01-01', points: [[0, 5], [182, 6]] }],
  ['Chinese dates', '日期,值\n2020年1月1日,5\n2020年1月11日,6\n', { kind: 'days 2020-01-01', points: [[0, 5], [10, 6]] }],
  ['Chinese months', '月份,值\n2020年1月,5\n2020年3月,6\n', { kind: 'days 2020-01-01', points: [[0, 5], [60, 6]] }],
  ['dates without signs between', 'd,v\n20200101,5\n20200131,6\n', { kind: 'days 2020-01-01', points: [[0, 5], [30, 6]] }],
  ['times of a day', 't,v\n12:30,5\n13:00,6\n18:45,9\n', { kind: 'hours ', points: [[12.5, 5], [13, 6], [18.75, 9]] }],
  ['times of a day, morning and afternoon', 't,v\n9:30 AM,5\n1:00 PM,6\n6:00 pm,9', { kind: 'hours ', points: [[9.5, 5], [13, 6], [18, 9]] }],
  ['minutes', 't,v\n12:30:00,5\n12:31:30,6\n12:45:00,9\n', { kind: 'minutes ', points: [[750, 5], [751.5, 6], [765, 9]] }],
  ['times of several days', 't,v\n2020-01-01 12:00,5\n2020-01-02 00:00,6\n2020-01-06 12:00,9\n', { kind: 'days 2020-01-01', points: [[0.5, 5], [1, 6], [5.5, 9]] }],
  ['times with zones', 't,v\n2020-01-01T12:00:00Z,5\n2020-01-01T12:00:00+02:00,6\n2020-01-01T18:00:00.500Z,9\n', { kind: 'hours 2020-01-01', points: [[12, 5], [10, 6]] }],
  ['a date that is none', 'd,v\n2020-02-28,5\n2020-02-31,6\n2020-03-01,7\n', { kind: 'days 2020-02-28', points: [[0, 5], [2, 7]], skipped: ['date'] }],
  ['years stay numbers', 'year,v\n2019,5\n2020,6\n2021,8\n', { kind: '', points: [[2019, 5], [2020, 6], [2021, 8]] }],
  ['dates are x wherever they stand', 'v,date\n5,2020-01-01\n6,2020-01-05\n', { kind: 'days 2020-01-01', points: [[0, 5], [4, 6]], names: ['date', 'v'] }],
  ['dates cannot be y', 'v,date\n5,2020-01-01\n6,2020-01-05\n', { choices: { x: 0, y: 1 }, problem: 'date_y' }],
  // Separators
  ['said by Excel', 'sep=;\nx;y\n1;2\n2;4\n', { points: [[1, 2], [2, 4]], names: ['x', 'y'], separator: ';' }],
  ['bars', 'x|y\n1|2\n2|4\n', { points: [[1, 2], [2, 4]], separator: '|' }],
  ['a table in Markdown', '| x | y |\n|---|---|\n| 1 | 2 |\n| 2 | 4 |\n', { points: [[1, 2], [2, 4]], names: ['x', 'y'] }],
  ['spaces', 'x y\n1 2\n2 4\n3 5\n', { points: [[1, 2], [2, 4], [3, 5]], separator: ' ' }],
  ['aligned by spaces', '   x      y\n 1.5    200\n 2.5   4000\n', { points: [[1.5, 200], [2.5, 4000]], separator: ' ' }],
  ['spaces within the numbers of one column', '1 234\n2 345\n950\n', { points: [[1, 1234], [2, 2345], [3, 950]] }],
  ['commas from a Chinese keyboard', 'x，y\n1，2\n2，4\n', { points: [[1, 2], [2, 4]], names: ['x', 'y'] }],
  ['commas from a Chinese keyboard before decimals', 'x；y\n1，5；2\n2，5；4\n', { points: [[1.5, 2], [2.5, 4]] }],
  ['commas from a Chinese keyboard alone', '1，2\n2，3\n3，5\n', { ask: ['wide_comma'] }],
  ['the same as two columns', '1，2\n2，3\n3，5\n', { choices: { separator: ',' }, points: [[1, 2], [2, 3], [3, 5]] }],
  ['the same as decimals', '1，2\n2，3\n3，5\n', { choices: { separator: ';', mark: ',' }, points: [[1, 1.2], [2, 2.3], [3, 3.5]] }],
  ['digits of full width', '１,２．５\n２,３．５\n', { points: [[1, 2.5], [2, 3.5]] }],
  ['Chinese text with its own commas', '年份,备注\uff0c说明,值\n2001,甲，乙,5\n2002,丙，丁,6\n', { points: [[2001, 5], [2002, 6]] }],
  // Rows and columns
  ['title lines', 'Sales report\nmade in May\n\nyear;sales\n2001;5\n2002;7\n', { points: [[2001, 5], [2002, 7]], names: ['year', 'sales'], above: 2 }],
  ['a title as wide as the table', 'Sales 2020;;\nyear;sales;note\n2001;5;a\n2002;7;b\n', { points: [[2001, 5], [2002, 7]], names: ['year', 'sales'], above: 1 }],
  ['units below the names', 't,v\ns,m/s\n1,5\n2,7\n', { points: [[1, 5], [2, 7]], names: ['t', 'v'], skipped: ['number'] }],
  ['the index of pandas', ',a,b\n0,1.5,10\n1,2.5,20\n2,3.5,25\n', { points: [[1.5, 10], [2.5, 20], [3.5, 25]], names: ['a', 'b'] }],
  ['the index of pandas and one column', ',v\n0,10\n1,20\n2,25\n', { points: [[0, 10], [1, 20], [2, 25]], names: ['', 'v'] }],
  ['row names of R', '"a" "b"\n"r1" 1 5\n"r2" 2 6\n"r3" 4 9\n', { points: [[1, 5], [2, 6], [4, 9]], names: ['a', 'b'] }],
  ['row numbers of R', 'a,b\n1,1.5,5\n2,2.5,6\n3,4.5,9\n', { points: [[1.5, 5], [2.5, 6], [4.5, 9]], names: ['a', 'b'] }],
  ['an id', 'id,h,w\n1,150,50\n2,160,62\n3,170,66\n', { points: [[150, 50], [160, 62], [170, 66]], names: ['h', 'w'] }],
  ['an id next to dates', 'id,date,w\n1,2020-01-01,50\n2,2020-01-05,62\n', { points: [[0, 50], [4, 62]], names: ['date', 'w'] }],
  ['names as a comment', '# x, y\n1, 2\n2, 4\n', { points: [[1, 2], [2, 4]], names: ['x', 'y'] }],
  ['comments', '# made by hand\nx,y\n1,2\n# a pause\n2,4\n', { points: [[1, 2], [2, 4]], above: 2 }],
  ['years in the first row: names or data', '2019,2020\n5,7\n6,8\n', { ask: ['numbers'] }],
  ['years as names, as answered', '2019,2020\n5,7\n6,8\n', { choices: { header: true }, points: [[5, 7], [6, 8]], names: ['2019', '2020'] }],
  ['years as data, as answered', '2019,2020\n5,7\n6,8\n', { choices: { header: false }, points: [[2019, 2020], [5, 7], [6, 8]] }],
  ['years among years', '2019,5\n2020,7\n2021,8\n', { points: [[2019, 5], [2020, 7], [2021, 8]] }],
  ['years above a table with words', 'land,2019,2020\nDE,5,7\nFR,6,8\n', { points: [[5, 7], [6, 8]], names: ['2019', '2020'] }],
  ['nothing but names beside numbers', 'city,people\nRome,5\nParis,7\n', { ask: ['rows'] }],
  ['an empty column beside numbers', 'a,b\n1,\n2,NA\n', { ask: ['rows'] }],
  ['the row number, as answered', 'city,people\nRome,5\nParis,7\n', { choices: { x: -1 }, points: [[1, 5], [2, 7]] }],
  ['one column', 'height\n5\n7\n6\n', { points: [[1, 5], [2, 7], [3, 6]] }],
  ['a source below', 'x,y\n1,5\n2,7\nSource: someone,\n', { points: [[1, 5], [2, 7]], skipped: ['number'] }],
  // Sizes
  ['Unix milliseconds that differ little', Array.from({ length: 20 }, (_, i) => `${1.7e12 + 10 * i},${i % 5}`).join('\n'), { points: [[1.7e12, 0], [1.7e12 + 10, 1]] }],
  ['Unix nanoseconds', Array.from({ length: 20 }, (_, i) => `${(1700000000n + BigInt(i)) * 1000000000n},${i % 5}`).join('\n'), { points: [[1.7e18, 0], [1.700000001e18, 1]] }],
  ['1e16 is a number', 'x,y\n1,1e16\n2,2e16\n', { points: [[1, 1e16], [2, 2e16]] }],
  ['tiny numbers', 'x,y\n1,1e-20\n2,3e-20\n', { points: [[1, 1e-20], [2, 3e-20]] }],
  ['beyond what can be scaled', 'x,y\n1,1e305\n2,3e306\n', { problem: 'beyond' }],
  ['too small to be scaled', 'x,y\n1,1e-310\n2,3e-310\n', { problem: 'beyond' }],
  ['equal but for rounding', 'x,y\n1,0.30000000000000004\n2,0.3\n3,0.3', { problem: 'equal_y' }],
];
