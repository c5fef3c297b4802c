/** The shape of what a peer says for itself (peer-report.ts), as processes tell it and as it stands in a report. */
import Type, { type Static } from 'typebox';
import { Closed, OneOf } from '../../../server/protocol/shapes.ts';
import { sources } from '../../../server/protocol/words.ts';

const Count = Type.Number({ minimum: 0 });
const Milliseconds = Type.Number({ description: 'milliseconds' });
const Taken = Type.Optional(Milliseconds);

const VisitSchema = Closed({
  at: Milliseconds,
  hello: Taken,
  joined: Taken,
  connected: Taken,
  sendConnected: Taken,
  firstAudio: Taken,
  firstVideo: Taken,
  failure: Type.Optional(Type.String()),
});

const stream = { source: OneOf(sources), kind: OneOf(['audio', 'video']), milliseconds: Count };

const ReceivedSchema = Closed({
  ...stream,
  packets: Count,
  bytes: Count,
  lost: Type.Number({ description: 'less than 0 where there were duplicates' }),
  recovered: Count,
  nacks: Count,
  keyFrameRequests: Count,
  jitter: Milliseconds,
  frames: Count,
  freezes: Count,
  frozen: Milliseconds,
  verified: Count,
  rejected: Count,
});

const SentSchema = Closed({
  ...stream,
  rid: Type.Union([Type.String(), Type.Null()]),
  packets: Count,
  bytes: Count,
  retransmitted: Count,
  keyFrameRequests: Count,
  fractionLost: Type.Number({ description: '0 to 1' }),
  roundTrip: Taken,
});

const PeerSchema = Closed({
  number: Count,
  room: Type.String(),
  process: Count,
  client: Type.String(),
  visits: Type.Array(VisitSchema),
  reconnects: Count,
  generations: Count,
  iceRestarts: Count,
  received: Type.Array(ReceivedSchema),
  sent: Type.Array(SentSchema),
  signalling: Closed({ sent: Count, sentBytes: Count, received: Count, receivedBytes: Count }),
});

export const PeerResultSchema = Closed(
  {
    inside: Type.Number({
      minimum: 0,
      description: 'milliseconds between joining and leaving, all visits together',
    }),
    report: PeerSchema,
  },
  { description: 'one peer' },
);
export type PeerResult = Static<typeof PeerResultSchema>;
