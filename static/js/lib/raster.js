/**
 * A span rasterizer. Everything the network diagram draws runs from left to right and crosses each pixel column once,
 * so a stroke is one anti-aliased vertical span a column, blended straight into opaque 32-bit pixels. At thousands of
 * edges a frame this is several times faster than paths.
 *
 * @typedef {Object} Surface
 * @property {number} width in device pixels
 * @property {number} height
 * @property {Uint32Array} pixels one word a pixel, 0xAABBGGRR, always opaque
 * @property {Uint8ClampedArray<ArrayBuffer>} bytes the same memory, as ImageData wants it
 *
 * @typedef {Object} Pen
 * @property {number} color a packed color
 * @property {number} alpha from 0 to 1
 * @property {number} radius half the width, in device pixels
 * @property {number} dash the length of a dash along the stroke in device pixels; 0: solid
 * @property {boolean} hollow only the outline
 * @property {number} bow of an edge: 1 leaves and arrives level, 0 is straight
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 */

/** A gap is this fraction of the dash before it. */
const GAP = 0.6;

/** @param {number} width @param {number} height @returns {Surface} */
export function createSurface(width, height) {
  const pixels = new Uint32Array(width * height);
  return { width, height, pixels, bytes: new Uint8ClampedArray(pixels.buffer) };
}

/** @param {number} red @param {number} green @param {number} blue @returns {number} */
export function packColor(red, green, blue) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * Mix two packed colors, red and blue in one multiplication. Rounding to nearest matters: rounding down would darken a
 * pixel a little with every faint edge that crosses it.
 * @param {number} below
 * @param {number} above
 * @param {number} amount of `above`, from 0 to 256
 * @returns {number}
 */
export function mix(below, above, amount) {
  const rest = 256 - amount;
  const redBlue = (Math.imul(above & 0xff00ff, amount) + Math.imul(below & 0xff00ff, rest) + 0x800080) >>> 8;
  const green = (((above >>> 8) & 0xff) * amount + ((below >>> 8) & 0xff) * rest + 0x80) & 0xff00;
  return (0xff000000 | (redBlue & 0xff00ff) | green) >>> 0;
}

/**
 * The part of a stroke in one pixel column.
 * @param {Surface} surface
 * @param {number} column
 * @param {number} center where the stroke's middle crosses the column
 * @param {number} cosine of the stroke's angle: a steep stroke makes a tall span
 * @param {Pen} pen
 * @param {number} alpha
 * @param {number} top the rows allowed
 * @param {number} bottom
 */
function span(surface, column, center, cosine, pen, alpha, top, bottom) {
  const { pixels, width } = surface;
  // A stroke thinner than a pixel is a pixel wide and paler.
  const radius = Math.max(pen.radius, 0.5);
  const strength = 256 * alpha * Math.min(1, 2 * pen.radius);
  const reach = (radius + 0.5) / cosine;
  const from = Math.max(top, Math.floor(center - reach));
  const to = Math.min(bottom - 1, Math.floor(center + reach));
  for (let row = from, at = from * width + column; row <= to; row++, at += width) {
    const distance = Math.abs(row + 0.5 - center) * cosine;
    const coverage = pen.hollow ? 1 - Math.abs(distance - radius) : radius + 0.5 - distance;
    if (coverage <= 0) continue;
    const amount = (coverage < 1 ? coverage * strength : strength) | 0;
    if (amount > 0) pixels[at] = mix(pixels[at], pen.color, amount);
  }
}

/**
 * How the curve of an edge rises: at each pixel column its height, from 0 to 1, and its steepness.
 * @typedef {{rise: Float32Array, slope: Float32Array}} Ease
 */

/** @type {Map<number, Ease>} */
const eases = new Map();

/**
 * The cubic that leaves and arrives level, with both handles halfway: x = 1.5u − 1.5u² + u³, y = 3u² − 2u³. As the
 * rasterizer goes by columns, x is inverted once for each length.
 * @param {number} length in columns
 * @returns {Ease}
 */
export function easeOf(length) {
  const known = eases.get(length);
  if (known) return known;
  const rise = new Float32Array(length);
  const slope = new Float32Array(length);
  for (let column = 0, u = 0; column < length; column++) {
    const x = (column + 0.5) / length;
    for (let i = 0; i < 8; i++) u -= (((u - 1.5) * u + 1.5) * u - x) / ((3 * u - 3) * u + 1.5);
    rise[column] = (3 - 2 * u) * u * u;
    slope[column] = (6 * u * (1 - u)) / ((3 * u - 3) * u + 1.5);
  }
  const ease = { rise, slope };
  eases.set(length, ease);
  return ease;
}

