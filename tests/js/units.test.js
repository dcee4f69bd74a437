import { scaleLinear } from 'd3-scale';
import {
  axisCharacters, followShown, heightText, isPlain, levelText, numberText, placesText, PLAIN, shownScale, shownSlopeText, shownXAxis, slopeStep,
  tickFormat, toShownSlope, toShownX, toShownY, toTrainedX, toTrainedY, unitsOf, xText, yText,
} from '../../static/js/lib/units.js';
import { dateText, dateTicks, dateTickFormat, readShownDate } from '../../static/js/lib/dates.js';
import { setStrings } from '../../static/js/i18n.js';
import { createExtrapolation } from '../../static/js/charts/curve/layers/extrapolation.js';
import { scalesOf } from '../../static/js/charts/curve/view.js';
import { mountResiduals } from '../../static/js/charts/curve/residuals.js';
import { createPoints } from '../../static/js/charts/curve/sketch/points.js';
import { slopeSum } from '../../static/js/charts/curve/layers/pieces.js';
import { assert, close, equal, stage, test } from './harness.js';

setStrings({ sources: { point: '{x}, {y}' }, fit: { residuals_summary_train: '{from} to {to}' } }, 'en');

const YEARS = { x_name: 'year', x_offset: 1989, x_scale: 10, y_name: 'ppm', y_offset: 350, y_scale: 40 };
const TINY = { x_name: '', x_offset: 0, x_scale: 1e-7, y_name: '', y_offset: 3e9, y_scale: 2e8 };

test('units are those of points and formulas that were scaled, and of nothing else', () => {
  const config = (/** @type {any} */ source) => /** @type {any} */ ({ config: { data: { source } } });
  equal(unitsOf(config({ kind: 'points', x: [], y: [], units: YEARS })), YEARS);
  equal(unitsOf(config({ kind: 'expression', expression: 'x', units: YEARS })), YEARS);
  equal(unitsOf(config({ kind: 'expression', expression: 'x', units: null })), PLAIN);
  for (const source of [{ kind: 'points', x: [], y: [], units: null }, { kind: 'points', x: [], y: [] }, { kind: 'target', name: 'sine' }]) {
    equal(unitsOf(config(source)), PLAIN);
  }
  equal(unitsOf({}), PLAIN);
  assert(isPlain(PLAIN) && isPlain({ ...PLAIN, x_name: 'names alone scale nothing' }) && !isPlain(YEARS));
});

test('there and back again', () => {
  for (const units of [YEARS, TINY, PLAIN]) {
    for (const value of [-3, -0.1, 0, 2.5]) {
      close(toTrainedX(units, toShownX(units, value)), value, 1e-6);
      close(toTrainedY(units, toShownY(units, value)), value, 1e-6);
    }
  }
  equal([toShownX(YEARS, -3), toShownY(YEARS, 1.5), toShownSlope(YEARS, 0.5)], [1959, 410, 2]);
});

test('numbers have as many places as tell points of the chart apart', () => {
  equal([xText(YEARS, 0.123), yText(YEARS, -1), heightText(YEARS, 0.25)], ['1990.2', '310.0', '10.0']);
  equal([xText(TINY, 1.5), yText(TINY, 0.5)], ['1.5×10⁻⁷', '3.1×10⁹']);
  equal([xText(PLAIN, -1.234), yText(PLAIN, 0.5), levelText(PLAIN, 0.5), levelText(YEARS, 0.5)], ['−1.23', '0.50', '+0.50', '370.0']);
  equal([placesText(-0.001, 0.1), placesText(NaN, 1), placesText(1402345678, 1e6), placesText(0.0123, 0.001)], ['0', '–', '1.402×10⁹', '0.012']);
  equal(placesText(123456, 10), '123456');
  equal(placesText(-2000000, 1e5), '−2×10⁶');
});

