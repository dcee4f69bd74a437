/**
 * Every view of the page, each in its place.
 *
 * @import { Schema } from './schema.js'
 * @import { View, ViewContext } from './types.js'
 */

import { byId } from './lib/dom.js';
import { mountWhenNeeded } from './lib/lazy.js';
import { mountFit } from './views/fit.js';
import { mountInspector } from './views/inspector.js';
import { mountMessages } from './views/messages.js';
import { mountNetwork } from './views/network.js';
import { mountShare } from './views/share.js';
import { mountTop } from './views/top.js';
import { mountTransport } from './views/transport.js';

/** @param {ViewContext & {schema: Schema, handOver: () => void}} context @returns {View[]} */
export function mountPage(context) {
  return [
    mountTop(byId('top'), context),
    mountTransport(byId('transport'), context),
    mountWhenNeeded(async () => (await settings()).mountTraining(byId('settings'), context)),
    mountWhenNeeded(async () => (await import('./views/curve.js')).mountCurve(byId('gallery'), context)),
    mountWhenNeeded(async () => (await import('./views/sources.js')).mountSources(byId('sources'), context)),
    mountWhenNeeded(async () => (await csv()).mountCsv(byId('csv'), context)),
    mountWhenNeeded(async () => (await settings()).mountSettings(byId('data-settings'), context, 'data')),
    mountWhenNeeded(async () => (await settings()).mountSettings(byId('network-settings'), context, 'network')),
    mountWhenNeeded(async () => (await import('./views/starts.js')).mountStarts(byId('starts'), context)),
    mountWhenNeeded(async () => (await import('./views/range-test/find-button.js')).mountFindButton(byId('settings'), context)),
    mountNetwork(byId('network'), context),
    mountFit(byId('fit'), context),
    mountWhenNeeded(async () => (await import('./views/loss.js')).mountLoss(byId('loss'), context)),
    mountInspector(byId('inspector'), context),
    mountWhenNeeded(async () => (await import('./views/notes.js')).mountNotes(byId('notes'), context)),
    mountWhenNeeded(async () => (await import('./views/guide.js')).mountGuide(byId('guide'), context)),
    mountWhenNeeded(async () => (await import('./views/lab.js')).mountLab(byId('lab'), context)),
    mountMessages(byId('messages'), context),
    mountShare(byId('share'), context),
    mountWhenNeeded(async () => (await import('./views/sheet.js')).mountSheet(byId('sheet')), undefined, byId('open-sheet')),
  ];
}

function settings() {
  return import('./views/settings.js');
}

/** After the other ways to a curve of one's own, which move its place among them. */
async function csv() {
  await import('./views/sources.js');
  return import('./views/csv.js');
}
