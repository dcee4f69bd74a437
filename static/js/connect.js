/**
 * Opens the connection while the page is still being read: a classic script in the head. What the server says meanwhile
 * is kept for `socket.js`, which takes the connection over. A page in another page's frame connects once it is seen.
 */
(() => {
  if (document.documentElement.dataset.view === 'embed') return;
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
  socket.binaryType = 'arraybuffer';
  /** @type {MessageEvent[]} */
  const heard = [];
  socket.onmessage = (event) => heard.push(event);
  /** @type {any} */ (globalThis).begun = { socket, heard };
})();
