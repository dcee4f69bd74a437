import { createSocket } from '../../static/js/socket.js';
import { FakeSocket } from './fakes.js';
import { assert, equal, rejected, test, until, withClock } from './harness.js';

/** @param {(connection: string) => void} [heard] */
function connect(heard = () => {}) {
  FakeSocket.all = [];
  /** @type {any[]} */
  const log = [];
  const socket = createSocket(
    'ws://test',
    {
      onMessage: (message) => log.push(message.type),
      onFrame: (buffer) => log.push(buffer.byteLength),
      onConnection: (connection) => {
        log.push(connection);
        heard(connection);
      },
      onResumed: () => log.push('resumed'),
      onLost: () => log.push('lost'),
      expectsFrames: () => false,
    },
    { WebSocket: /** @type {any} */ (FakeSocket), random: () => 0 },
  );
  socket.connect();
  return { socket, log };
}

/** With a session, as after the first answer. */
async function connectWithSession() {
  const { socket, log } = connect();
  FakeSocket.last.open();
  const answer = socket.request('configure', { config: {} });
  FakeSocket.last.say({ type: 'ack', id: 1, session: 's1', step: 0, layout: 1, frame: 1 });
  await answer;
  return { socket, log };
}

test('requests wait for the connection, ids rise, answers find their promise', async () => {
  const { socket, log } = connect();
  const first = socket.request('configure', { config: {} });
  const second = socket.request('patch', { changes: {} });
  FakeSocket.last.open();
  equal(FakeSocket.last.sent.map(({ type, id }) => [type, id]), [['configure', 1], ['patch', 2]]);
  FakeSocket.last.say({ type: 'error', id: 2, code: 'invalid', message: 'no' });
  FakeSocket.last.say({ type: 'ack', id: 1, session: 's', step: 5 });
  FakeSocket.last.say({ type: 'layout' });
  FakeSocket.last.say(new ArrayBuffer(4));
  equal((await first).step, 5);
  equal((await rejected(second)).code, 'invalid');
  equal(log, ['open', 'layout', 4]);
  socket.destroy();
});

test('after a break the session is resumed first, then what was not answered goes out again under its id', async () => {
  const { socket, log } = await connectWithSession();
  socket.seen(17);
  const answer = socket.request('edit', { op: 'add_neuron' });
  FakeSocket.last.close(1006);
  socket.seen(18);
  const late = socket.request('pause');
  await until(() => FakeSocket.all.length === 2);
  FakeSocket.last.open();
  equal(FakeSocket.last.sent, [{ type: 'resume', id: 4, session: 's1', last_frame: 18 }]);
  FakeSocket.last.say({ type: 'ack', id: 4, session: 's1' });
  equal(FakeSocket.last.sent.slice(1).map(({ type, id }) => [type, id]), [['edit', 2], ['pause', 3]]);
  FakeSocket.last.say({ type: 'ack', id: 2, neuron: 3 });
  FakeSocket.last.say({ type: 'ack', id: 3 });
  equal([(await answer).neuron, (await late).id], [3, 3]);
  equal(log, ['open', 'offline', 'open', 'resumed']);
  socket.destroy();
});

test('what waited goes out before what the news of the connection makes others ask', () => {
  const { socket } = connect((connection) => {
    if (connection === 'open') socket.request('diagnose').catch(() => {});
  });
  socket.request('configure', { config: {} }).catch(() => {});
  socket.request('play').catch(() => {});
  FakeSocket.last.open();
  equal(FakeSocket.last.sent.map(({ type, id }) => [type, id]), [['configure', 1], ['play', 2], ['diagnose', 3]]);
  socket.destroy();
});

test('a forgotten session is told, and what waited for it is refused', async () => {
  const { socket, log } = await connectWithSession();
  FakeSocket.last.close(1012);
  const answer = socket.request('step');
  await until(() => FakeSocket.all.length === 2);
  FakeSocket.last.open();
  FakeSocket.last.say({ type: 'error', id: 3, code: 'no_session', message: 'gone' });
  equal((await rejected(answer)).code, 'no_session');
  equal([log, socket.identity.session], [['open', 'offline', 'open', 'lost'], null]);
  socket.destroy();
});

test('taken over elsewhere: no new attempt until it is asked for', () =>
  withClock(async (clock) => {
    const { socket, log } = await connectWithSession();
    FakeSocket.last.close(4001);
    await clock.advance(60_000);
    equal([FakeSocket.all.length, log.at(-1)], [1, 'taken']);
    socket.retry();
    assert(FakeSocket.all.length === 2, 'taking it back connects at once');
    socket.destroy();
  }));

