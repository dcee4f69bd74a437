/**
 * Applies the theme before the first paint: a classic script, loaded in the head. `data-choice` is what the visitor
 * chose, `data-theme` what that comes to, light or dark.
 */
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { choice } = root.dataset;
    root.dataset.theme = choice ?? (system.matches ? 'dark' : 'light');
  };
  try {
    // In another page's frame that page has chosen.
    const theme = root.dataset.view === 'embed' ? null : localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') root.dataset.choice = theme;
  } catch {
    // Storage may be switched off; the page then follows the system's theme.
  }
  apply();
  system.addEventListener('change', apply);
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ['data-choice'] });
})();
