/**
 * Messages to the person: each has an id, so that a newer one about the same thing takes its place.
 *
 * @import { Message, Store } from './types.js'
 */

const FIRST_MILLISECONDS = 5000;
const MILLISECONDS_PER_CHARACTER = 45;

/** @typedef {ReturnType<typeof createNotices>} Notices */

/** @param {Store} store */
export function createNotices(store) {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const timers = new Map();

  /** @param {string} id */
  function dismiss(id) {
    clearTimeout(timers.get(id));
    timers.delete(id);
    const { messages } = store.get();
    if (messages.some((message) => message.id === id)) {
      store.set({ messages: messages.filter((message) => message.id !== id) });
    }
  }

  return {
    dismiss,
    /** @param {Message} message `lasting` ones stay until they are dismissed, others as long as reading takes */
    show(message) {
      clearTimeout(timers.get(message.id));
      const others = store.get().messages.filter(({ id }) => id !== message.id);
      store.set({ messages: [...others, message] });
      if (message.lasting || message.actions) return;
      const time = FIRST_MILLISECONDS + MILLISECONDS_PER_CHARACTER * message.text.length;
      timers.set(message.id, setTimeout(() => dismiss(message.id), time));
    },
    destroy() {
      timers.forEach((timer) => clearTimeout(timer));
    },
  };
}
