/** What goes over RTCP, and the numbers in it, without a network. */
import { describe, expect, it } from 'vitest';
import { RtcpPacketConverter } from 'werift';
import { MissingPackets } from './slim/receive/missing-packets.ts';
import { encodeChunks } from './slim/rtcp/feedback-chunks.ts';
import { nack, receiverReport, rtcpType, senderReport, sourceDescription } from './slim/rtcp/rtcp-packets.ts';
import { readRtcp } from './slim/rtcp/rtcp-reader.ts';
import { TransportFeedback } from './slim/rtcp/transport-feedback.ts';
import { readFeedback } from './support/read-feedback.ts';

describe('transport-wide feedback', () => {
  it('tells which packets came and when, to a quarter of a millisecond', () => {
    const arrivals = new Map([
      [65_534, 1_000],
      [65_535, 1_000.5],
      [1, 1_090], // 0 did not come; more than a byte of ticks
      [2, 1_090],
      [3, 1_085], // was overtaken
    ]);
    const { told, packet } = toldOf(arrivals);
    expect([...told.keys()]).toEqual([65_534, 65_535, 0, 1, 2, 3]);
    for (const [sequenceNumber, at] of told) expect(at).toBe(arrivals.get(sequenceNumber));
    expect(told.has(0)).toBe(true);
    expect(packet.length % 4).toBe(0);
  });

  it('counts its packets, and goes on behind what it has told', () => {
    const feedback = new TransportFeedback();
    for (let count = 0; count < 300; count += 1) {
      feedback.take(count, 10 * count);
      const packet = feedback.next(1, 2);
      if (!packet) throw new Error('nothing is told');
      expect([packet.readUInt16BE(12), packet.readUInt16BE(14), packet[19]]).toEqual([
        count,
        1,
        count & 0xff,
      ]);
      expect(feedback.next(1, 2)).toBeUndefined();
    }
  });

  it('tells of a loss with the packet behind it, and again when that comes late', () => {
    const feedback = new TransportFeedback();
    feedback.take(10, 0);
    feedback.next(1, 2);
    feedback.take(12, 1);
    expect([...readFeedback(feedback.next(1, 2))]).toEqual([
      [11, undefined],
      [12, 1],
    ]);
    feedback.take(11, 2);
    expect([...readFeedback(feedback.next(1, 2))]).toEqual([
      [11, 2],
      [12, 1],
    ]);
  });

  it('needs another packet when more than eight seconds passed without any', () => {
    const feedback = new TransportFeedback();
    feedback.take(1, 0);
    feedback.take(2, 9_000);
    expect(cameOf(feedback.next(1, 2), feedback.next(1, 2))).toEqual([
      [1, 0],
      [2, 9_000],
    ]);
  });
});

describe('the chunks of transport-wide feedback', () => {
  it.each([
    ['a run', Array<1>(100).fill(1), [0x2000 | 100]],
    ['a run of losses up to the end', [1, 0, 0, 0] as const, [0b10_1000_0000_0000_00]],
    ['large deltas', [2, 1, 0, 2, 2, 1, 1] as const, [0b11_10_01_00_10_10_01_01]],
  ])('say %s', (_what, arrivals, chunks) => {
    expect(encodeChunks([...arrivals])).toEqual(chunks);
  });

  it('say any pattern', () => {
    let state = 7;
    for (let round = 0; round < 200; round += 1) {
      const arrivals = new Map<number, number>([[0, 0]]);
      for (let sequenceNumber = 1; sequenceNumber < 90; sequenceNumber += 1) {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648; // seeded, so that what fails fails again
        if (state % 100 < 30 + (round % 60))
          arrivals.set(sequenceNumber, sequenceNumber * (1 + (round % 80)));
      }
      expect(cameOf(toldOf(arrivals).packet)).toEqual([...arrivals]);
    }
  });
});

