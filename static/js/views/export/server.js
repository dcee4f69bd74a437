/**
 * Files that the server makes of a result.
 *
 * @import { Result } from '../../lib/result.js'
 */

import { language, t } from '../../i18n.js';

/** What the server's refusals mean to a person, by HTTP status. @type {Record<number, string>} */
const REASONS = { 413: 'export.too_large', 429: 'export.too_many', 503: 'export.unavailable' };

/**
 * @param {Result} result
 * @param {string} format
 * @param {string} [title] what the run is called
 * @param {'none' | 'point' | 'comma'} [spreadsheet] the decimals of the one that a table is for
 * @returns {Promise<{content: Blob, name: string}>}
 * @throws {Error} with a message for the person
 */
export async function fetchExport(result, format, title = '', spreadsheet = 'none') {
  const wish = new URLSearchParams({ format, lang: language(), theme: document.documentElement.dataset.theme ?? 'light', ...(title ? { title } : {}), spreadsheet });
  const body = JSON.stringify(result);
  const headers = { 'Content-Type': 'application/json' };
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`/api/export?${wish}`, { method: 'POST', headers, body });
  } catch {
    // A frame without an origin of its own may ask the server for nothing but what it shows.
    throw new Error(t(self.origin === 'null' ? 'export.sandboxed' : 'export.offline'));
  }
  if (!response.ok) throw new Error(await refusalOf(response));
  return { content: await response.blob(), name: nameIn(response.headers.get('Content-Disposition'), format) };
}

/** @param {Response} response @returns {Promise<string>} */
async function refusalOf(response) {
  const key = REASONS[response.status];
  if (key) return t(key);
  const problem = await response.json().catch(() => ({}));
  const fields = (problem.errors ?? []).map((/** @type {{field: string, message: string}} */ { field, message }) => `${field}: ${message}`);
  const detail = [problem.detail, ...fields].filter(Boolean).join('. ');
  // The server explains itself in English.
  return detail && language() === 'en' ? t('export.failed', { message: detail }) : t('export.refused');
}

/** @param {string | null} disposition @param {string} format @returns {string} */
function nameIn(disposition, format) {
  return disposition?.match(/filename="([^"]+)"/)?.[1] ?? `piecewise.${format}`;
}

/** What went wrong, in words for the person. @param {unknown} error @returns {string} */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}