test('slopes and formulas keep the digits that count', () => {
  equal([shownSlopeText(YEARS, 0.000123456), shownSlopeText(PLAIN, 1.456)], ['1.23×10⁻⁴', '1.46']);
  equal([numberText(YEARS)(-36.708123), numberText(PLAIN)(-36.708123)], ['−36.708', '−36.7']);
  equal(numberText(TINY)(1234567), '1235000');
  const small = { ...PLAIN, y_scale: 1e-6 };
  close(slopeStep(small), 1e-8, 1e-15);
  const sum = slopeSum([[0, 0, 2e-6], [0, 1, -5e-7]], 1.5e-6, () => '', slopeStep(small)).map(({ text }) => text);
  equal(sum, ['0.000002', ' − 5×10⁻⁷', ' = 0.0000015']);
});

test('an axis has ticks that are round in the data’s own units', () => {
  const years = shownScale(scaleLinear([-3, 3], [0, 600]), (x) => toShownX(YEARS, x));
  equal(years.domain(), [1959, 2019]);
  equal(years.ticks(6), [1960, 1970, 1980, 1990, 2000, 2010]);
  equal(years.ticks(6).map(tickFormat(YEARS, years, 6)), ['1960', '1970', '1980', '1990', '2000', '2010']);
  equal(years(1989), 300);
  const plain = scaleLinear([-3, 3], [0, 600]);
  equal(tickFormat(PLAIN, plain, 6)(1.5), plain.tickFormat(6)(1.5));
  const wide = scaleLinear([2000, 2030], [0, 600]);
  equal(wide.ticks(3).map(tickFormat(PLAIN, wide, 3)), ['2000', '2010', '2020', '2030'], 'no commas in years');
});

test('heights end on whole ticks in units and stay while they will do', () => {
  const first = followShown(YEARS, null, [-1.2, 1.4], [-1, 1]);
  const [low, high] = first.map((end) => toShownY(YEARS, end));
  assert(low <= 302 && high >= 406 && low % 10 < 1e-6 && high % 10 < 1e-6, `${low} to ${high}`);
  assert(followShown(YEARS, first, [-1.2, 1.4], [-1, 1]) === first, 'the same range is kept');
  assert(followShown(YEARS, first, [-1.2, 1.4], [-1, 2.4]) !== first, 'it grows with the prediction');
  const farOff = { ...PLAIN, y_offset: 1e7, y_scale: 2 };
  const [below, above] = followShown(farOff, null, [-1.5, 1.5], [-1.5, 1.5]).map((end) => toShownY(farOff, end));
  assert(above - below < 10, `${below} to ${above}: what was scaled is not flat, however far off`);
  const flat = followShown({ ...PLAIN, y_offset: 3000 }, null, [0, 0], [0, 0]);
  assert(flat[1] - flat[0] >= 1 && flat[0] < 0 && flat[1] > 0, `${flat}`);
});

test('long numbers are given room', () => {
  equal(axisCharacters(PLAIN, [-1, 1]), 0);
  equal(axisCharacters(YEARS, [-1, 1]), 3);
  assert(axisCharacters({ ...PLAIN, y_scale: 100_000 }, [0, 5]) === 6);
});

const plot = { left: 0, right: 600, top: 0, bottom: 400, axis: 426 };
const ground = /** @type {any} */ ({ view: { plot, from: -3, to: 3, ...scalesOf([-3, 3], [-2, 2], plot) } });

/** Two samples, a quarter below and half above a prediction of 0. */
function stateInYears() {
  const data = { domain: [-2, 1], shown: [-3, 3], source: { kind: 'points', x: [-2, 1], y: [-0.25, 0.5], units: YEARS } };
  const config = { data };
  const layout = {
    layout: 1, config, grids: { prediction: { from: -3, to: 3 } },
    data: { train: data.source, validation: { x: [], y: [] } },
  };
  const frame = { layout: 1, sections: { prediction: new Float32Array(4) } };
  return /** @type {any} */ ({ config, layout, frame, view: { residuals: true, rows: false, sketch: null } });
}

