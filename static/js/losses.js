/**
 * The losses so far, in columns, thinned as they grow: neighbors merge into pairs that keep the lowest and the highest
 * value of both series, so that memory stays bounded over hours and no spike gets lost.
 *
 * @import { Losses, LossColumns } from './types.js'
 */

const CAPACITY = 8192;
const MERGED = 4;

/** @returns {Losses} */
export function createLosses() {
  const stored = createColumns(CAPACITY);
  const open = createBucket();
  let length = 0;
  /** How many pushed points a stored pair stands for; below two, points are stored as they come. */
  let bucketSize = 1;
  let version = 0;

  /** @param {number} step @param {number} train @param {number} validation */
  function push(step, train, validation) {
    if (length + open.count > 0 && step <= lastStep()) truncate(step - 1);
    version += 1;
    if (bucketSize === 1) {
      write(stored, length++, step, train, validation);
    } else {
      open.add(step, train, validation);
      if (open.count >= bucketSize) length = open.flush(stored, length);
    }
    if (length >= CAPACITY - 1) compact();
  }

  function compact() {
    length = merge(stored, length, MERGED, stored);
    bucketSize = bucketSize === 1 ? MERGED : bucketSize * 2;
  }

  function lastStep() {
    return open.count > 0 ? open.last : stored.step[length - 1];
  }

  /** @param {number} step */
  function truncate(step) {
    if (open.count > 0 && open.last > step) open.clear();
    while (length > 0 && stored.step[length - 1] > step) length -= 1;
  }

  return {
    push,
    replace({ step, train, validation }) {
      length = 0;
      bucketSize = 1;
      open.clear();
      version += 1;
      step.forEach((s, i) => push(s, train[i], validation?.[i] ?? NaN));
    },
    truncateAfter(step) {
      truncate(step);
      version += 1;
    },
    columns(maxPoints) {
      const all = createColumns(length + 2);
      copy(stored, length, all);
      const count = open.peek(all, length);
      if (count <= maxPoints) return view(all, count);
      const kept = merge(all, count, Math.max(3, Math.ceil((2 * count) / maxPoints)), all);
      return view(all, kept);
    },
    get version() {
      return version;
    },
    get length() {
      return length + Math.min(2, open.count);
    },
  };
}

/** @param {number} size @returns {LossColumns} */
function createColumns(size) {
  return { step: new Float64Array(size), train: new Float64Array(size), validation: new Float64Array(size) };
}

/** @param {LossColumns} columns @param {number} i @param {number} step @param {number} train @param {number} validation */
function write(columns, i, step, train, validation) {
  columns.step[i] = step;
  columns.train[i] = train;
  columns.validation[i] = validation;
}

/** @param {LossColumns} from @param {number} count @param {LossColumns} to */
function copy(from, count, to) {
  to.step.set(from.step.subarray(0, count));
  to.train.set(from.train.subarray(0, count));
  to.validation.set(from.validation.subarray(0, count));
}

/** @param {LossColumns} columns @param {number} count @returns {LossColumns} */
function view({ step, train, validation }, count) {
  return {
    step: step.subarray(0, count),
    train: train.subarray(0, count),
    validation: validation.subarray(0, count),
  };
}

/**
 * Merge every `size` points into two; `to` may be the same columns. The last point stays as it is.
 * @param {LossColumns} from @param {number} count @param {number} size @param {LossColumns} to
 * @returns {number} how many points are left
 */
function merge(from, count, size, to) {
  const bucket = createBucket();
  const last = [from.step[count - 1], from.train[count - 1], from.validation[count - 1]];
  let kept = 0;
  for (let i = 0; i < count - 1; i++) {
    bucket.add(from.step[i], from.train[i], from.validation[i]);
    if (bucket.count === size || i === count - 2) kept = bucket.flush(to, kept);
  }
  write(to, kept, last[0], last[1], last[2]);
  return kept + 1;
}

/** Some neighboring points, of which the first and last step and both extremes of each series will be kept. */
function createBucket() {
  const train = createExtremes();
  const validation = createExtremes();
  return {
    count: 0,
    first: 0,
    last: 0,
    /** @param {number} step @param {number} trainLoss @param {number} validationLoss */
    add(step, trainLoss, validationLoss) {
      if (this.count === 0) this.first = step;
      this.last = step;
      this.count += 1;
      train.add(trainLoss);
      validation.add(validationLoss);
    },
    /** Write what is here as one or two points. @param {LossColumns} to @param {number} at @returns {number} */
    peek(to, at) {
      if (this.count === 0) return at;
      if (this.count > 1) write(to, at++, this.first, train.earlier(), validation.earlier());
      write(to, at++, this.last, train.later(), validation.later());
      return at;
    },
    /** Write what is here and start anew. @param {LossColumns} to @param {number} at @returns {number} */
    flush(to, at) {
      const end = this.peek(to, at);
      this.clear();
      return end;
    },
    clear() {
      this.count = 0;
      train.clear();
      validation.clear();
    },
  };
}

/** The lowest and the highest of some numbers, and which came first; NaN where there was no number. */
function createExtremes() {
  let low = NaN;
  let high = NaN;
  let lowIsLater = false;
  return {
    /** @param {number} value */
    add(value) {
      if (Number.isNaN(value)) return;
      if (Number.isNaN(low)) {
        low = value;
        high = value;
      } else if (value < low) {
        low = value;
        lowIsLater = true;
      } else if (value > high) {
        high = value;
        lowIsLater = false;
      }
    },
    earlier: () => (lowIsLater ? high : low),
    later: () => (lowIsLater ? low : high),
    clear() {
      low = NaN;
      high = NaN;
      lowIsLater = false;
    },
  };
}
