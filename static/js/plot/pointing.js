/**
 * Pointing at a map, by mouse, finger and arrow keys.
 *
 * @import { MapDrawing } from './maps.js'
 *
 * @typedef {{column: number, row: number}} Cell
 */

import { cellAt, placeOf } from './maps.js';

const KEYS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
});

/**
 * @param {HTMLElement} plot
 * @param {HTMLElement} cursor
 * @param {{drawing: () => MapDrawing | null, pointed: (cell: Cell | null) => void, clicked: (cell: Cell) => void}} hooks
 *   `drawing`: the flat map that is shown, if one is
 */
export function watchPointer(plot, cursor, hooks) {
  /** @type {Cell | null} */
  let pointed = null;

  /** @param {Cell | null} cell */
  function point(cell) {
    if (cell?.column === pointed?.column && cell?.row === pointed?.row) return;
    const drawing = hooks.drawing();
    pointed = cell;
    cursor.hidden = cell === null;
    if (cell && drawing) {
      const [left, top] = placeOf(drawing, cell, { width: window.innerWidth, height: window.innerHeight });
      cursor.style.transform = `translate(${left}px, ${top}px)`;
    }
    hooks.pointed(cell);
  }

  /** @param {PointerEvent | MouseEvent} event @returns {Cell | null} */
  function cellUnder({ clientX, clientY }) {
    const drawing = hooks.drawing();
    return drawing && cellAt(drawing, { x: clientX, y: clientY, width: window.innerWidth, height: window.innerHeight });
  }

  /** @param {MouseEvent} event */
  function onClick(event) {
    const cell = cellUnder(event);
    if (cell) hooks.clicked(cell);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const drawing = hooks.drawing();
    if (!drawing) return;
    const last = { column: drawing.x.length - 1, row: drawing.y.length - 1 };
    const at = pointed ?? { column: Math.round(last.column / 2), row: Math.round(last.row / 2) };
    if (event.key in KEYS) {
      const [right, up] = KEYS[event.key];
      const within = (/** @type {number} */ value, /** @type {number} */ most) => Math.max(0, Math.min(most, value));
      point({ column: within(at.column + right, last.column), row: within(at.row + up, last.row) });
      event.preventDefault();
    } else if ((event.key === 'Enter' || event.key === ' ') && pointed) {
      hooks.clicked(pointed);
      event.preventDefault();
    }
  }

  plot.addEventListener('pointermove', (event) => point(cellUnder(event)));
  plot.addEventListener('pointerleave', () => point(null));
  plot.addEventListener('blur', () => point(null));
  plot.addEventListener('click', onClick);
  plot.addEventListener('keydown', onKey);
  return { point };
}
