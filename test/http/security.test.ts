import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { type SecurityOptions, secure } from '../../server/http/security.ts';

async function headersOf(
  url: string,
  embedOrigins: SecurityOptions['embedOrigins'] = '*',
  selfSigned = false,
) {
  const fastify = Fastify();
  onTestFinished(() => fastify.close());
  await secure(fastify, { embedOrigins, selfSigned });
  fastify.get('/r/:room', () => 'the page');
  fastify.get('/', () => 'the page');
  return (await fastify.inject(url)).headers;
}

function directives(policy: unknown): Record<string, string> {
  const entries = String(policy).split(';');
  return Object.fromEntries(entries.map(entry => entry.trim().split(/ (.*)/s, 2)));
}

test.each(['/', '/r/kitchen', '/r/kitchen?embed', '/nothing'])(
  '%s runs nothing inline, and loads nothing from elsewhere',
  async url => {
    const { 'frame-ancestors': _who, ...policy } = directives(
      (await headersOf(url))['content-security-policy'],
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self'",
      'connect-src': "'self'",
    });
  },
);

test.each<[string, SecurityOptions['embedOrigins'], string, string | undefined]>([
  ['/', '*', "'self'", 'SAMEORIGIN'],
  ['/r/kitchen', '*', "'self'", 'SAMEORIGIN'],
  ['/r/kitchen?embedded', '*', "'self'", 'SAMEORIGIN'],
  ['/?embed', '*', "'self'", 'SAMEORIGIN'],
  ['/r/kitchen?embed', '*', '*', undefined],
  ['/r/kitchen?name=Ann&embed=&join', '*', '*', undefined],
  ['/r/kitchen?embed', [], "'self'", undefined],
  [
    '/r/kitchen?embed',
    ['https://shop.example', 'https://b.example:81'],
    "'self' https://shop.example https://b.example:81",
    undefined,
  ],
])('who may show %s in a frame, where %j may embed', async (url, embedOrigins, ancestors, old) => {
  const headers = await headersOf(url, embedOrigins);
  expect(directives(headers['content-security-policy'])['frame-ancestors']).toBe(ancestors);
  expect(headers['x-frame-options']).toBe(old);
});

test('the other headers say no more than is needed', async () => {
  const headers = await headersOf('/r/kitchen');
  expect(headers).toMatchObject({
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  const permissions = String(headers['permissions-policy']).split(', ');
  expect(permissions).toEqual(
    expect.arrayContaining(['camera=(self)', 'microphone=(self)', 'display-capture=(self)']),
  );
  expect(permissions).toEqual(expect.arrayContaining(['geolocation=()', 'payment=()', 'usb=()']));
});

test('HTTPS is not made a must with a certificate that people have to accept', async () => {
  expect(await headersOf('/')).toHaveProperty('strict-transport-security');
  expect(await headersOf('/', '*', true)).not.toHaveProperty('strict-transport-security');
});