test('a full server: the request is kept for when it has room', async () => {
  const { socket, log } = connect();
  const answer = socket.request('configure', { config: {} });
  FakeSocket.last.open();
  FakeSocket.last.say({ type: 'error', id: 1, code: 'full', message: 'no room' });
  FakeSocket.last.close(1013);
  equal(log.at(-1), 'full');
  socket.retry();
  FakeSocket.last.open();
  equal(FakeSocket.last.sent.map(({ type, id }) => [type, id]), [['configure', 1]]);
  FakeSocket.last.say({ type: 'ack', id: 1, session: 's' });
  await answer;
  socket.destroy();
});

test('pauses between attempts grow, and nothing is left after destroy', () =>
  withClock(async (clock) => {
    const { socket } = connect();
    const pauses = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      FakeSocket.last.close(1006);
      let pause = 0;
      for (; FakeSocket.all.length === attempt; pause += 10) await clock.advance(10);
      pauses.push(pause);
    }
    assert(pauses[0] < pauses[1] && pauses[1] < pauses[2], `pauses of ${pauses}`);
    FakeSocket.last.close(1006);
    socket.destroy();
    await clock.advance(60_000);
    equal(FakeSocket.all.length, 4, 'a destroyed socket stays still');
  }));

test('in line the place is told, and the answer that comes in the end opens the connection', async () => {
  const { socket, log } = connect();
  FakeSocket.last.open();
  const answer = socket.request('configure', { config: {} });
  FakeSocket.last.say({ type: 'waiting', position: 2, retry_seconds: 10 });
  FakeSocket.last.say({ type: 'waiting', position: 1, retry_seconds: 10 });
  FakeSocket.last.say({ type: 'ack', id: 1, session: 's' });
  await answer;
  equal(log, ['open', 'waiting', 'waiting', 'open']);
  equal(FakeSocket.last.sent.length, 1, 'the server has kept what was asked');
  socket.destroy();
});

test('a session that ended because nobody was there is not sought again until somebody is', () =>
  withClock(async (clock) => {
    const { socket, log } = await connectWithSession();
    FakeSocket.last.close(4002);
    await clock.advance(3_600_000);
    equal([FakeSocket.all.length, log.at(-1)], [1, 'idle']);
    socket.retry();
    FakeSocket.last.open();
    equal(FakeSocket.last.sent[0].type, 'resume');
    FakeSocket.last.say({ type: 'error', id: 2, code: 'no_session', message: 'gone' });
    equal(log.at(-1), 'lost', 'the page brings what it last saw');
    socket.destroy();
  }));

test('that somebody is there is told once a minute', () =>
  withClock(async (clock) => {
    const { socket } = await connectWithSession();
    const told = () => FakeSocket.last.sent.filter(({ type }) => type === 'present').length;
    socket.present();
    socket.present();
    equal(told(), 1);
    await clock.advance(60_000);
    socket.present();
    equal(told(), 2);
    socket.destroy();
  }));

/** A connection begun in the page's head. @param {Partial<FakeSocket>} state @param {any[]} heard */
function connectBegun(state, heard = []) {
  FakeSocket.all = [];
  const begun = Object.assign(new FakeSocket(), state);
  /** @type {any[]} */
  const log = [];
  const note = (/** @type {any} */ value) => log.push(value);
  const socket = createSocket(
    'ws://test',
    { onMessage: ({ type }) => note(type), onFrame() {}, onConnection: note, onResumed() {}, onLost() {}, expectsFrames: () => false },
    { WebSocket: /** @type {any} */ (FakeSocket), begun: /** @type {any} */ ({ socket: begun, heard }) },
  );
  socket.request('configure', { config: {} });
  socket.connect();
  return { socket, begun, log };
}

test('a connection that was begun before is taken over with what it heard; the next one is new', async () => {
  const { socket, begun, log } = connectBegun({ readyState: 1 }, [{ data: '{"type": "hello"}' }]);
  equal(begun.sent.map(({ type, id }) => [type, id]), [['configure', 1]]);
  equal(log, ['open', 'hello']);
  begun.say({ type: 'layout' });
  begun.close(1006);
  await until(() => FakeSocket.all.length === 2);
  equal(log, ['open', 'hello', 'layout', 'offline']);
  socket.destroy();
});

test('one that is still opening sends once it is open, one that failed is replaced', () => {
  const early = connectBegun({ readyState: 0 });
  equal([early.begun.sent.length, FakeSocket.all.length], [0, 1]);
  early.begun.open();
  equal(early.begun.sent.length, 1);
  early.socket.destroy();
  const failed = connectBegun({ readyState: 3 });
  FakeSocket.last.open();
  equal([failed.begun.sent.length, FakeSocket.all.length, FakeSocket.last.sent.length], [0, 2, 1]);
  failed.socket.destroy();
});
