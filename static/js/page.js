/**
 * Every view of the page, each in its place.
 *
 * @import { PageContext, State, View } from './types.js'
 */

import { byId } from './lib/dom.js';
import { featuresOf, mountFeature } from './lib/features.js';
import { mountWhenNeeded } from './lib/lazy.js';
import { isShown } from './lib/panels.js';
import { mountChart } from './tasks.js';
import { mountInspector } from './views/inspector.js';
import { mountMessages } from './views/messages.js';
import { mountNetwork } from './views/network.js';
import { mountShare } from './views/share.js';
import { mountTop } from './views/top.js';
import { mountTransport } from './views/transport.js';

/** @param {PageContext} context @returns {View[]} */
export function mountPage(context) {
  return [
    mountTop(byId('top'), context),
    mountTransport(byId('transport'), context),
    mountWhenNeeded(async () => (await settings()).mountTraining(byId('settings'), context), shown('settings', 'training')),
    mountWhenNeeded(async () => (await import('./views/curve.js')).mountCurve(byId('gallery'), context), shown('settings', 'curve')),
    mountWhenNeeded(async () => (await import('./views/sources.js')).mountSources(byId('sources'), context), shown('settings', 'curve')),
    mountWhenNeeded(async () => (await csv()).mountCsv(byId('csv'), context), shown('settings', 'curve')),
    mountWhenNeeded(async () => (await settings()).mountSettings(byId('data-settings'), context, 'data'), shown('settings', 'curve')),
    mountWhenNeeded(async () => (await settings()).mountSettings(byId('network-settings'), context, 'network'), shown('settings', 'start')),
    mountNetwork(byId('network'), context),
    mountChart(byId('fit'), context),
    mountWhenNeeded(async () => (await import('./views/loss.js')).mountLoss(byId('loss'), context), shown('loss')),
    mountInspector(byId('inspector'), context),
    mountWhenNeeded(async () => (await import('./views/lab.js')).mountLab(byId('lab'), context), shown('lab')),
    mountWhenNeeded(async () => (await import('./views/export.js')).mountExport(context), shown('export')),
    mountWhenNeeded(async () => (await import('./work.js')).mountWork(context), inFull),
    mountWhenNeeded(async () => (await import('./views/explore.js')).mountExplore(context), inFull),
    mountWhenNeeded(async () => (await import('./controls/highlight.js')).mountHighlight(context), ({ highlight }) => highlight !== null),
    mountMessages(byId('messages'), context),
    mountShare(byId('share'), context),
    mountWhenNeeded(async () => (await import('./views/sheet.js')).mountSheet(byId('sheet')), undefined, byId('open-sheet')),
    ...features(context),
    mountWhenNeeded(async () => (await import('./views/locks.js')).mountLocks(document.body, context), ({ locks }) => locks !== null),
  ];
}

/** Those in an element of the page, and those that have the whole page. @param {PageContext} context @returns {View[]} */
function features(context) {
  return featuresOf('panel', 'page').map((feature) => {
    const root = feature.slot === 'panel' ? byId(feature.place ?? feature.id) : document.body;
    const isThere = shown(...(feature.needs ?? []));
    return mountFeature(feature, root, context, (state) => isThere() && isMet(feature.when, state));
  });
}

/** Whether a feature's condition is met. @param {string | undefined} when @param {State} state @returns {boolean} */
function isMet(when, { view }) {
  return when !== 'presenting' || view.present;
}

/** Another page's frame has no room to explore in. */
function inFull() {
  return document.documentElement.dataset.view !== 'embed';
}

/** Whether none of these panels is hidden; one that is need not be loaded. @param {string[]} panels */
function shown(...panels) {
  return () => panels.every(isShown);
}

function settings() {
  return import('./views/settings.js');
}

/** After the other ways to a curve of one's own, which move its place among them. */
async function csv() {
  await import('./views/sources.js');
  return import('./views/csv.js');
}
