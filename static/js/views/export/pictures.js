/**
 * Pictures of network, fit and loss, drawn anew for paper and slides: always the same size, whatever the window's.
 *
 * @import { State } from '../../types.js'
 * @import { Figure } from '../../lib/picture.js'
 *
 * @typedef {'network' | 'fit' | 'loss'} PictureName
 */

import { count, firstOf, t } from '../../i18n.js';
import { drawFit } from '../../charts/curve/picture.js';
import { drawnCurve } from '../../lib/drawn-curve.js';
import { lossWords } from '../../lib/format.js';
import { drawSheet, offstage, toPngFile, toSvgFile } from '../../lib/picture.js';
import { configOf } from '../../lib/result.js';
import { drawLoss } from './loss-picture.js';
import { drawNetwork } from './network-picture.js';

const WIDTH = 912;
const PNG_SCALE = 2;
const LONGEST_FORMULA = 60;
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

/** The small print: what was trained, and how far. @param {State} state @returns {string} */
function captionOf(state) {
  const { layout, frame } = state;
  if (!layout || !frame) return '';
  const config = configOf(state);
  const activations = [...new Set(layout.activations)].map((name) => firstOf([`activations.${name}`], name));
  // In a race each run has its own.
  const losses = layout.race ? [] : [
    t('picture.training_loss', { loss: lossWords(frame.trainingLoss) }),
    ...(Number.isNaN(frame.validationLoss) ? [] : [t('picture.validation_loss', { loss: lossWords(frame.validationLoss) })]),
  ];
  return [
    curveName(config.data.source),
    [layout.sizes.join('–'), ...activations].join(' '),
    t('picture.parameters', { count: count(layout.parameter_count) }),
    t('picture.step', { step: count(frame.step) }),
    ...losses,
  ].join(' · ');
}

/** @param {State['config']['data']['source']} source */
function curveName(source) {
  if (source.kind === 'target') return firstOf([`targets.${source.name}`], source.name);
  if (source.kind === 'points') return t(drawnCurve(source) ? 'curve.own_drawing' : 'curve.own_points');
  const { expression } = source;
  return `y = ${expression.length > LONGEST_FORMULA ? `${expression.slice(0, LONGEST_FORMULA)}…` : expression}`;
}
