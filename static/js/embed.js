/**
 * The page in another page's frame: it connects when it is first seen, rests while it is out of sight, and tells the page
 * around it how high it would like to be.
 *
 * @import { Actions, Store } from './types.js'
 * @import { Notices } from './notices.js'
 */

import { byId } from './lib/dom.js';
import { swallow } from './lib/promises.js';

/** @param {{store: Store, actions: Actions, notices: Notices, start: () => void}} options */
export function mountEmbed({ store, actions, notices, start }) {
  let begun = false;
  let resting = false;

  /** @param {boolean} visible */
  function follow(visible) {
    const running = store.get().status.state === 'running';
    if (visible && !begun) {
      begun = true;
      start();
    } else if (visible && resting) {
      resting = false;
      swallow(actions.play());
    } else if (!visible && running) {
      resting = true;
      swallow(actions.pause());
    }
  }

  // Within another page's frame this also knows what that page has scrolled away.
  new IntersectionObserver((entries) => follow(Boolean(entries.at(-1)?.isIntersecting))).observe(byId('stage'));
  const { problem } = byId('messages').dataset;
  if (problem) notices.show({ id: 'frame', kind: 'warn', text: problem, lasting: true });
  leadToThePage(actions);
  tellHeight();
}

/** The whole page shows the same experiment. @param {Actions} actions */
function leadToThePage(actions) {
  const link = /** @type {HTMLAnchorElement} */ (byId('open-full'));
  const aim = () => {
    const address = new URL(actions.link());
    address.searchParams.set('lang', document.documentElement.dataset.lang ?? 'en');
    link.href = address.href;
  };
  for (const type of ['pointerenter', 'pointerdown', 'focus', 'click']) link.addEventListener(type, aim);
}

/** Tell the page around this one the height that suits the panels, now and whenever it changes. */
function tellHeight() {
  let told = 0;
  const observer = new ResizeObserver(() => {
    const height = wantedHeight();
    if (height !== told) parent.postMessage({ type: 'piecewise:height', height }, '*');
    told = height;
  });
  for (const element of [document.body, ...document.body.children]) observer.observe(element);
}

/** What is around the panels takes what it takes, each row of panels as much as its highest one wants. @returns {number} */
function wantedHeight() {
  const stage = byId('stage');
  /** @type {Map<number, number>} */
  const rows = new Map();
  for (const panel of stage.children) {
    if (!(panel instanceof HTMLElement) || panel.offsetHeight === 0) continue;
    const wanted = Number.parseFloat(getComputedStyle(panel).getPropertyValue('--wanted')) || 0;
    rows.set(panel.offsetTop, Math.max(wanted, rows.get(panel.offsetTop) ?? 0));
  }
  const gap = Number.parseFloat(getComputedStyle(stage).rowGap) || 0;
  const page = getComputedStyle(document.body);
  const others = [...document.body.children].filter((element) => element !== stage && getComputedStyle(element).position === 'static');
  const around = others.map((element) => element.getBoundingClientRect().height).filter((height) => height > 0)
    .reduce((sum, height) => sum + height + Number.parseFloat(page.rowGap), 2 * Number.parseFloat(page.paddingTop));
  return Math.ceil(around + [...rows.values()].reduce((sum, wanted) => sum + wanted + gap, -gap));
}
