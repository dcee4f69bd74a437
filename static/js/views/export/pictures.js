/**
 * Pictures of network, fit and loss, drawn anew for paper and slides: always the same size, whatever the window's.
 *
 * @import { State } from '../../types.js'
 * @import { LegendItem } from '../../lib/picture.js'
 *
 * @typedef {'network' | 'fit' | 'loss'} PictureName
 * @typedef {{drawing: SVGElement[], legend: LegendItem[], height: number}} Figure
 */

import { t } from '../../i18n.js';
import { drawSheet, offstage, toPngFile, toSvgFile } from '../../lib/picture.js';
import { captionOf } from './caption.js';
import { drawFit } from './fit-picture.js';
import { drawLoss } from './loss-picture.js';
import { drawNetwork } from './network-picture.js';

const WIDTH = 912;
const PNG_SCALE = 2;
/** @type {Record<PictureName, (state: State, place: HTMLElement, width: number) => Figure>} */
const FIGURES = { network: drawNetwork, fit: drawFit, loss: drawLoss };

/**
 * @param {PictureName} name
 * @param {'png' | 'svg'} format
 * @param {State} state
 * @returns {Promise<{content: Blob, name: string}>}
 */
export async function createPicture(name, format, state) {
  const picture = offstage((place) => {
    const figure = FIGURES[name](state, place, WIDTH);
    return drawSheet(place, { ...figure, width: WIDTH, title: t(`${name}.title`), caption: captionOf(state) });
  });
  const content = format === 'svg' ? toSvgFile(picture) : await toPngFile(picture, PNG_SCALE);
  return { content, name: `piecewise_${name}.${format}` };
}
