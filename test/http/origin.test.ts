import { expect, test } from 'vitest';
import { type OriginRule, originAllowed } from '../../server/http/origin.ts';

const own: OriginRule = { publicUrl: undefined, allowed: [] };
const published: OriginRule = { publicUrl: 'https://meet.example/', allowed: ['https://shop.example:8443'] };
const secure: OriginRule = { publicUrl: undefined, allowed: [], secure: true };
const all: OriginRule = { publicUrl: undefined, allowed: '*' };

test.each<[string, string | undefined, string, OriginRule]>([
  ['no browser', undefined, 'meet.example', own],
  ['its own page', 'http://meet.example:3000', 'meet.example:3000', own],
  ['its own page, behind a proxy that speaks TLS', 'https://meet.example', 'meet.example', own],
  ['its own page, the port said', 'https://meet.example', 'meet.example:443', own],
  ['its own page, over the TLS of its own', 'https://meet.example:3000', 'meet.example:3000', secure],
  ['its own page, in capitals', 'http://meet.example', 'MEET.example', own],
  ['an IPv6 address', 'http://[2001:db8::1]:3000', '[2001:DB8::1]:3000', own],
  ['a development server', 'http://localhost:5173', '127.0.0.1:3000', own],
  ['one under localhost', 'http://app.localhost:5173', '[::1]:3000', own],
  ['one on this machine of a published server', 'http://127.8.0.1:5173', 'localhost:3000', published],
  ['the published page', 'https://meet.example', '10.0.0.7:3000', published],
  ['an allowed page', 'https://shop.example:8443', 'meet.example', published],
  ['any page', 'https://evil.example', 'meet.example', all],
])('%s may come in', (_who, origin, host, rule) => {
  expect(originAllowed(origin, host, rule)).toBe(true);
});

test.each<[string, string, string, OriginRule]>([
  ['another site', 'https://evil.example', 'meet.example', own],
  ['its own page without the TLS that it has', 'http://meet.example', 'meet.example', secure],
  ['another port', 'http://meet.example:81', 'meet.example', own],
  ['the port of the other scheme', 'https://meet.example', 'meet.example:80', own],
  ['a name that begins alike', 'http://meet.example.evil.example', 'meet.example', own],
  ['a name that ends alike', 'http://evilmeet.example', 'meet.example', own],
  ['no origin of its own', 'null', 'meet.example', own],
  ['no origin of its own, where all may', 'null', 'meet.example', all],
  ['a file', 'file://', 'meet.example', all],
  ['an extension', 'chrome-extension://abc', 'meet.example', all],
  ['a path', 'https://meet.example/', 'meet.example', own],
  ['a user', 'https://a@meet.example', 'meet.example', own],
  ['two', 'https://meet.example, https://meet.example', 'meet.example', own],
  ['nothing', '', 'meet.example', all],
  ['a name that only looks like this machine', 'http://localhost.evil.example', 'localhost:3000', own],
  ['another site, asking this machine', 'https://evil.example', 'localhost:3000', own],
  ['this machine, asking another', 'http://localhost:3000', 'meet.example', own],
  ['no host', 'https://meet.example', '', own],
  ['a host that is none', 'https://meet.example', 'meet.example:port', own],
  ['the name it was reached by, where it is published otherwise', 'http://10.0.0.7', '10.0.0.7', published],
  ['the published page without TLS', 'http://meet.example', 'meet.example', published],
  ['an allowed page at another port', 'https://shop.example', 'meet.example', published],
])('%s may not come in', (_who, origin, host, rule) => {
  expect(originAllowed(origin, host, rule)).toBe(false);
});
