/**
 * Draws the network's edges and little graphs off the main thread. Messages in: `canvas` once, `scene` when the shape,
 * size or theme changes, `frame` for each picture. Each frame is answered with its buffer, so that it can be used again.
 *
 * @import { Highlight, Scene, Snapshot } from '../lib/diagram.js'
 *
 * @typedef {{type: 'canvas', canvas: OffscreenCanvas}} CanvasMessage
 * @typedef {{type: 'scene', scene: Scene}} SceneMessage
 * @typedef {{type: 'frame', snapshot: Snapshot, highlight: Highlight}} FrameMessage
 */

import { createDiagram } from '../lib/diagram.js';

/** @type {OffscreenCanvas | null} */
let canvas = null;
/** @type {OffscreenCanvasRenderingContext2D | null} */
let context = null;
/** @type {{diagram: ReturnType<typeof createDiagram>, image: ImageData} | null} */
let picture = null;

/** @param {Scene} scene */
function prepare(scene) {
  const diagram = createDiagram(scene);
  picture = { diagram, image: new ImageData(diagram.bytes, scene.width, scene.height) };
}

/** @param {FrameMessage} message */
function draw({ snapshot, highlight }) {
  if (canvas && picture) {
    const { diagram, image } = picture;
    diagram.paint(snapshot, highlight);
    // Resizing clears the canvas, so it waits for the picture that fills it again.
    if (canvas.width !== image.width) canvas.width = image.width;
    if (canvas.height !== image.height) canvas.height = image.height;
    context ??= canvas.getContext('2d', { alpha: false });
    context?.putImageData(image, 0, 0);
  }
  const { buffer } = snapshot.parameters;
  postMessage(buffer, { transfer: [buffer] });
}

addEventListener('message', (/** @type {MessageEvent<CanvasMessage | SceneMessage | FrameMessage>} */ { data }) => {
  if (data.type === 'canvas') canvas = data.canvas;
  else if (data.type === 'scene') prepare(data.scene);
  else draw(data);
});
