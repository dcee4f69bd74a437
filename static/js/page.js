/**
 * Every view of the page, each in its place.
 *
 * @import { Schema } from './schema.js'
 * @import { View, ViewContext } from './types.js'
 */

import { byId } from './lib/dom.js';
import { mountWhenNeeded } from './lib/lazy.js';
import { mountCurve } from './views/curve.js';
import { mountFit } from './views/fit.js';
import { mountInspector } from './views/inspector.js';
import { mountLoss } from './views/loss.js';
import { mountMessages } from './views/messages.js';
import { mountNetwork } from './views/network.js';
import { mountSettings, mountTraining } from './views/settings.js';
import { mountShare } from './views/share.js';
import { mountSheet } from './views/sheet.js';
import { mountTop } from './views/top.js';
import { mountTransport } from './views/transport.js';

/** @param {ViewContext & {schema: Schema, handOver: () => void}} context @returns {View[]} */
export function mountPage(context) {
  return [
    mountTop(byId('top'), context),
    mountTransport(byId('transport'), context),
    mountTraining(byId('settings'), context),
    mountCurve(byId('gallery'), context),
    mountSettings(byId('data-settings'), context, 'data'),
    mountSettings(byId('network-settings'), context, 'network'),
    mountAfterFirstFrame(async () => (await import('./views/starts.js')).mountStarts(byId('starts'), context)),
    mountNetwork(byId('network'), context),
    mountFit(byId('fit'), context),
    mountLoss(byId('loss'), context),
    mountInspector(byId('inspector'), context),
    mountAfterFirstFrame(async () => (await import('./views/notes.js')).mountNotes(byId('notes'), context)),
    mountAfterFirstFrame(async () => (await import('./views/guide.js')).mountGuide(byId('guide'), context)),
    mountMessages(byId('messages'), context),
    mountShare(byId('share'), context),
    mountSheet(byId('sheet')),
  ];
}

/** A view the first picture need not wait for. @param {() => Promise<View>} load @returns {View} */
function mountAfterFirstFrame(load) {
  return mountWhenNeeded(load, ({ frame }) => frame !== null);
}
