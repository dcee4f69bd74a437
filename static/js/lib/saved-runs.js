/**
 * The runs that this browser has saved, with the secrets that let it delete them. They are kept in this browser alone.
 *
 * @typedef {{run: string, title: string, secret: string, expires: string | null}} SavedRun
 */

const KEY = 'piecewise.runs';

/** Those that the server still has, the newest first. @returns {SavedRun[]} */
export function savedRuns() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isSavedRun).filter(isThere) : [];
  } catch {
    return [];
  }
}

/** @param {SavedRun} saved @returns {boolean} whether the browser keeps it */
export function remember(saved) {
  return write([saved, ...savedRuns().filter(({ run }) => run !== saved.run)]);
}

/** @param {string} run */
export function forget(run) {
  write(savedRuns().filter((saved) => saved.run !== run));
}

/**
 * Delete a run on the server; one that is not there any more is as good as deleted.
 * @param {SavedRun} saved
 * @returns {Promise<boolean>} whether it is gone
 */
export async function deleteRun({ run, secret }) {
  try {
    const headers = { Authorization: `Bearer ${secret}` };
    const { ok, status } = await fetch(`/api/runs/${encodeURIComponent(run)}`, { method: 'DELETE', headers });
    return ok || status === 404;
  } catch {
    return false;
  }
}

/** @param {SavedRun[]} runs */
function write(runs) {
  try {
    localStorage.setItem(KEY, JSON.stringify(runs));
    return true;
  } catch {
    return false;
  }
}

/** @param {any} saved @returns {saved is SavedRun} */
function isSavedRun(saved) {
  return typeof saved?.run === 'string' && typeof saved.secret === 'string' && typeof saved.title === 'string';
}

/** @param {SavedRun} saved */
function isThere({ expires }) {
  return expires === null || !(Date.parse(expires) < Date.now());
}
