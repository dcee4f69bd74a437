/**
 * The connection to the server: requests with rising ids and promised answers; a lost connection is sought again with
 * growing pauses, the session resumed, and what was not answered is sent again under its old id. Knows nothing of what
 * the messages mean.
 *
 * @import { Ack, Connection, Refusal } from './types.js'
 */

const OPEN = 1;
const CLOSE_TAKEN = 4001;
const CLOSE_IDLE = 4002;
const CLOSE_TOO_MANY = 1008;
const CLOSE_FULL = 1013;
const FULL = 'full';
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
const BUSY_PAUSE = 3000;
const CHECK_EVERY = 2000;
/** Silence while an answer or a frame is due, after which the connection counts as lost though nobody closed it. */
const LONGEST_SILENCE = 10_000;
/** The server learns no more often than this that somebody is there. */
const PRESENT_EVERY = 60_000;

/**
 * @typedef {Object} SocketEvents
 * @property {(message: any) => void} onMessage any JSON message but acks and errors that answer a request
 * @property {(buffer: ArrayBuffer) => void} onFrame
 * @property {(connection: Connection, details: {retryIn?: number, code?: number, position?: number, reached?: boolean}) => void} onConnection
 *   reached: whether the server was heard before, by this page or the one whose session it goes on with
 * @property {() => void} onResumed the same session again, on a new connection
 * @property {() => void} onLost the server no longer has the session
 * @property {() => boolean} expectsFrames whether silence would be strange
 *
 * @typedef {Object} Identity what takes a session over
 * @property {string | null} session
 * @property {number} nextId
 * @property {[number, string][]} [unanswered] requests by their ids
 *
 * @typedef {{text: string, resolve: (ack: Ack) => void, reject: (error: Refusal) => void}} Pending
 *
 * @typedef {{socket: WebSocket, heard: MessageEvent[]}} Begun a connection begun before, and what came over it since
 */

/** @typedef {ReturnType<typeof createSocket>} Socket */

/**
 * @param {string} url
 * @param {SocketEvents} events
 * @param {{identity?: Identity, begun?: Begun, WebSocket?: typeof WebSocket, random?: () => number}} [options]
 */
