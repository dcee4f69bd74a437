/**
 * What the page sees of the present step, in words and numbers.
 *
 * @import { Judgement, Slope } from './judge.js'
 */

import { attr, fill, h, text } from '../../js/lib/dom.js';
import { short } from '../../js/lib/numbers.js';
import { count, t } from '../../js/i18n.js';

/** @param {HTMLElement} root */
export function createSeen(root) {
  const sentence = h('p', {});
  const list = h('ul', { class: 'guide-slopes' });
  /** @type {HTMLElement[]} one a piece */
  let items = [];

  /** @param {Slope[]} slopes */
  function showSlopes(slopes) {
    if (items.length !== slopes.length) fill(list, ...(items = slopes.map(() => h('li', {}))));
    slopes.forEach(({ slope, wanted, done }, i) => {
      const words = { piece: i + 1, slope: short(slope), wanted: short(wanted) };
      text(items[i], t(done ? 'guide.slope_done' : 'guide.slope', words));
      attr(items[i], 'data-done', done);
    });
  }

  return {
    /** @param {Judgement} judgement @param {number} step of the guide @param {number} trained steps of training */
    show(judgement, step, trained) {
      if (sentence.parentElement !== root) fill(root, sentence, list);
      text(sentence, SENTENCES[step](judgement, trained));
      list.hidden = step !== 1;
      if (step === 1) showSlopes(judgement.slopes);
    },
  };
}

/** By step. @type {((judgement: Judgement, trained: number) => string)[]} */
const SENTENCES = [
  ({ bends }) => [placed(bends), obstacle(bends)].filter(Boolean).join(t('guide.between')),
  ({ slopes }) => t('guide.slopes_right', { count: slopes.filter(({ done }) => done).length, total: slopes.length }),
  ({ error, within }) => t('guide.area', { error: short(error), within: short(within) }),
  ({ error }, trained) =>
    t(trained === 0 ? 'guide.untrained' : 'guide.trained', { error: short(error), steps: count(trained) }),
];

/** @param {Judgement['bends']} bends */
function placed({ placed: found, total }) {
  return total === 1 ? '' : t('guide.placed', { count: found, total });
}

/** The one thing still in the way of the first step, if any. @param {Judgement['bends']} bends */
function obstacle({ missing, asleep }) {
  if (missing !== null) return t('guide.missing', { x: short(missing) });
  if (asleep !== null) return t('guide.asleep', { piece: asleep + 1 });
  return t('guide.covered');
}
