/** A server that tests script. */

/** One connection: what the page sent, and what the server says. */
export class FakeSocket {
  /** @type {FakeSocket[]} */
  static all = [];
  static get last() {
    return /** @type {FakeSocket} */ (FakeSocket.all.at(-1));
  }

  readyState = 0;
  binaryType = '';
  /** @type {any[]} */
  sent = [];
  onopen = () => {};
  onmessage = (/** @type {any} */ _event) => {};
  onclose = (/** @type {any} */ _event) => {};

  constructor() {
    FakeSocket.all.push(this);
  }

  open() {
    this.readyState = 1;
    this.onopen();
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  /** @param {object | ArrayBuffer} message */
  say(message) {
    this.onmessage({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }

  close(code = 1000) {
    this.readyState = 3;
    this.onclose({ code });
  }
}
