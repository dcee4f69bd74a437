/**
 * The code that shows the experiment on another page, in a frame.
 *
 * @import { Section, ShareContext } from './popover.js'
 */

import { h } from '../../lib/dom.js';
import { featuresOf, panelLabel, panelOf } from '../../lib/features.js';
import { language, t } from '../../i18n.js';
import { createChecks, severalLocks } from './checks.js';
import { createCopyField } from './copy-field.js';

/** What a frame may show beside the inspector's tabs; those with true are shown unless somebody says otherwise. @type {Record<string, boolean>} */
const PANELS = { network: true, fit: true, loss: false, transport: true };
const LANGUAGES = ['en', 'zh'];
const THEMES = ['auto', 'light', 'dark'];
/** Of the frame, where the page around it does not follow what it is told. */
const HEIGHT = 560;

/** @param {ShareContext} context @returns {Section} */
export function createFrameCode({ store, actions, extras }) {
  const field = createCopyField(t('sharing.frame.code'), { rows: 5 });
  const tabs = Object.fromEntries(featuresOf('tab').map((feature) => [panelOf(feature), false]));
  const boxes = Object.entries({ ...PANELS, ...tabs }).map(([name, checked]) => ({ name, box: h('input', { type: 'checkbox', checked }) }));
  const panels = h(
    'fieldset',
    { class: 'share-checks' },
    h('legend', {}, t('sharing.frame.panels')),
    ...boxes.map(({ name, box }) => h('label', { class: 'share-check' }, box, panelLabel(name))),
  );
  const tongue = createMenu('sharing.frame.language', LANGUAGES.map((name) => [name, t(`sharing.frame.languages.${name}`)]), language());
  const theme = createMenu('sharing.frame.theme', THEMES.map((name) => [name, t(`sharing.frame.themes.${name}`)]), THEMES[0]);
  const locks = createChecks('sharing.teacher.lock', store.get().locks?.link.lock);
  locks.show(severalLocks());
  const follow = h('input', { type: 'checkbox' });
  const element = h(
    'div',
    { class: 'share-section', on: { change: refresh } },
    panels,
    h('div', { class: 'share-menus' }, tongue.element, theme.element),
    locks.element,
    h('label', { class: 'share-check' }, follow, t('sharing.frame.follow')),
    field.element,
  );

  function refresh() {
    const shown = boxes.filter(({ box }) => box.checked).map(({ name }) => name);
    const link = new URL(actions.link({ ...extras(), lock: locks.chosen() }));
    const [, run] = link.pathname.split('/r/');
    const query = new URLSearchParams({ panels: shown.join(), lang: tongue.select.value, theme: theme.select.value, ...(run ? { run } : {}) });
    const address = `${link.origin}/embed?${query.toString().replaceAll('%2C', ',')}${link.hash}`;
    field.set(codeOf(address, follow.checked));
  }

  return { element, refresh };
}

/** @param {string} address @param {boolean} follows whether the frame gets the height it asks for */
function codeOf(address, follows) {
  const attributes = { src: address, title: 'Piecewise', width: '100%', height: String(HEIGHT), style: 'border:0', loading: 'lazy', allow: 'clipboard-write' };
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${quoted(value)}"`).join(' ');
  const code = `<iframe ${written}></iframe>`;
  if (!follows) return code;
  return [
    code,
    '<script>',
    "  addEventListener('message', ({ data, source }) => {",
    "    for (const frame of document.querySelectorAll('iframe')) {",
    "      if (frame.contentWindow === source && data?.type === 'piecewise:height') frame.height = data.height;",
    '    }',
    '  });',
    '</script>',
  ].join('\n');
}

/** @param {string} text for an attribute's value */
function quoted(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** @param {string} label @param {string[][]} options value and label @param {string} chosen */
function createMenu(label, options, chosen) {
  const select = h('select', {}, ...options.map(([value, name]) => h('option', { value, selected: value === chosen }, name)));
  return { select, element: h('label', { class: 'share-menu' }, t(label), select) };
}