test('residuals are drawn and told in the units of y', () => {
  const box = stage().appendChild(document.createElement('div'));
  const ended = new AbortController();
  mountResiduals(/** @type {any} */ ({ ...ground, box, get: stateInYears, signal: ended.signal })).update(stateInYears());
  const strip = box.nextElementSibling;
  equal([...strip?.querySelectorAll('.residual-tick') ?? []].map((tick) => tick.textContent), ['20', '−20']);
  equal(strip?.querySelector('svg')?.getAttribute('aria-label'), '−10.0 to 20.0');
  equal(strip?.querySelector('.residual-stems')?.getAttribute('d')?.endsWith(' 7'), true, 'the larger one reaches the end');
  ended.abort();
});

test('the ends of the domain are told in the units of x', () => {
  const box = stage();
  const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  createExtrapolation(/** @type {any} */ ({ ...ground, box, get: stateInYears, actions: {} }), group).draw();
  const told = [...box.querySelectorAll('[role=slider]')].map((end) => ['valuemin', 'valuenow', 'valuetext'].map((name) => end.getAttribute(`aria-${name}`)));
  equal(told, [['1959', '1969', 'x = 1969.0'], ['1969', '1999', 'x = 1999.0']]);
});

test('a clicked point is told in the units of both', () => {
  const [area, handles] = [stage(), stage()];
  const surface = /** @type {any} */ ({ area, handles, view: () => ground.view, units: () => YEARS, place: () => null });
  const points = createPoints(surface, /** @type {any} */ ({ points: () => ({ x: [1], y: [-0.25] }) }), () => {});
  equal(handles.firstElementChild?.getAttribute('aria-label'), '1999.0, 340.0');
  points.destroy();
});

const DAYS = /** @type {const} */ ({ x_kind: 'days', x_since: '2020-01-31' });

test('dates are told to the day, or to what matters, and read as they are told', () => {
  equal([dateText(DAYS, 0, 1), dateText(DAYS, 29.9, 1), dateText(DAYS, 30, 1), dateText(DAYS, 0.5, 0.01)], ['2020-01-31', '2020-02-29', '2020-03-01', '2020-01-31 12:00']);
  equal(dateText(DAYS, 30 - 1e-7, 1), '2020-03-01', 'what scaling has rounded takes no day away');
  equal(dateText({ x_kind: 'days', x_since: '2020-01-01' }, 177, 1.77), '2020-06-26', 'at whatever precision');
  equal(dateText({ x_kind: 'hours', x_since: '' }, 12.51, 0.1), '12:31');
  equal([readShownDate(DAYS, '2020-03-01'), readShownDate(DAYS, '2020/02/01 12:00'), readShownDate(DAYS, '2020-02')], [30, 1.5, 1]);
  for (const typed of ['', '30', 'March', '2020-13-01', '12:30']) assert(Number.isNaN(readShownDate(DAYS, typed)), typed);
  equal(readShownDate({ x_kind: 'hours', x_since: '' }, '9:30'), 9.5);
});

test('ticks are on round dates, as many as there is room for', () => {
  const written = (/** @type {[number, number]} */ range, /** @type {number} */ count, kind = /** @type {any} */ (DAYS)) => {
    const ticks = dateTicks(kind, range, count);
    return ticks.map(dateTickFormat(kind, ticks, 'en'));
  };
  equal(written([0, 3653], 5), ['2022', '2024', '2026', '2028', '2030']);
  equal(written([0, 150], 5), ['Feb 2020', 'Mar 2020', 'Apr 2020', 'May 2020', 'Jun 2020']);
  equal(written([0, 5], 5), ['Jan 31, 2020', 'Feb 1', 'Feb 2', 'Feb 3', 'Feb 4', 'Feb 5']);
  equal(written([12, 18], 6, { x_kind: 'hours', x_since: '' }), ['12:00', '13:00', '14:00', '15:00', '16:00', '17:00', '18:00']);
  const axis = shownXAxis({ ...YEARS, ...DAYS, x_offset: 15, x_scale: 5 }, scaleLinear([-3, 3], [0, 600]), 5);
  equal(axis.values.map(axis.scale).map(Math.round).every((at, i, all) => i === 0 || at > all[i - 1]), true);
  equal(isPlain({ ...PLAIN, ...DAYS }), false);
});