describe('reports and requests', () => {
  const heard: unknown[] = [];
  const listener = {
    onSenderReport: (...of: unknown[]) => heard.push(['sr', ...of]),
    onReportBlock: (...of: unknown[]) => heard.push(['rr', ...of]),
    onNack: (...of: unknown[]) => heard.push(['nack', ...of]),
    onKeyFrameRequest: (...of: unknown[]) => heard.push(['key', ...of]),
  };

  it('are read back as they were written', () => {
    const block = { ssrc: 7, fractionLost: 64, lost: -3, highestSequence: 70_000, jitter: 90 };
    const reports = receiverReport(1, [{ ...block, lastSenderReport: 0x1234_5678, delay: 65_536 }]);
    const info = { ssrc: 5, wallClock: 0, timestamp: 9, packets: 2, payloadBytes: 3 };
    const missing = [10, 11, 26, 27, 65_535];
    readRtcp(Buffer.concat([reports, sourceDescription(1, 'c')]), listener);
    readRtcp(Buffer.concat([senderReport(info), nack(1, 7, missing)]), listener);
    expect(heard).toEqual([
      ['rr', 7, 0.25, 0x1234_5678, 65_536],
      ['sr', 5, (2_208_988_800 % 0x1_0000) * 0x1_0000],
      ['nack', 7, missing],
    ]);
    expect(nack(1, 7, missing).length).toBe(12 + 3 * 4);
  });

  it('are understood by werift', () => {
    const [report] = RtcpPacketConverter.deSerialize(receiverReport(1, []));
    expect(report?.type).toBe(rtcpType.receiverReport);
    const [description] = RtcpPacketConverter.deSerialize(sourceDescription(1, 'somebody'));
    expect(description).toMatchObject({ chunks: [{ source: 1, items: [{ type: 1, text: 'somebody' }] }] });
  });

  it('do not harm, whatever comes', () => {
    const sample = Buffer.concat([receiverReport(1, []), nack(1, 2, [3])]);
    for (let length = 0; length < sample.length; length += 1) readRtcp(sample.subarray(0, length), listener);
    readRtcp(Buffer.alloc(64, 0xff), listener);
  });
});

describe('what is missing', () => {
  it('is asked for again and again, and then given up', () => {
    const missing = new MissingPackets();
    missing.add(70_000, 70_003);
    expect(missing.due(0, 100).sequenceNumbers).toEqual([4_464, 4_465, 4_466]);
    expect(missing.due(50, 100).sequenceNumbers).toEqual([]);
    expect(missing.take(70_001)).toEqual({ asked: true });
    for (let tries = 1; tries < 10; tries += 1)
      expect(missing.due(100 * tries, 100)).toEqual({ sequenceNumbers: [4_464, 4_466], gaveUp: false });
    expect(missing.due(1_000, 100)).toEqual({ sequenceNumbers: [], gaveUp: true });
    expect(missing.first).toBeUndefined();
  });

  it('is no longer asked for when it is too much', () => {
    const missing = new MissingPackets();
    expect(missing.add(0, 900)).toBe(true);
    expect(missing.add(1_000, 1_200)).toBe(false);
    expect(missing.first).toBeUndefined();
  });
});

/** What a feedback says that was made of these arrivals, from its first to its last. */
function toldOf(arrivals: ReadonlyMap<number, number>) {
  const feedback = new TransportFeedback();
  for (const [sequenceNumber, at] of arrivals) feedback.take(sequenceNumber, at);
  const packet = feedback.next(1, 2);
  if (!packet) throw new Error('nothing is told');
  return { told: readFeedback(packet), packet };
}

/** Those that came, of all packets that there are to be told of. */
function cameOf(...packets: readonly (Buffer | undefined)[]): [number, number][] {
  return packets.flatMap(packet =>
    [...readFeedback(packet)].flatMap(([sequenceNumber, at]): [number, number][] =>
      at === undefined ? [] : [[sequenceNumber, at]],
    ),
  );
}
