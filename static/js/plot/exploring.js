/**
 * Exploring a chart: what is selected by dragging, and a way around by keys.
 *
 * @import { ChartDrawing, Range, Selection } from './charts.js'
 */

/** A key moves the chart by this part of what is shown, or shows this part of it. */
const STEP = 0.1;
const ZOOM = 0.8;
/** How keys change what is shown: its middle moves by parts of its width, and its width. @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-STEP, 1], ArrowRight: [STEP, 1], '+': [0, ZOOM], '=': [0, ZOOM], '-': [0, 1 / ZOOM] };

/**
 * @param {any} plot Plotly's element
 * @param {any} Plotly
 * @param {{drawing: () => ChartDrawing | null, selected: (selection: Selection | null) => void, escaped: () => void}} hooks
 */
export function createExplorer(plot, Plotly, hooks) {
  let listens = false;

  /** @param {{range?: {x: Range, y?: Range}} | undefined} event nothing where the selection was taken away */
  function onSelected(event) {
    const drawing = hooks.drawing();
    if (!drawing || !event?.range) return;
    const { x, y } = event.range;
    hooks.selected({ x: sorted(numbers(x)), y: y && !drawing.across ? sorted(y) : null });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const drawing = hooks.drawing();
    if (!drawing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return hooks.escaped();
    const change = KEYS[event.key];
    if (!change && event.key !== 'Home') return;
    event.preventDefault();
    const [low, high] = numbers(plot.layout.xaxis.range);
    const [move, zoom] = change ?? [0, 1];
    const [middle, half] = [(low + high) / 2 + move * (high - low), ((high - low) / 2) * zoom];
    Plotly.relayout(plot, { 'xaxis.range': change ? [middle - half, middle + half] : drawing.x.range });
  }

  document.addEventListener('keydown', onKey);
  return {
    /** Once Plotly has made the element its own. */
    listen() {
      if (listens) return;
      listens = true;
      plot.on('plotly_selected', onSelected);
      plot.on('plotly_deselect', () => hooks.selected(null));
    },
    /** @param {'png' | 'svg'} format @returns {Promise<Blob>} */
    async image(format) {
      const { clientWidth: width, clientHeight: height } = plot;
      const href = await Plotly.toImage(plot, { format, width, height, scale: format === 'png' ? 2 : 1 });
      return blobOf(href);
    },
  };
}

/** Plotly tells dates as text, in UTC: 2020-01-31 12:30. @param {[number | string, number | string]} range @returns {Range} */
function numbers(range) {
  const [one, other] = range.map((end) => (typeof end === 'string' ? Date.parse(end.length > 10 ? `${end.replace(' ', 'T')}Z` : end) : end));
  return [one, other];
}

/** @param {Range} range @returns {Range} */
function sorted([one, other]) {
  return one <= other ? [one, other] : [other, one];
}

/** @param {string} href a data address @returns {Blob} */
export function blobOf(href) {
  const comma = href.indexOf(',');
  const [type, encoding] = href.slice('data:'.length, comma).split(';');
  const content = href.slice(comma + 1);
  const isBinary = encoding === 'base64';
  const bytes = isBinary ? Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)) : decodeURIComponent(content);
  return new Blob([bytes], { type });
}
