/**
 * Schemas of a room's state and of the events that change it. The fold that joins them is in fold.ts.
 * Everything here is public to every peer of the room.
 */
import Type, { type Static } from 'typebox';
import { Grant, SourceWord } from './grant.ts';
import { RoomSettings } from './room-settings.ts';
import {
  ChatText,
  Closed,
  Id,
  Identity,
  MessageId,
  OneOf,
  PeerName,
  ProducerId,
  RoomName,
  Time,
} from './shapes.ts';
import { type CloseReason, closeReasons, maxChatLength, maxChatMessages } from './words.ts';

export const CloseReasonWord = OneOf(Object.keys(closeReasons) as CloseReason[], {
  description: 'Why a peer left, see [closing](#closing)',
});

const Seq = Type.Integer({ minimum: 0, description: 'number of the last event that is part of this' });

export const ProducerState = Closed(
  {
    producerId: ProducerId,
    source: SourceWord,
    paused: Type.Boolean({ description: 'muted, by its publisher or a moderator: nothing is forwarded' }),
  },
  { description: 'One thing that a peer publishes.' },
);
export type ProducerState = Static<typeof ProducerState>;

export const PeerState = Closed(
  {
    peerId: Id,
    name: PeerName,
    identity: Type.Union([Identity, Type.Null()], {
      description: 'as its token says; `null`: it came without one',
    }),
    grant: Grant,
    joinedAt: Time,
    handRaisedAt: Type.Union([Time, Type.Null()], {
      description: 'since when the hand is raised; `null`: it is not. Who raised it first is first in line',
    }),
    producers: Type.Record(Type.String(), ProducerState, { description: 'by producer id, oldest first' }),
  },
  { description: 'One member of a room.' },
);
export type PeerState = Static<typeof PeerState>;

export const ChatMessage = Closed(
  {
    messageId: MessageId,
    peerId: Type.With(Id, { description: 'of the sender, who may have left' }),
    name: Type.With(PeerName, { description: 'of the sender when it was sent' }),
    text: ChatText,
    at: Time,
  },
  { description: 'One message of the chat.' },
);
export type ChatMessage = Static<typeof ChatMessage>;

export const RoomState = Closed(
  {
    seq: Seq,
    room: RoomName,
    settings: RoomSettings,
    peers: Type.Record(Type.String(), PeerState, {
      description: 'by peer id, oldest first, yourself included',
    }),
    chat: Type.Array(ChatMessage, {
      description: `the latest messages, oldest first: at most ${maxChatMessages}, with at most ${maxChatLength} characters (UTF-16 code units) of text in all`,
    }),
  },
  { description: 'A room as of event `seq`: the snapshot in the answer to `join`.' },
);
export type RoomState = Static<typeof RoomState>;

/** What every event carries. `seq` grows by one from event to event of a room. */
const header = {
  seq: Type.Integer({ minimum: 1, description: 'one more than that of the event before' }),
  at: Time,
};

const By = Type.Optional(
  Type.Union([Id, Type.Null()], {
    description: 'the moderator who did it; `null`: the HTTP API or the server; absent: the peer itself',
  }),
);

/** One schema per event. The key is the event's `type`. */
export const events = {
  peerJoined: Closed(
    { ...header, type: Type.Literal('peerJoined'), peer: PeerState },
    { description: 'A peer entered the room.' },
  ),
  peerLeft: Closed(
    { ...header, type: Type.Literal('peerLeft'), peerId: Id, reason: CloseReasonWord },
    { description: 'A peer, and with it all it published, left the room.' },
  ),
  producerAdded: Closed(
    { ...header, type: Type.Literal('producerAdded'), peerId: Id, producer: ProducerState },
    { description: 'A peer began to publish a source.' },
  ),
  producerRemoved: Closed(
    { ...header, type: Type.Literal('producerRemoved'), peerId: Id, producerId: ProducerId, by: By },
    { description: 'A peer stopped publishing a source, or was stopped.' },
  ),
  handRaised: Closed(
    { ...header, type: Type.Literal('handRaised'), peerId: Id },
    { description: 'A peer raised its hand.' },
  ),
  handLowered: Closed(
    { ...header, type: Type.Literal('handLowered'), peerId: Id },
    { description: 'A peer lowered its hand.' },
  ),
  chatSent: Closed(
    { ...header, type: Type.Literal('chatSent'), messageId: MessageId, peerId: Id, text: ChatText },
    {
      description:
        'A peer said something in chat: yourself included, which is how you know that it was said.',
    },
  ),
  producerPaused: Closed(
    { ...header, type: Type.Literal('producerPaused'), peerId: Id, producerId: ProducerId, by: By },
    { description: 'A peer muted a source, or was muted. It may un-mute itself.' },
  ),
  producerResumed: Closed(
    { ...header, type: Type.Literal('producerResumed'), peerId: Id, producerId: ProducerId },
    { description: 'A peer un-muted a source.' },
  ),
  grantChanged: Closed(
    { ...header, type: Type.Literal('grantChanged'), peerId: Id, grant: Grant, by: By },
    { description: 'A peer may do other things from now on.' },
  ),
  settingsChanged: Closed(
    { ...header, type: Type.Literal('settingsChanged'), settings: RoomSettings, by: By },
    { description: 'The room is set otherwise from now on.' },
  ),
} as const;

export type EventType = keyof typeof events;
export type RoomEvent = { [T in EventType]: Static<(typeof events)[T]> }[EventType];
type WithoutHeader<E> = E extends RoomEvent ? Omit<E, 'seq' | 'at'> : never;
/** Any of them. */
export const RoomEventSchema = Type.Unsafe<RoomEvent>({ anyOf: Object.values(events) });
/** An event as its author writes it: the log adds `seq` and `at`. */
export type RoomChange = WithoutHeader<RoomEvent>;
