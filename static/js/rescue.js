/**
 * Watches whether the page starts: a classic script in the head that needs no other file. Where a script or a style sheet
 * is lost on its way, the page is loaded once more, which asks for what is missing; where that does not help either, or
 * nothing comes for long, `data-lost` on the root shows the words and the button that stand in the page.
 */
(() => {
  const PATIENCE = 15_000;
  const root = document.documentElement;
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  const tellLoss = () => {
    if (root.dataset.loaded === undefined) root.dataset.lost = '';
  };
  let again = visit?.type === 'reload';

  addEventListener(
    'error',
    ({ target }) => {
      const isNeeded = target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && target.rel === 'stylesheet');
      if (!isNeeded || root.dataset.loaded !== undefined) return;
      if (again) tellLoss();
      else location.reload();
      again = true;
    },
    true,
  );
  addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('[data-reload]')) location.reload();
  });
  setTimeout(tellLoss, PATIENCE);
})();
