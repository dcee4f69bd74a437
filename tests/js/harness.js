/** A test runner for the browser: tests register themselves, `run` gives one plain result for each. */

/** @type {{name: string, body: () => void | Promise<void>}[]} */
const tests = [];

/**
 * @param {string} name
 * @param {() => void | Promise<void>} body
 */
export function test(name, body) {
  tests.push({ name, body });
}

/** @returns {Promise<{name: string, error: string | null}[]>} */
export async function run() {
  const results = [];
  for (const { name, body } of tests) {
    const error = await outcome(body);
    results.push({ name, error });
  }
  return results;
}

/** @param {() => void | Promise<void>} body @returns {Promise<string | null>} */
async function outcome(body) {
  try {
    await body();
    return null;
  } catch (error) {
    return error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
  }
}

/** @param {unknown} condition @param {string} [message] @returns {asserts condition} */
export function assert(condition, message = 'expected a true value') {
  if (!condition) throw new Error(message);
}

/** @param {unknown} actual @param {unknown} expected @param {string} [message] */
export function equal(actual, expected, message = '') {
  const [a, b] = [show(actual), show(expected)];
  if (a !== b) throw new Error(`${message && `${message}: `}expected ${b}, got ${a}`);
}

/** @param {number} actual @param {number} expected @param {number} [tolerance] */
export function close(actual, expected, tolerance = 1e-9) {
  if (!(Math.abs(actual - expected) <= tolerance)) throw new Error(`expected ${expected} ± ${tolerance}, got ${actual}`);
}

/** @param {() => unknown} body @param {RegExp} [pattern] */
export function throws(body, pattern = /./) {
  try {
    body();
  } catch (error) {
    assert(pattern.test(String(error)), `expected an error matching ${pattern}, got ${error}`);
    return;
  }
  throw new Error('expected an error');
}

/** @param {Promise<unknown>} promise @returns {Promise<any>} what it was rejected with */
export async function rejected(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a rejection, got ${show(value)}`);
}

/** Wait for something to become true, at most ten seconds. @param {() => unknown} condition */
export async function until(condition) {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * A clock that stands still until it is moved, in place of the browser's: what a test says of time then holds on a
 * machine of any speed.
 *
 * @param {(clock: {advance: (milliseconds: number) => Promise<void>}) => void | Promise<void>} body
 */
export async function withClock(body) {
  const real = { setTimeout, clearTimeout, now: performance.now };
  let [now, last] = [1000, 0];
  /** @type {Map<number, {at: number, run: () => void}>} */
  const timers = new Map();
  const next = (/** @type {number} */ until) =>
    [...timers].filter(([, { at }]) => at <= until).sort(([a, one], [b, other]) => one.at - other.at || a - b)[0];
  Object.assign(globalThis, {
    setTimeout: (/** @type {() => void} */ run, delay = 0) => (timers.set(++last, { at: now + delay, run }), last),
    clearTimeout: (/** @type {number} */ id) => timers.delete(id),
  });
  performance.now = () => now;
  /** @param {number} milliseconds */
  async function advance(milliseconds) {
    const end = now + milliseconds;
    for (let due = next(end); due; due = next(end)) {
      const [id, { at, run }] = due;
      timers.delete(id);
      now = at;
      run();
      await settled();
    }
    now = end;
  }
  try {
    await body({ advance });
  } finally {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    performance.now = real.now;
  }
}

/** Wait until everything has run that waits for nothing more. @returns {Promise<void>} */
function settled() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => (port1.close(), resolve());
    port2.postMessage(null);
  });
}

/** An empty element in the document, for a view to mount in. @returns {HTMLElement} */
export function stage() {
  const element = document.createElement('div');
  document.body.append(element);
  return element;
}

/** @param {unknown} value @returns {string} */
function show(value) {
  return JSON.stringify(value, (_key, v) => {
    if (ArrayBuffer.isView(v) && !(v instanceof DataView)) return Array.from(/** @type {any} */ (v));
    if (v instanceof Set || v instanceof Map) return [...v];
    return typeof v === 'number' && !Number.isFinite(v) ? String(v) : v;
  });
}
