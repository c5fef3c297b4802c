/** What the engine tells of any stream, sent or received, on which nothing is wrong and nothing has come yet. */
import type { ConsumerStat, ProducerStat } from 'mediasoup/types';

export const aStream = {
  timestamp: 0,
  ssrc: 1,
  kind: 'video',
  mimeType: 'video/VP8',
  packetsLost: 0,
  fractionLost: 0,
  jitter: 0,
  packetsDiscarded: 0,
  packetsRetransmitted: 0,
  packetsRepaired: 0,
  nackCount: 0,
  nackPacketCount: 0,
  pliCount: 0,
  firCount: 0,
  score: 10,
  packetCount: 0,
  byteCount: 0,
  bitrate: 0,
} satisfies Partial<ConsumerStat & ProducerStat>;
