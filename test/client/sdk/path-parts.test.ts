import type { IceParameters } from 'mediasoup-client/types';
import { describe, expect, test, vi } from 'vitest';
import { rankBySearch } from '../../../client/sdk/ice-priorities.ts';
import { lookAt } from '../../../client/sdk/path-look.ts';
import { SpareIce } from '../../../client/sdk/spare-ice.ts';

const iceParameters: IceParameters = { usernameFragment: 'new', password: 'new' };

test('the candidates of a search have its number as their priority, and nothing else is another', () => {
  const sdp = [
    'a=ice-ufrag:abc',
    'a=candidate:udpcandidate 1 udp 1076302079 203.0.113.10 40000 typ host',
    'a=candidate:tcpcandidate 1 tcp 1076276479 203.0.113.10 40000 typ host tcptype passive',
    'a=end-of-candidates',
  ].join('\r\n');
  expect(rankBySearch(sdp, 3)).toBe(sdp.replace('1076302079', '3').replace('1076276479', '3'));
});

describe('what is counted on a connection', () => {
  const pair = { id: 'P', type: 'candidate-pair', timestamp: 0, bytesReceived: 7, responsesReceived: 2 };
  const sent = [5, 6].map(packetsSent => ({
    ...{ id: `O${packetsSent}`, type: 'outbound-rtp', timestamp: 0 },
    packetsSent,
  }));
  const report = (...stats: { id: string; type: string; timestamp: number }[]) =>
    new Map(stats.map(stat => [stat.id, stat]));

  test('is that of the pair in use, as Chromium names it and as Firefox does', () => {
    const transport = { id: 'T', type: 'transport', timestamp: 0, selectedCandidatePairId: 'P' };
    expect(lookAt(report(transport, pair, ...sent))).toEqual({ came: 'P 7 2', went: 11 });
    const selected = { ...pair, selected: true };
    expect(lookAt(report({ ...pair, id: 'other' }, selected, ...sent))).toEqual({ came: 'P 7 2', went: 11 });
  });

  test('is nothing where no pair is in use', () => {
    expect(lookAt(report(pair))).toBeUndefined();
  });
});

describe('spare ICE parameters', () => {
  test('are asked for once and given once; afterwards the server is asked', async () => {
    const ask = vi.fn(async () => iceParameters);
    const spare = new SpareIce(ask);
    await Promise.all([spare.prepare(), spare.prepare()]);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(await spare.take()).toBe(iceParameters);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(await spare.take()).toBe(iceParameters);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  test('that were refused are asked for when they are needed', async () => {
    const ask = vi.fn<() => Promise<IceParameters>>().mockRejectedValueOnce(new Error('unavailable'));
    ask.mockResolvedValue(iceParameters);
    const spare = new SpareIce(ask);
    await spare.prepare();
    expect(await spare.take()).toBe(iceParameters);
  });
});
