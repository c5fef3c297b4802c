import { expect, test } from 'vitest';
import { checkPathOf, pathOf, routeOf } from '../../../client/app/route.ts';

test.each([
  ['/', '', { page: 'home' }],
  ['/r/', '', { page: 'home' }],
  ['/r/blue', '', { page: 'room', room: 'blue', name: '', joinAtOnce: false, videoCodec: 'VP8' }],
  [
    '/r/blue/',
    '?name=Ann',
    { page: 'room', room: 'blue', name: 'Ann', joinAtOnce: false, videoCodec: 'VP8' },
  ],
  [
    '/r/blue',
    '?name=Ann&join',
    { page: 'room', room: 'blue', name: 'Ann', joinAtOnce: true, videoCodec: 'VP8' },
  ],
  ['/r/blue', '?join', { page: 'room', room: 'blue', name: '', joinAtOnce: true, videoCodec: 'VP8' }],
  [
    '/r/caf%C3%A9%20%2F1',
    '',
    { page: 'room', room: 'café /1', name: '', joinAtOnce: false, videoCodec: 'VP8' },
  ],
  ['/r/cafe%CC%81', '', { page: 'room', room: 'café', name: '', joinAtOnce: false, videoCodec: 'VP8' }],
  ['/r/blue', '?codec=AV1', { page: 'room', room: 'blue', name: '', joinAtOnce: false, videoCodec: 'AV1' }],
  [
    '/r/blue',
    '?microphone=off&camera=on&theme=dark',
    {
      page: 'room',
      room: 'blue',
      name: '',
      joinAtOnce: false,
      videoCodec: 'VP8',
      startOff: ['microphone'],
      theme: 'dark',
    },
  ],
  ['/r/blue', '?codec=RV9', { page: 'room', room: 'blue', name: '', joinAtOnce: false, videoCodec: 'VP8' }],
  ['/check', '', { page: 'check' }],
  ['/check/', '?room=blue&token=secret', { page: 'check', room: 'blue' }],
  ['/check', '?room=%E2%80%AE%0A', { page: 'check' }],
  ['/check/more', '', { page: 'home' }],
  ['/r/check', '', { page: 'room', room: 'check', name: '', joinAtOnce: false, videoCodec: 'VP8' }],
  ['/r/100%', '', { page: 'room', room: '100%', name: '', joinAtOnce: false, videoCodec: 'VP8' }],
])('%s%s', (pathname, search, route) => {
  expect(routeOf({ pathname, search })).toEqual(route);
});

test('the path of a room leads back to it', () => {
  for (const room of ['blue', 'a/b?c#d', 'café', '100%']) {
    expect(routeOf({ pathname: pathOf(room), search: '' })).toMatchObject({ room });
    const check = new URL(checkPathOf(room), 'http://server');
    expect(routeOf(check)).toEqual({ page: 'check', room });
  }
});
