import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { servePage } from '../../server/http/page.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

async function serve({ built }: { built: boolean }) {
  const dir = await temporaryDir();
  const dist = join(dir, 'dist');
  await writeFile(join(dir, 'secret.txt'), 'secret');
  if (built) {
    await mkdir(join(dist, 'assets'), { recursive: true });
    await writeFile(join(dist, 'index.html'), '<title>Plenum</title>');
    await writeFile(join(dist, 'assets', 'index-1a2b.js'), 'start()');
    await writeFile(join(dist, 'plenum-room.js'), 'define()');
  }
  const fastify = Fastify();
  await servePage(fastify, dist);
  return fastify;
}

test.each(['/', '/r/kitchen', '/r/kitchen?name=Ann&join', '/r/caf%C3%A9', '/check', '/check?room=kitchen'])(
  '%s is the page',
  async url => {
    const { statusCode, headers, body } = await (await serve({ built: true })).inject(url);
    expect([statusCode, headers['content-type'], body]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<title>Plenum</title>',
    ]);
    expect(headers['cache-control']).toBe('no-cache');
  },
);

test('assets are kept for ever, as their names change with their content', async () => {
  const { statusCode, headers, body } = await (await serve({ built: true })).inject('/assets/index-1a2b.js');
  expect([statusCode, body]).toEqual([200, 'start()']);
  expect(headers['content-type']).toContain('javascript');
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('the script of the element is for pages of every origin, and asked for anew each time', async () => {
  const { statusCode, headers, body } = await (await serve({ built: true })).inject('/plenum-room.js');
  expect([statusCode, body, headers['cache-control']]).toEqual([200, 'define()', 'no-cache']);
  expect(headers['access-control-allow-origin']).toBe('*');
  expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
});

test.each(['/assets/index-0000.js', '/nothing', '/r/a/b', '/../secret.txt', '/%2e%2e/secret.txt', '/assets'])(
  '%s is not there',
  async url => {
    const { statusCode, body } = await (await serve({ built: true })).inject(url);
    expect([403, 404]).toContain(statusCode);
    expect(body).not.toBe('secret');
  },
);

test('who went astray in a browser sees the page, and a program the status', async () => {
  const fastify = await serve({ built: true });
  const person = await fastify.inject({ url: '/kitchen', headers: { accept: 'text/html,*/*' } });
  expect([person.statusCode, person.body]).toEqual([404, '<title>Plenum</title>']);
  const program = await fastify.inject({ url: '/kitchen', headers: { accept: '*/*' } });
  expect([program.statusCode, program.json()]).toEqual([404, { error: 'not found' }]);
});

test.each(['/', '/r/kitchen', '/check'])('%s says how to build the page when it is not built', async url => {
  const { statusCode, headers, body } = await (await serve({ built: false })).inject(url);
  expect([statusCode, headers['content-type']]).toEqual([503, 'text/plain']);
  expect(body).toContain('npm start');
});
