/**
 * What has been tried: a cure that did not help twice is offered no more, for it only leads to where it was.
 *
 * @import { Help } from './remedies.js'
 */

const MOST = 2;

export function createTries() {
  /** @type {Map<string, number>} by what it was to cure */
  const tried = new Map();
  return {
    /** @param {string} key @param {Help | null} help @returns {Help | null} null where it was tried often enough */
    allow(key, help) {
      if (help === null || (tried.get(key) ?? 0) >= MOST) return null;
      return {
        label: help.label,
        async act() {
          const answer = await help.act();
          tried.set(key, (tried.get(key) ?? 0) + 1);
          return answer;
        },
      };
    },
    forget: () => tried.clear(),
  };
}
