/**
 * The way through the four stages, and the clock that walks it in slow motion.
 *
 * @import { Stage, Walk } from '../../js/types.js'
 */

/** @type {Stage[]} */
export const STAGES = ['forward', 'loss', 'backward', 'update'];

const PER_LAYER = 800;
const PER_STAGE = 1800;

/** @param {number} layers of weights @returns {Walk[]} each stop of the whole way */
export function stopsOf(layers) {
  const order = Array.from({ length: layers }, (_, layer) => layer);
  return [
    ...order.map((layer) => /** @type {Walk} */ ({ stage: 'forward', layer })),
    { stage: 'loss', layer: null },
    ...order.reverse().map((layer) => /** @type {Walk} */ ({ stage: 'backward', layer })),
    { stage: 'update', layer: null },
  ];
}

/**
 * @param {Walk} walk
 * @param {number} layers
 * @returns {Walk | null} null at the end
 */
export function nextStop({ stage, layer }, layers) {
  const stops = stopsOf(layers);
  const at = stops.findIndex((stop) => stop.stage === stage && stop.layer === layer);
  // A stage shown whole begins at its first layer.
  if (at < 0) return stops.find((stop) => stop.stage === stage) ?? null;
  return stops[at + 1] ?? null;
}

/** The stage after this one, all of it; behind the last comes the first. @param {Stage} stage @returns {Walk} */
export function nextStage(stage) {
  return { stage: STAGES[(STAGES.indexOf(stage) + 1) % STAGES.length], layer: null };
}

/**
 * @param {{read: () => {walk: Walk, layers: number}, go: (walk: Walk) => void, changed: () => void}} options
 *   changed: called when it starts or stops
 */
export function createWalker({ read, go, changed }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function stop() {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    changed();
  }

  /** @param {Walk} walk */
  function arrive(walk) {
    go(walk);
    timer = setTimeout(advance, walk.layer === null ? PER_STAGE : PER_LAYER);
  }

  function advance() {
    const { walk, layers } = read();
    const next = nextStop(walk, layers);
    if (next) arrive(next);
    else stop();
  }

  return {
    walking: () => timer !== undefined,
    stop,
    /** From where it is; from the beginning where it has ended. */
    start() {
      const { walk, layers } = read();
      const stops = stopsOf(layers);
      // Loss and update are single stops: whoever stands on one has seen it.
      arrive(walk.stage === 'update' ? stops[0] : (nextStop(walk, layers) ?? stops[0]));
      changed();
    },
  };
}
