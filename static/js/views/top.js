/**
 * The header: theme, language, and the sentence that invites to add a neuron, until somebody has.
 *
 * @import { Theme, View, ViewContext } from '../types.js'
 */

import { t } from '../i18n.js';
import { attr, byId } from '../lib/dom.js';

/** @type {Theme[]} */
const THEMES = ['auto', 'light', 'dark'];

/** The theme a visitor chose before. @returns {Theme} */
export function storedTheme() {
  const { choice } = document.documentElement.dataset;
  return choice === 'light' || choice === 'dark' ? choice : 'auto';
}

/**
 * @param {HTMLElement} _root
 * @param {ViewContext & {handOver: () => void}} context
 * @returns {View}
 */
export function mountTop(_root, { store, actions, handOver }) {
  const themeButton = byId('theme');
  const languageLink = /** @type {HTMLAnchorElement} */ (byId('language'));
  const invite = byId('invite');

  function nextTheme() {
    const { theme } = store.get().view;
    actions.choose({ theme: THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] });
  }

  /** The same experiment, view and session in the other language. */
  function followLanguage() {
    const address = new URL(languageLink.href);
    const wanted = new URLSearchParams(location.search);
    wanted.set('lang', languageLink.hreflang.slice(0, 2));
    address.search = wanted.toString();
    address.hash = location.hash;
    languageLink.href = address.href;
    handOver();
  }

  themeButton.addEventListener('click', nextTheme);
  languageLink.addEventListener('click', followLanguage);

  return {
    update({ view, gains, config }, changed) {
      if (changed.has('view')) showTheme(themeButton, view.theme);
      // Deep networks fill the panel, and who has built one needs no invitation.
      if (gains.length > 0 || config.network.hidden.length > 1) invite.hidden = true;
    },
    destroy() {
      themeButton.removeEventListener('click', nextTheme);
      languageLink.removeEventListener('click', followLanguage);
    },
  };
}

/** @param {HTMLElement} button @param {Theme} theme */
function showTheme(button, theme) {
  const { dataset } = document.documentElement;
  if (theme === 'auto') delete dataset.choice;
  else dataset.choice = theme;
  attr(button, 'aria-label', t(`theme.${theme}`));
  attr(button, 'title', t(`theme.${theme}`));
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
