import { expect, test } from 'vitest';
import type { WayReport } from '#protocol/check.ts';
import { type Findings, takenWay, verdictOf } from '../../../../client/sdk/check/verdict.ts';

const works = (way: WayReport['way'], roundTripMs = 30): WayReport => ({
  way,
  url: null,
  outcome: 'works',
  connectMs: 100,
  roundTripMs,
});
const fails = (way: WayReport['way']): WayReport => ({
  ...works(way),
  outcome: 'fails',
  connectMs: null,
  roundTripMs: null,
});

const good: Findings = {
  browser: 'a browser',
  socketRoundTripMs: 30,
  ways: [works('udp'), works('tcp')],
  loss: { up: 0, down: 0 },
  bandwidth: { up: 8e6, down: 8e6 },
  microphone: 'works',
  camera: 'works',
};

test.each<[string, Partial<Findings>, string]>([
  ['everything', {}, 'good'],
  ['devices that nobody asked for', { microphone: 'untried', camera: 'untried' }, 'good'],
  ['no camera', { camera: 'absent' }, 'no-microphone-or-camera'],
  ['a microphone that fails', { microphone: 'fails' }, 'no-microphone-or-camera'],
  ['no UDP', { ways: [fails('udp'), works('tcp')] }, 'relayed'],
  ['only a relay, and no camera', { ways: [fails('udp'), works('turn-tls')], camera: 'absent' }, 'relayed'],
  ['just enough for pictures', { bandwidth: { up: 300_000, down: 300_000 } }, 'good'],
  ['a thin way up', { bandwidth: { up: 299_999, down: 8e6 } }, 'slow'],
  ['a thin way down', { bandwidth: { up: 8e6, down: 0 } }, 'slow'],
  ['a way that nobody could measure', { bandwidth: { up: null, down: null } }, 'good'],
  ['a long way', { ways: [works('udp', 401)] }, 'slow'],
  ['a way that is just not too long', { ways: [works('udp', 400)] }, 'good'],
  ['a long way that is not taken', { ways: [works('udp'), works('tcp', 900)] }, 'good'],
  ['a thin way through a relay', { ways: [works('turn-udp')], bandwidth: { up: 1e5, down: 1e5 } }, 'slow'],
  ['a little loss', { loss: { up: 0.03, down: 0.03 } }, 'good'],
  ['loss on the way up', { loss: { up: 0.04, down: 0 } }, 'lossy'],
  ['loss on a long way down', { loss: { up: null, down: 0.5 }, ways: [works('udp', 900)] }, 'lossy'],
  ['loss that the measuring made', { loss: { up: 0.4, down: 0 }, bandwidth: { up: 1e5, down: 8e6 } }, 'slow'],
  [
    'loss, and nothing known of the bandwidth',
    { loss: { up: 0.4, down: 0 }, bandwidth: { up: null, down: null } },
    'lossy',
  ],
  ['no way', { ways: [fails('udp'), fails('tcp')] }, 'no-media'],
  ['no way known', { ways: [] }, 'no-media'],
  ['no socket', { socketRoundTripMs: null, ways: [] }, 'no-server'],
])('%s: the verdict', (_, found, verdict) => {
  expect(verdictOf({ ...good, ...found })).toBe(verdict);
});

test('a call takes the first way that works', () => {
  expect(takenWay([fails('udp'), works('tcp'), works('turn-udp')])?.way).toBe('tcp');
  expect(takenWay([fails('udp')])).toBeUndefined();
});