/**
 * An edge between two points, `x0 < x1`.
 * @param {Surface} surface
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {Pen} pen
 */
export function strokeEdge(surface, x0, y0, x1, y1, pen) {
  const start = Math.round(x0);
  const length = Math.round(x1) - start;
  if (length < 1) return;
  const { rise, slope } = easeOf(length);
  const drop = y1 - y0;
  const steepness = drop / length;
  let along = 0;
  const last = Math.min(length, surface.width - start);
  for (let i = Math.max(0, -start); i < last; i++) {
    const straight = (i + 0.5) / length;
    const tangent = steepness * (1 + (slope[i] - 1) * pen.bow);
    const advance = Math.sqrt(1 + tangent * tangent);
    const ink = pen.dash > 0 ? dashCoverage(along, advance, pen.dash) : 1;
    along += advance;
    if (ink <= 0) continue;
    span(surface, start + i, y0 + drop * (straight + (rise[i] - straight) * pen.bow), 1 / advance, pen, pen.alpha * ink, 0, surface.height);
  }
}

/**
 * How much of one column's piece of a dashed stroke carries ink.
 * @param {number} along the length before this column
 * @param {number} advance the length within it
 * @param {number} dash
 * @returns {number} from 0 to 1
 */
function dashCoverage(along, advance, dash) {
  const period = dash * (1 + GAP);
  const middle = (along + advance / 2) % period;
  const fromDashCenter = Math.abs(middle - dash / 2);
  const distance = Math.min(fromDashCenter, period - fromDashCenter);
  return Math.max(0, Math.min(1, (dash / 2 - distance) / advance + 0.5));
}

/**
 * A graph of evenly spaced heights, stretched over a box and clipped to it.
 * @param {Surface} surface
 * @param {Box} box
 * @param {ArrayLike<number>} heights
 * @param {number} first where in `heights` the graph begins
 * @param {number} count
 * @param {number} low the height at the bottom of the box
 * @param {number} high the height at its top
 * @param {Pen} pen
 */
export function strokeGraph(surface, box, heights, first, count, low, high, pen) {
  const left = Math.max(0, Math.round(box.x));
  const right = Math.min(surface.width, Math.round(box.x + box.width));
  const top = Math.max(0, Math.floor(box.y));
  const bottom = Math.min(surface.height, Math.ceil(box.y + box.height));
  const scale = high > low ? box.height / (high - low) : 0;
  const pointsPerColumn = (count - 1) / (right - left);
  let before = heights[first];
  for (let column = left; column < right; column++) {
    const after = heightAt(heights, first, count, (column + 1 - left) * pointsPerColumn);
    const center = box.y + box.height - ((before + after) / 2 - low) * scale;
    const tangent = (after - before) * scale;
    span(surface, column, center, 1 / Math.sqrt(1 + tangent * tangent), pen, pen.alpha, top, bottom);
    before = after;
  }
}

/**
 * @param {ArrayLike<number>} heights
 * @param {number} first
 * @param {number} count
 * @param {number} at a place between two points
 * @returns {number}
 */
function heightAt(heights, first, count, at) {
  const i = Math.min(Math.floor(at), count - 2);
  const here = heights[first + i];
  return here + (heights[first + i + 1] - here) * (at - i);
}

/**
 * A filled box with round corners, not anti-aliased: a border drawn over its rim is.
 * @param {Surface} surface
 * @param {Box} box
 * @param {number} radius
 * @param {number} color
 */
export function fillRounded({ pixels, width, height }, box, radius, color) {
  const round = Math.min(radius, box.width / 2, box.height / 2);
  const bottom = Math.min(height, Math.round(box.y + box.height));
  for (let row = Math.max(0, Math.round(box.y)); row < bottom; row++) {
    const fromRim = Math.min(row + 0.5 - box.y, box.y + box.height - row - 0.5);
    const above = Math.max(0, round - fromRim);
    const cut = round - Math.sqrt(Math.max(0, round * round - above * above));
    const left = Math.max(0, Math.round(box.x + cut));
    const right = Math.min(width, Math.round(box.x + box.width - cut));
    if (right > left) pixels.fill(color, row * width + left, row * width + right);
  }
}
