/**
 * Schemas of the timeline: what happened to rooms and peers as their operators see it, sockets, media and quality included, beside the
 * history, which has what the peers of a room were told. Kept for a while after the end.
 */
import Type, { type Static, type TProperties } from 'typebox';
import { SourceWord } from './grant.ts';
import { CloseReasonWord } from './room-state.ts';
import { Layers } from './rtp.ts';
import { Closed, Id, Identity, OneOf, PeerName, RoomName, Time } from './shapes.ts';
import { Quality } from './signals.ts';
import {
  type CloseReason,
  closeReasons,
  type ErrorReason,
  errors,
  generationCauses,
  layerLimits,
  offenceSteps,
} from './words.ts';

const Milliseconds = Type.Number({ minimum: 0, description: 'milliseconds' });
const Count = Type.Integer({ minimum: 0 });

const header = {
  seq: Type.Integer({
    minimum: 1,
    description: 'grows from entry to entry of the server, with gaps',
  }),
  at: Time,
  peerId: Type.Union([Id, Type.Null()], {
    description: '`null`: it concerns the room, or somebody who was not let in',
  }),
};

/** A spread of its parts would lose their types, so they are said once more. */
function entry<T extends string, P extends TProperties>(type: T, description: string, details: P) {
  const properties = { ...header, type: Type.Literal(type), ...details };
  return Closed<typeof header & { type: Type.TLiteral<T> } & P>(properties, { description });
}

const Direction = OneOf(['send', 'recv'], { description: 'as the client sees it' });
const RoomEnd = OneOf(['empty', ...(Object.keys(closeReasons) as CloseReason[])] as const, {
  description: '`empty`: nobody was left; else why it was closed',
});

export const TimelineEntry = Type.Union(
  [
    entry('roomOpened', 'The first one came.', {}),
    entry('roomClosed', 'The room is no more.', { reason: RoomEnd, lasted: Milliseconds }),
    entry('mediaLost', 'The worker of the room died, or hung.', {}),
    entry('mediaRenewed', 'The room has another worker.', { took: Milliseconds }),
    entry('joinRefused', 'Somebody was not let in.', {
      name: Type.Union([Type.String(), Type.Null()], {
        description: 'what they called themselves, if anything',
      }),
      reason: OneOf(Object.keys(errors) as ErrorReason[]),
    }),
    entry('peerJoined', 'It is in the room.', {
      took: Type.With(Milliseconds, {
        description: 'from the request to when it was in, the time in the lobby left out',
      }),
      peers: Count,
    }),
    entry('peerSuspended', 'Its socket is lost, its media flow on.', { reason: CloseReasonWord }),
    entry('peerResumed', 'It has a socket again.', { away: Milliseconds }),
    entry('peerLeft', 'It is not in the room any more.', {
      reason: CloseReasonWord,
      stayed: Milliseconds,
      peers: Count,
    }),
    entry('generationBegan', 'Its media were built anew.', {
      generation: Type.Integer({ minimum: 1 }),
      cause: OneOf(generationCauses, { description: 'it asked for it, or what carried them failed' }),
    }),
    entry('transportConnected', 'ICE and DTLS of one transport are done.', {
      direction: Direction,
      protocol: OneOf(['udp', 'tcp']),
      took: Type.With(Milliseconds, {
        description: 'since the client began to connect it, or its path was lost',
      }),
      again: Type.Boolean({ description: 'its path had been lost' }),
    }),
    entry('transportDisconnected', 'One transport has no path any more.', { direction: Direction }),
    entry('firstMedia', 'Media flow to it, for the first time.', {
      took: Type.With(Milliseconds, { description: 'from its request to join' }),
      expected: Type.Boolean({ description: 'there was something to receive when it came' }),
    }),
    entry('producerAdded', 'It began to publish a source.', { source: SourceWord, codec: Type.String() }),
    entry('producerPaused', 'A source was muted.', {
      source: SourceWord,
      by: Type.Union([Id, Type.Null()], {
        description: 'the peer that did it, often itself; `null`: the HTTP API or the server',
      }),
    }),
    entry('producerResumed', 'A source is not muted any more.', { source: SourceWord }),
    entry('producerRemoved', 'It stopped publishing a source, or was stopped.', { source: SourceWord }),
    entry('qualityChanged', 'Its connection became better or worse, or nothing comes from it.', {
      ...Quality.properties,
    }),
    entry('layersChanged', 'What it is sent of a video became better or worse.', {
      from: Type.With(Id, { description: 'peer id of the publisher' }),
      source: SourceWord,
      layers: Type.Union([Layers, Type.Null()], { description: '`null`: nothing is sent' }),
      limit: Type.Union([OneOf(layerLimits), Type.Null()], { description: 'what keeps it from more' }),
    }),
    entry('offended', 'It sent far more than it may.', {
      step: OneOf(offenceSteps, {
        description: 'what became of the source, or of the peer',
      }),
      source: SourceWord,
      kbps: Type.With(Count, { description: 'kbit/s that came' }),
      allowed: Type.With(Count, { description: 'kbit/s that may come' }),
    }),
  ],
  { description: 'One thing that happened, told apart by `type`.' },
);
export type TimelineEntry = Static<typeof TimelineEntry>;

export const lifeStates = ['inside', 'away', 'gone'] as const;
export type LifeState = (typeof lifeStates)[number];

export const PeerLife = Closed(
  {
    room: RoomName,
    roomId: Type.With(Id, { description: 'of that life of the room' }),
    peerId: Id,
    name: PeerName,
    identity: Type.Union([Identity, Type.Null()], { description: '`null`: it came without a token' }),
    joinedAt: Time,
    state: OneOf(lifeStates, { description: '`away`: its socket is lost, and its seat is kept' }),
    leftAt: Type.Union([Time, Type.Null()], { description: '`null`: it is there' }),
    reason: Type.Union([CloseReasonWord, Type.Null()], { description: 'why it left' }),
    generation: Type.Integer({ minimum: 1, description: 'how often its media were built' }),
    quality: Type.Union([Quality, Type.Null()], {
      description: 'as the others were shown it last; `null`: it was good all the time',
    }),
  },
  { description: 'A peer that is, or was lately, in a room.' },
);
export type PeerLife = Static<typeof PeerLife>;
