/**
 * The header: theme, language, the way to a projector's view, and the sentence that invites to add a neuron, until somebody has.
 *
 * @import { Opened, Theme, View, ViewContext } from '../types.js'
 */

import { t } from '../i18n.js';
import { shortageOf } from '../lib/corners.js';
import { attr, byId, fill, h, text } from '../lib/dom.js';

/** @type {Theme[]} */
const THEMES = ['auto', 'light', 'dark'];

/** The theme a visitor chose before. @returns {Theme} */
export function storedTheme() {
  const { choice } = document.documentElement.dataset;
  return choice === 'light' || choice === 'dark' ? choice : 'auto';
}

/**
 * @param {HTMLElement} root
 * @param {ViewContext & {handOver: (isFollowed?: boolean) => void}} context
 * @returns {View}
 */
export function mountTop(root, { store, actions, handOver }) {
  const themeButton = byId('theme');
  const languageLink = /** @type {HTMLAnchorElement} */ (byId('language'));
  const invite = byId('invite');
  const tagline = /** @type {HTMLElement} */ (root.querySelector('.tagline'));
  let isNamed = false;

  function nextTheme() {
    const { theme } = store.get().view;
    actions.choose({ theme: THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] });
  }

  /**
   * The same experiment, view and session in the other language.
   * @param {MouseEvent} click
   */
  function followLanguage(click) {
    const opensHere = !click.ctrlKey && !click.metaKey && !click.shiftKey;
    // Only then what was changed last is in the address.
    handOver(opensHere);
    const address = new URL(languageLink.href);
    const wanted = new URLSearchParams(location.search);
    wanted.set('lang', languageLink.hreflang.slice(0, 2));
    address.search = wanted.toString();
    address.hash = location.hash;
    languageLink.href = address.href;
  }

  /** A saved run has a name, until it has become something else. @param {Opened | null} opened */
  function showName(opened) {
    const title = opened?.title;
    if (!title && !isNamed) return;
    isNamed = Boolean(title);
    fill(tagline, title ? h('bdi', {}, title) : t('page.tagline'));
    document.title = title ? `${title} · Piecewise` : t('page.title');
  }

  const enter = () => actions.choose({ present: true });
  const abort = new AbortController();
  const { signal } = abort;
  byId('present').addEventListener('click', enter, { signal });
  themeButton.addEventListener('click', nextTheme, { signal });
  languageLink.addEventListener('click', followLanguage, { signal });

  return {
    update({ view, gains, config, opened, layout }, changed) {
      if (changed.has('opened')) showName(opened);
      if (changed.has('view')) {
        showTheme(themeButton, view.theme);
        showPresent(view.present);
      }
      // Deep networks fill the panel, and who has built one needs no invitation.
      if (gains.length > 0 || config.network.hidden.length > 1) invite.hidden = true;
      if (changed.has('layout')) text(invite, t(shortageOf(layout)?.missing === 1 ? 'page.invite_short' : 'page.invite'));
    },
    destroy: () => abort.abort(),
  };
}

/** The page as a projector's, or as usual; its address says so, for who loads it again or passes it on. @param {boolean} present */
function showPresent(present) {
  const root = document.documentElement;
  if (present === (root.dataset.view === 'present')) return;
  attr(root, 'data-view', present && 'present');
  const address = new URL(location.href);
  if (present) address.searchParams.set('view', 'present');
  else address.searchParams.delete('view');
  history.replaceState(history.state, '', address);
}

/** @param {HTMLElement} button @param {Theme} theme */
function showTheme(button, theme) {
  const { dataset } = document.documentElement;
  if (theme === 'auto') delete dataset.choice;
  else dataset.choice = theme;
  attr(button, 'aria-label', t(`theme.${theme}`));
  attr(button, 'title', t(`theme.${theme}`));
  // What another page has chosen for its frame is not the visitor's choice.
  if (document.documentElement.dataset.view === 'embed') return;
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
