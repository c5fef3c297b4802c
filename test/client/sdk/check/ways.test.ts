import { expect, test } from 'vitest';
import { dataAnswer, dtlsParametersOf } from '../../../../client/sdk/check/data-answer.ts';
import { heldTo, type OfferedProbe, waysOf } from '../../../../client/sdk/check/ways.ts';

const urls = [
  'turns:turn.example.org:443?transport=tcp',
  'turn:turn.example.org:3478',
  'turn:turn.example.org:3478?transport=tcp',
];
const server = { urls, username: '1:a', credential: 'secret' };
const candidate = (protocol: 'udp' | 'tcp') => ({
  foundation: protocol,
  priority: 1,
  ip: '192.0.2.1',
  address: '192.0.2.1',
  protocol,
  port: 40_000,
  type: 'host' as const,
  ...(protocol === 'tcp' && { tcpType: 'passive' as const }),
});
const offered: OfferedProbe = {
  probeId: 'probe',
  transport: {
    transportId: 'transport',
    iceParameters: { usernameFragment: 'name', password: 'word' },
    iceCandidates: [candidate('udp'), candidate('tcp')],
    dtlsParameters: { role: 'auto', fingerprints: [{ algorithm: 'sha-256', value: 'AA:BB' }] },
  },
  data: { sctpPort: 5000, maxMessageSize: 262_144, streams: { ordered: 0, lossy: 1 } },
  iceServers: [server],
};

test('the media ports by UDP and TCP, then each TURN server, in the order in which a call prefers them', () => {
  expect(waysOf([])).toEqual([
    { way: 'udp', url: null },
    { way: 'tcp', url: null },
  ]);
  expect(waysOf([server]).slice(2)).toEqual([
    { way: 'turn-udp', url: urls[1] },
    { way: 'turn-tcp', url: urls[2] },
    { way: 'turn-tls', url: urls[0] },
  ]);
  expect(waysOf([{ ...server, urls: Array(50).fill('turn:a') }])).toHaveLength(16);
});

test('a way is tried alone', () => {
  expect(heldTo({ way: 'udp', url: null }, offered)).toEqual({
    configuration: {},
    candidates: [candidate('udp')],
  });
  expect(heldTo({ way: 'tcp', url: null }, offered)?.candidates).toEqual([candidate('tcp')]);
  const url = urls[0] ?? '';
  expect(heldTo({ way: 'turn-tls', url }, offered)).toEqual({
    configuration: { iceServers: [{ ...server, urls: [url] }], iceTransportPolicy: 'relay' },
    candidates: [candidate('udp')],
  });
});

test('a way that the server does not offer is none', () => {
  const transport = { ...offered.transport, iceCandidates: [candidate('udp')] };
  expect(heldTo({ way: 'tcp', url: null }, { ...offered, transport })).toBeUndefined();
});

test('the answer has the section that was offered, and the server as it is', () => {
  const sdp = dataAnswer('v=0\r\na=mid:7\r\n', offered, [candidate('tcp')]);
  for (const line of [
    'a=group:BUNDLE 7',
    'a=mid:7',
    'a=ice-ufrag:name',
    'a=ice-pwd:word',
    'a=fingerprint:sha-256 AA:BB',
    'a=setup:passive',
    'a=sctp-port:5000',
    'a=candidate:tcp 1 tcp 1 192.0.2.1 40000 typ host tcptype passive',
  ]) {
    expect(sdp.split('\r\n')).toContain(line);
  }
  expect(sdp.endsWith('a=end-of-candidates\r\n')).toBe(true);
});

test('the fingerprints of an offer are told once', () => {
  const offer = 'a=fingerprint:SHA-256 AA:BB\r\nm=application\r\na=fingerprint:SHA-256 AA:BB\r\n';
  expect(dtlsParametersOf(offer)).toEqual({
    role: 'client',
    fingerprints: [{ algorithm: 'sha-256', value: 'AA:BB' }],
  });
});
