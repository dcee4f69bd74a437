/**
 * From a weight to ink: how wide and how opaque its edge is. Width says magnitude; opacity thins out crowds, so that
 * in a layer of 256 edges the strong ones stand out and the weak ones nearly vanish.
 */

const OPAQUE = 0.88;
/** Up to this many edges between two layers all are equally opaque. */
const UNCROWDED = 12;

/**
 * What the edges between two layers share.
 * @typedef {Object} Crowd
 * @property {number} reference the weight that gets half of the full width
 * @property {number} thickest the full width, in CSS pixels
 * @property {number} contrast how steeply opacity falls off below the strongest edge
 * @property {number} bow from 1, a curve that leaves and arrives level, to 0, a straight line: curves bunch up in a crowd
 */

/**
 * @param {number} fanIn
 * @param {number} fanOut
 * @param {number} pitch the distance between neighboring neurons in CSS pixels
 * @returns {Crowd}
 */
export function crowdOf(fanIn, fanOut, pitch) {
  const edges = fanIn * fanOut;
  const excess = Math.max(0, Math.log2(edges / UNCROWDED));
  return {
    // Weights shrink with the number of inputs, as initializers make them; up to four inputs the scale is absolute.
    reference: Math.min(1, Math.sqrt(4 / fanIn)),
    thickest: Math.max(2.4, Math.min(7.5 * 0.84 ** excess, pitch * 0.4)),
    contrast: excess * 1.1,
    bow: Math.max(0, 1 - excess / 4),
  };
}

/**
 * @param {number} weight
 * @param {Crowd} crowd
 * @returns {number} from 0 for a weight of 0 towards 1, never reached
 */
export function strengthOf(weight, { reference }) {
  const size = Math.abs(weight);
  return size / (size + reference);
}

/** @param {number} strength @param {Crowd} crowd @returns {number} in CSS pixels */
export function widthOf(strength, { thickest }) {
  return Math.max(0.7, thickest * strength);
}

/**
 * @param {number} strength
 * @param {number} strongest the strength of the crowd's strongest edge
 * @param {Crowd} crowd
 * @returns {number} from 0 to 1
 */
export function opacityOf(strength, strongest, { contrast }) {
  return strongest > 0 ? OPAQUE * (strength / strongest) ** contrast : OPAQUE;
}
