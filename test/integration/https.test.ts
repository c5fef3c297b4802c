/**
 * HTTPS over real sockets: who gets which certificate, that a renewal ends no connection, and what plain HTTP to the same port
 * is answered.
 */
import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { type AddressInfo, connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { CertificateError } from '../../server/http/tls/certificate.ts';
import { subprotocol } from '../../server/protocol/jsonrpc.ts';
import { makeCertificate } from '../support/certificate.ts';
import { poll } from '../support/poll.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { WsClient } from '../support/ws-client.ts';

const host = '127.0.0.1';

/** The app with a certificate in files, listening. */
async function serve(settings: Record<string, string> = {}) {
  const dir = await temporaryDir();
  const files = { TLS_CERT: join(dir, 'cert.pem'), TLS_KEY: join(dir, 'key.pem') };
  const renew = async () => {
    const { cert, key } = await makeCertificate(['meet.example', host]);
    for (const [name, pem] of [
      [files.TLS_KEY, key],
      [files.TLS_CERT, cert],
    ] as const) {
      await writeFile(`${name}.new`, pem, { mode: 0o600 });
      await rename(`${name}.new`, name);
    }
    return cert;
  };
  const cert = await renew();
  const app = await startApp({ settings: { ...files, ...settings } });
  return { app, port: await listen(app), files, cert, renew };
}

async function listen({ fastify }: TestApp): Promise<number> {
  await fastify.listen({ host, port: 0 });
  return (fastify.server.address() as AddressInfo).port;
}

/** A TLS connection that trusts this certificate only. */
async function secured(port: number, ca: string, maxVersion: SecureVersion = 'TLSv1.3'): Promise<TLSSocket> {
  const socket = connect({ host, port, ca, servername: 'meet.example', minVersion: 'TLSv1', maxVersion });
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'secureConnect');
  return socket;
}

function get(
  port: number,
  ca: string,
  path: string,
): Promise<{ status: number; hsts: unknown; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, ca, path, agent: false, servername: 'meet.example' }, answer => {
      let body = '';
      answer.on('data', chunk => {
        body += chunk;
      });
      const { statusCode: status = 0, headers } = answer;
      answer.on('end', () => resolve({ status, hsts: headers['strict-transport-security'], body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Everything that is answered to these bytes by plain TCP. */
async function plainly(port: number, text: string): Promise<string> {
  const socket = connectPlain(port, host);
  let answer = '';
  socket.on('data', chunk => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

test('a certificate in files is served: page, API and socket, by TLS 1.2 and newer', async () => {
  const { port, cert } = await serve();
  expect((await get(port, cert, '/readyz')).status).toBe(200);
  const ann = await WsClient.over(new WebSocket(`wss://${host}:${port}/ws`, subprotocol, { ca: cert }));
  expect(ann.hello?.server).toMatch(/^plenum\//);
  expect((await secured(port, cert)).getProtocol()).toBe('TLSv1.3');
  expect((await secured(port, cert, 'TLSv1.2')).getProtocol()).toBe('TLSv1.2');
  await expect(secured(port, cert, 'TLSv1.1')).rejects.toThrow();
});

test('a page of its own opened without TLS may not open sockets, one with it may', async () => {
  const { port, cert } = await serve();
  const from = (origin: string) =>
    WsClient.over(
      new WebSocket(`wss://${host}:${port}/ws`, subprotocol, {
        ca: cert,
        origin,
        headers: { host: 'meet.example' },
      }),
    );
  await expect(from('https://meet.example')).resolves.toBeDefined();
  await expect(from('http://meet.example')).rejects.toThrow();
});

test('a renewal ends no connection, and new ones get the new certificate', async () => {
  const { app, port, cert: first, renew } = await serve();
  const ann = await WsClient.over(new WebSocket(`wss://${host}:${port}/ws`, subprotocol, { ca: first }));
  const second = await renew();
  await poll('the new one is served', () =>
    secured(port, second).then(
      () => true,
      () => false,
    ),
  );
  await expect(secured(port, first)).rejects.toThrow();
  expect((await get(port, second, '/readyz')).status).toBe(200);
  await ann.request('preview', { room: 'kitchen' });
  expect(ann.ended).toBeUndefined();
  expect(app.lines.filter(({ msg }) => msg === 'the certificate was renewed')).toHaveLength(1);
  expect(app.troubles()).toEqual([]);
});

test('with a certificate of its own making, HTTPS is not made a must: nobody could accept it then', async () => {
  const { port, cert } = await serve();
  expect((await get(port, cert, '/')).hsts).toBeUndefined();
});

test('plain HTTP to the same port leads to HTTPS', async () => {
  const { port } = await serve();
  const answer = await fetch(`http://${host}:${port}/r/kitchen?x=1`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([
    307,
    `https://${host}:${port}/r/kitchen?x=1`,
  ]);
  const posted = await fetch(`http://${host}:${port}/api/rooms`, { method: 'POST', body: '{}' });
  expect([posted.status, await posted.text()]).toEqual([400, 'HTTPS is needed here.\n']);
});

test.each([
  'GET / HTTP/1.1\r\nHost: evil.example/\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a@evil.example\r\n\r\n',
  'GET http://evil.example/ HTTP/1.1\r\nHost: meet.example\r\n\r\n',
  'GET / HTTP/1.0\r\n\r\n',
  'SSH-2.0-client\r\n',
  'hello\r\n\r\n',
])('%j by plain TCP is led nowhere', async text => {
  const { port } = await serve();
  const answer = await plainly(port, text);
  expect(answer).not.toMatch(/location/i);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('who connects and says nothing, or half of it, does not keep the server from closing', async () => {
  const { app, port, cert } = await serve();
  await secured(port, cert);
  const silent = connectPlain(port, host);
  const half = connectPlain(port, host);
  const slow = connectPlain(port, host);
  for (const socket of [silent, half, slow]) socket.on('error', () => {});
  await Promise.all([silent, half, slow].map(socket => once(socket, 'connect')));
  half.write(Buffer.from([22, 3, 1]));
  slow.write('GET / HTTP/1.1\r\n');
  expect((await get(port, cert, '/readyz')).status).toBe(200); // they have arrived by now
  const closed = Promise.all([silent, half, slow].map(socket => once(socket, 'close')));
  await app.close();
  await closed;
});

test('files that cannot be served are no start', async () => {
  const { files } = await serve();
  const { key } = await makeCertificate(['meet.example']);
  await writeFile(files.TLS_KEY, key);
  const start = startApp({ settings: files }, () => {});
  await expect(start).rejects.toThrow(CertificateError);
  await expect(start).rejects.toThrow(/^TLS_KEY does not belong to TLS_CERT/);
});
