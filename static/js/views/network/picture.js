/**
 * The canvas of the diagram, drawn by a worker. The newest picture wins: while one is being drawn the next waits, and
 * is replaced by whatever is newer by then.
 *
 * @import { Highlight, Scene, Snapshot } from '../../lib/diagram.js'
 * @import { Frame } from '../../types.js'
 */

const EMPTY = new ArrayBuffer(0);

/** @param {HTMLCanvasElement} canvas */
export function createPicture(canvas) {
  const worker = createWorker(new URL('../../workers/edges.js', import.meta.url).href);
  const offscreen = canvas.transferControlToOffscreen();
  worker.postMessage({ type: 'canvas', canvas: offscreen }, [offscreen]);

  /** @type {{frame: Frame, highlight: Highlight, dropped: Uint8Array | null} | null} */
  let waiting = null;
  let drawing = false;
  let spare = EMPTY;

  worker.addEventListener('message', ({ data }) => {
    spare = data;
    drawing = false;
    send();
  });

  function send() {
    if (drawing || !waiting) return;
    const { frame, highlight, dropped } = waiting;
    const snapshot = { ...pack(frame, spare), ...(dropped && { dropped }) };
    const { buffer } = snapshot.parameters;
    waiting = null;
    spare = EMPTY;
    drawing = true;
    worker.postMessage({ type: 'frame', snapshot, highlight }, [buffer]);
  }

  return {
    /** @param {Scene} scene */
    show(scene) {
      waiting = null;
      worker.postMessage({ type: 'scene', scene });
    },
    /** @param {Frame} frame of the scene's layout @param {Highlight} highlight @param {Uint8Array | null} [dropped] neurons that sit out */
    draw(frame, highlight, dropped = null) {
      waiting = { frame, highlight, dropped };
      send();
    },
    destroy() {
      worker.terminate();
    },
  };
}

/** A sandboxed frame has no origin that a worker could share; one of its own may import the worker. @param {string} url */
function createWorker(url) {
  if (globalThis.origin !== 'null') return new Worker(url, { type: 'module' });
  const type = 'text/javascript';
  return new Worker(URL.createObjectURL(new Blob([`import '${url}';`], { type })), { type: 'module' });
}

/**
 * Copy what a picture needs into one buffer, which travels to the worker and back; floats first, so that they align.
 * @param {Frame} frame
 * @param {ArrayBuffer} spare used again if it has the right size
 * @returns {Snapshot & {parameters: Float32Array<ArrayBuffer>}}
 */
function pack(frame, spare) {
  const { parameters = [], prediction = [], neurons } = frame.sections;
  const { scales = [], values = [] } = neurons ?? {};
  const floats = parameters.length + prediction.length + scales.length;
  const size = 4 * floats + values.length;
  const buffer = spare.byteLength === size && size > 0 ? spare : new ArrayBuffer(size);
  const snapshot = {
    parameters: new Float32Array(buffer, 0, parameters.length),
    prediction: new Float32Array(buffer, 4 * parameters.length, prediction.length),
    scales: new Float32Array(buffer, 4 * (parameters.length + prediction.length), scales.length),
    curves: new Int8Array(buffer, 4 * floats, values.length),
  };
  snapshot.parameters.set(parameters);
  snapshot.prediction.set(prediction);
  snapshot.scales.set(scales);
  snapshot.curves.set(values);
  return snapshot;
}
