import { expect, it } from 'vitest';
import { parseTurnUrl } from '../../../server/lib/stun/turn-url.ts';

it.each([
  ['turn:turn.example.org', { transport: 'udp', host: 'turn.example.org', port: 3_478 }],
  ['turn:192.0.2.1:80?transport=udp', { transport: 'udp', host: '192.0.2.1', port: 80 }],
  ['TURN:[2001:db8::1]:3478?transport=TCP', { transport: 'tcp', host: '2001:db8::1', port: 3_478 }],
  ['turns:turn.example.org', { transport: 'tls', host: 'turn.example.org', port: 5_349 }],
  ['turns:turn.example.org:443?transport=tcp', { transport: 'tls', host: 'turn.example.org', port: 443 }],
])('%s is understood', (url, target) => {
  expect(parseTurnUrl(url)).toEqual(target);
});

it.each(['stun:example.org', 'turn:', 'turn://example.org', 'turns:example.org?transport=udp', 'turn:a b'])(
  '%s is no URL of a relay',
  url => {
    expect(parseTurnUrl(url)).toBeUndefined();
  },
);