export function createSocket(url, events, options = {}) {
  const { identity = { session: null, nextId: 1 }, random = Math.random } = options;
  const WebSocketClass = options.WebSocket ?? WebSocket;
  let { begun } = options;
  let { session, nextId } = identity;
  /** @type {Map<number, Pending>} */
  const pending = new Map((identity.unanswered ?? []).map(([id, text]) => [id, { text, resolve() {}, reject() {} }]));
  /** @type {WebSocket | null} */
  let socket = null;
  /** Whether requests may be sent: not before a resumed session has answered. */
  let established = false;
  let resumeId = 0;
  let lastFrame = 0;
  let attempts = 0;
  let lastHeard = 0;
  let reached = identity.session !== null;
  let isWaiting = false;
  let lastPresent = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const watchdog = setInterval(dropIfSilent, CHECK_EVERY);

  function connect() {
    clearTimeout(timer);
    established = false;
    lastHeard = performance.now();
    const first = begun && begun.socket.readyState <= OPEN ? begun : null;
    const opened = first?.socket ?? new WebSocketClass(url);
    begun = undefined;
    opened.binaryType = 'arraybuffer';
    opened.onopen = () => opened === socket && onOpen();
    opened.onmessage = (event) => opened === socket && onData(event.data);
    opened.onclose = (event) => opened === socket && onClose(event.code);
    socket = opened;
    if (opened.readyState === OPEN) onOpen();
    for (const { data } of first?.heard ?? []) onData(data);
  }

  function onOpen() {
    if (session === null) {
      establish();
    } else {
      resumeId = nextId++;
      transmit(JSON.stringify({ type: 'resume', id: resumeId, session, last_frame: lastFrame }));
    }
  }

  function establish() {
    established = true;
    // First what waits: whoever hears of the connection may ask more, and the server takes ids only as they rise.
    for (const { text } of pending.values()) transmit(text);
    events.onConnection('open', {});
  }

  /** @param {string | ArrayBuffer} data */
  function onData(data) {
    lastHeard = performance.now();
    reached = true;
    if (typeof data !== 'string') events.onFrame(data);
    else onJson(JSON.parse(data));
  }

  /** @param {any} message */
  function onJson(message) {
    if (message.type === 'ack' || (message.type === 'error' && message.id !== null)) onAnswer(message);
    else if (message.type === 'waiting') onWaiting(message.position);
    else events.onMessage(message);
  }

  /** The server keeps what was asked, and answers when it is this page's turn. @param {number} position */
  function onWaiting(position) {
    isWaiting = true;
    attempts = 0;
    events.onConnection('waiting', { position });
  }

  /** @param {any} message */
  function onAnswer(message) {
    if (message.id === resumeId && !established) {
      onResumeAnswer(message);
      return;
    }
    // A full server closes the connection next; the request is sent again when it has room.
    if (message.code === FULL) return;
    attempts = 0;
    if (isWaiting) {
      isWaiting = false;
      events.onConnection('open', {});
    }
    const request = pending.get(message.id);
    pending.delete(message.id);
    if (message.session) session = message.session;
    if (message.type === 'ack') request?.resolve(message);
    else request?.reject(message);
  }

  /** @param {any} message */
  function onResumeAnswer(message) {
    if (message.type === 'ack') {
      establish();
      events.onResumed();
      return;
    }
    session = null;
    for (const request of pending.values()) request.reject(message);
    pending.clear();
    establish();
    events.onLost();
  }

  /** @param {number} code */
  function onClose(code) {
    established = false;
    isWaiting = false;
    socket = null;
    if (code === CLOSE_TAKEN || code === CLOSE_IDLE) {
      events.onConnection(code === CLOSE_IDLE ? 'idle' : 'taken', { code });
      return;
    }
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempts) * (0.5 + random() / 2);
    const retryIn = code === CLOSE_FULL || code === CLOSE_TOO_MANY ? BUSY_PAUSE + pause : pause;
    attempts += 1;
    timer = setTimeout(connect, retryIn);
    events.onConnection(code === CLOSE_FULL ? 'full' : 'offline', { retryIn, code, reached });
  }

  function dropIfSilent() {
    if (!socket || performance.now() - lastHeard < LONGEST_SILENCE) return;
    if (pending.size > 0 || !established || events.expectsFrames()) {
      const silent = socket;
      onClose(0);
      silent.close();
    }
  }

  /** A connection that is closing takes nothing more: what must arrive waits among the unanswered. @param {string} text */
  function transmit(text) {
    if (socket?.readyState === OPEN) socket.send(text);
  }

  return {
    connect,
    /** Try at once instead of waiting. */
    retry() {
      if (socket === null) connect();
    },
    /**
     * @param {string} type
     * @param {Record<string, unknown>} [fields]
     * @returns {Promise<Ack>}
     */
    request(type, fields = {}) {
      const id = nextId++;
      const text = JSON.stringify({ type, id, ...fields });
      if (established) transmit(text);
      return new Promise((resolve, reject) => pending.set(id, { text, resolve, reject }));
    },
    /** Tell that frames up to this one were drawn or dropped. @param {number} frame */
    seen(frame) {
      lastFrame = frame;
      if (established) transmit(JSON.stringify({ type: 'seen', frame }));
    },
    /** Tell now and then that somebody is there, so that the server trains on. */
    present() {
      if (!established || performance.now() - lastPresent < PRESENT_EVERY) return;
      lastPresent = performance.now();
      transmit(JSON.stringify({ type: 'present' }));
    },
    /** What another page needs to take this session over. @returns {Identity} */
    get identity() {
      return { session, nextId, unanswered: [...pending].map(([id, { text }]) => [id, text]) };
    },
    destroy() {
      clearTimeout(timer);
      clearInterval(watchdog);
      const closing = socket;
      socket = null;
      closing?.close();
      pending.clear();
    },
  };
}
