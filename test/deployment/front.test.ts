/** haproxy/haproxy.cfg, by a real HAProxy: who gets which connection of the one port 443, and what port 80 is without a domain. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { type Arrival, address, type Front, startFront } from './support/front.ts';

const proxyV2 = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const handshake = 0x16;
const everybody = ['caddy, told the address', 'caddy', 'coturn'] as const;

/** The next connection that reaches anybody. */
async function arrival(front: Front, begin: () => Socket): Promise<Arrival> {
  const before = front.arrivals.length;
  const socket = begin();
  socket.on('error', () => {}); // nobody behind it speaks TLS
  const arrived = await poll('somebody gets it', () => front.arrivals[before]);
  socket.destroy();
  return arrived;
}

const tls = (options: ConnectionOptions) => () =>
  connectTls({ host: address, port: 8_443, rejectUnauthorized: false, ...options });

describe('port 443', () => {
  test.each([
    ['the name of the server', { servername: 'meet.test' }, 'caddy, told the address'],
    ['the name of TURN', { servername: 'turn.meet.test' }, 'coturn'],
    ['the name of TURN, in capitals', { servername: 'TURN.Meet.Test' }, 'coturn'],
    ['a name that is longer', { servername: 'return.meet.test' }, 'caddy, told the address'],
    ['no name', {}, 'caddy, told the address'],
    [
      'the name of TURN, for the proof that a certificate needs',
      { servername: 'turn.meet.test', ALPNProtocols: ['acme-tls/1'] },
      'caddy, told the address',
    ],
  ])('%s', async (_what, options, place) => {
    const front = await startFront(everybody);
    const arrived = await arrival(front, tls(options));
    expect(arrived.place).toBe(place);
    const header = place === 'coturn' ? 0 : 28; // of an IPv4 connection
    expect(arrived.bytes[header]).toBe(handshake);
    if (place === 'coturn') return;
    expect(arrived.bytes.subarray(0, 12)).toEqual(proxyV2);
    expect([...arrived.bytes.subarray(16, 20)]).toEqual([127, 0, 0, 1]); // the client's address
  });

  test('a first message in pieces', async () => {
    const front = await startFront(everybody);
    const whole = await helloFor('turn.meet.test');
    const arrived = await arrival(front, () => {
      const socket = connect(8_443, address);
      socket.setNoDelay(true).write(whole.subarray(0, 7), () => {
        socket.write(whole.subarray(7, 100), () => socket.write(whole.subarray(100)));
      });
      return socket;
    });
    expect(arrived.place).toBe('coturn');
  });

  test('what is no TLS reaches nobody', async () => {
    const front = await startFront(everybody);
    const socket = connect(8_443, address);
    socket.write('GET / HTTP/1.1\r\nHost: meet.test\r\n\r\n');
    await hungUp(socket);
    expect(front.arrivals).toEqual([]);
  });

  test('a Caddy that does not know the PROXY protocol gets none', async () => {
    const front = await startFront(['caddy', 'coturn']);
    const arrived = await arrival(front, tls({ servername: 'meet.test' }));
    expect(arrived).toMatchObject({ place: 'caddy' });
    expect(arrived.bytes[0]).toBe(handshake);
  });
});

describe('port 80', () => {
  const ask = (from: string) => () => {
    const socket = connect({ port: 8_080, host: address, localAddress: from });
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a test\r\n\r\n');
    return socket;
  };

  test('with a domain everybody is let in', async () => {
    const front = await startFront(everybody);
    expect((await arrival(front, ask('127.0.0.9'))).place).toBe('caddy, told the address');
  });

  test('without, only who is on this machine', async () => {
    const front = await startFront(everybody, { DOMAIN: '' });
    const stranger = ask('127.0.0.9')();
    await hungUp(stranger);
    expect(front.arrivals).toEqual([]);
    expect((await arrival(front, ask('127.0.0.1'))).place).toBe('caddy, told the address');
  });
});

/** In whatever way. */
function hungUp(socket: Socket): Promise<void> {
  socket.on('error', () => {});
  return new Promise(resolve => {
    socket.once('close', () => resolve());
  });
}

/** The first message of a TLS client that asks for this name. */
async function helloFor(servername: string): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  const client = connectTls({ host: '127.0.0.1', port, servername });
  client.on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  server.close();
  return bytes;
}
