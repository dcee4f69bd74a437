/** Applies the chosen theme before the first paint: a classic script, loaded in the head. */
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch {
    // Storage may be switched off; the page then follows the system's theme.
  }
})();
