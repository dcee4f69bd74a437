import { analyse } from 'chardet';
import Papa from 'papaparse';
import { NOTHING_CHOSEN } from '../../static/js/views/csv/choices.js';
import { createReader } from '../../static/js/views/csv/reading.js';
import { assert, close, equal, test } from './harness.js';
import { ENCODED, TABLES } from './tables.js';

const read = createReader(Papa, analyse);

for (const [name, hex, encoding, names] of ENCODED) {
  test(`encoding: ${name}`, () => {
    const bytes = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
    const reading = /** @type {any} */ (read({ name: 'table.csv', bytes }, NOTHING_CHOSEN));
    equal([reading.encoding, reading.table.names], [encoding, names]);
    equal(reading.found.total, 2);
  });
}

for (const [name, text, expected] of TABLES) {
  test(`table: ${name}`, () => {
    const reading = /** @type {any} */ (read({ name: '', text }, { ...NOTHING_CHOSEN, ...expected.choices }));
    const { table, columns, found, questions } = reading;
    const open = questions.filter((/** @type {any} */ { chosen }) => chosen === null);
    equal(open.map((/** @type {any} */ { key }) => key), expected.ask ?? [], 'questions');
    if (expected.ask) return;
    equal(found.problem?.key ?? null, expected.problem ?? null, 'problem');
    expected.points?.forEach(([x, y], i) => {
      close(found.x[i], x, 1e-12 * Math.abs(x));
      close(found.y[i], y, 1e-12 * Math.abs(y));
    });
    const { x_kind, x_since } = found.kind;
    const told = {
      names: [columns.x, columns.y].map((i) => table.names[i]), kind: x_kind ? `${x_kind} ${x_since}` : '', separator: table.separator,
      skipped: found.skipped.map((/** @type {any} */ { why }) => why), above: table.above.length + table.comments,
    };
    for (const [key, value] of Object.entries(told)) if (key in expected) equal(value, /** @type {any} */ (expected)[key], key);
  });
}

test('the corpus is large, and every question has answers with previews', () => {
  assert(ENCODED.length + TABLES.length >= 77);
  const asking = TABLES.filter(([, , { ask }]) => ask);
  for (const [name, text] of asking) {
    const { questions } = /** @type {any} */ (read({ name: '', text }, NOTHING_CHOSEN));
    for (const { answers } of questions) assert(answers.length > 0, name);
  }
  const { questions: [mark] } = /** @type {any} */ (read({ name: '', text: 'x;y\n1;1.000\n2;2.000' }, NOTHING_CHOSEN));
  equal(mark.answers.map((/** @type {any} */ { values }) => values), [[1000, 2000], [1, 2]]);
});
