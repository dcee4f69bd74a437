/**
 * Where a panel has more than it shows, its edge fades: scroll bars are often hidden until somebody scrolls.
 *
 * @import { View } from '../../js/types.js'
 */

import { attr } from '../../js/lib/dom.js';
import { createThrottle, createReading } from '../../js/lib/throttle.js';

export default { slot: 'page', id: 'scroll_cues', mount: mountScrollCues };

const LOOK_EVERY = 250;
const PLACES = '.side, .side > .panel, [role="tabpanel"], .lab-body, .lab-body > div, .fit-rows-scroll, .paths-list, .more-panel';
/** Less than this is no more than rounding. */
const LEAST = 4;

/** @returns {View} */
export function mountScrollCues() {
  const reading = createReading(lookAround);
  const pace = createThrottle(LOOK_EVERY, reading.request);
  const abort = new AbortController();

  function lookAround() {
    for (const place of document.querySelectorAll(PLACES)) look(place);
  }

  document.addEventListener('scroll', ({ target }) => {
    if (target instanceof Element && target.matches(PLACES)) look(target);
  }, { capture: true, passive: true, signal: abort.signal });
  addEventListener('resize', pace.request, { signal: abort.signal });
  lookAround();
  return {
    update: pace.request,
    resize: pace.request,
    destroy() {
      pace.stop();
      reading.stop();
      abort.abort();
    },
  };
}

/** @param {Element} place */
function look(place) {
  const { scrollTop, scrollHeight, clientHeight } = place;
  const hidden = scrollHeight - clientHeight;
  const scrolls = hidden > LEAST && getComputedStyle(place).overflowY === 'auto';
  const more = [scrolls && scrollTop > LEAST && 'above', scrolls && scrollTop < hidden - LEAST && 'below'];
  attr(place, 'data-more', more.filter(Boolean).join(' ') || null);
}
