/** What happened, and to whom: for machines that follow it, and for people who look back. Entries of the table in api.ts. */
import Type from 'typebox';
import { HistoryEntry } from './history.ts';
import { inRoom, type Route, room } from './route.ts';
import { Closed, Id, maxIdentity, OneOf, Time } from './shapes.ts';
import { lifeStates, PeerLife, TimelineEntry } from './timeline.ts';

/** So many are told when nothing else is asked for. */
export const usualTimelineEntries = 200;
export const usualPeers = 100;

/** What a timeline can be asked for beside the room. */
const between = {
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxIdentity,
      description: 'part of the name or the identity, in small letters or capitals',
    }),
  ),
  from: Type.Optional(Type.With(Time, { description: 'nothing before; milliseconds since 1970' })),
  to: Type.Optional(Type.With(Time, { description: 'nothing after; milliseconds since 1970' })),
};

function atMost(usual: number) {
  const description = `at most so many; absent: ${usual}`;
  return Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description }));
}

export const pastRoutes = {
  listEvents: {
    method: 'GET',
    path: `${room}/events`,
    status: 200,
    summary:
      'What happened in a room, oldest first: the same entries, with the same ids, that webhooks tell. Also of rooms that have closed.',
    params: inRoom,
    query: Closed({
      since: Type.Optional(
        Type.Integer({
          minimum: -1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'entries after this `seq`; absent, or -1: from the beginning',
        }),
      ),
      roomId: Type.Optional(Type.With(Id, { description: 'which life of the room; absent: the latest' })),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1_000, description: 'at most so many entries; absent: 100' }),
      ),
    }),
    result: Closed({
      roomId: Id,
      entries: Type.Array(HistoryEntry, { description: 'empty: nothing has happened since' }),
      lives: Type.Array(Id, {
        description: 'ids of the lives of the room of which anything is kept, latest first',
      }),
    }),
    errors: ['not-found', 'not-kept'],
  },
  getTimeline: {
    method: 'GET',
    path: `${room}/timeline`,
    status: 200,
    summary:
      'What happened to a room and to those in it, for operators: joins and ends with their reasons, sockets, generations, transports, quality, layers, and who was not let in. Also of rooms that have closed.',
    params: inRoom,
    query: Closed({
      ...between,
      peerId: Type.Optional(Type.With(Id, { description: 'of this peer alone' })),
      limit: atMost(usualTimelineEntries),
    }),
    result: Closed({
      entries: Type.Array(TimelineEntry, { description: 'the latest that fit, oldest first' }),
      more: Type.Boolean({ description: 'there are older ones that fit' }),
      peers: Type.Array(PeerLife, {
        description: 'who is inside, or asked for, and whoever else is named in the entries',
      }),
    }),
    errors: ['not-found'],
  },
  findPeers: {
    method: 'GET',
    path: '/api/peers',
    status: 200,
    summary: 'Who is, or was lately, in the rooms that the token covers, hidden peers included.',
    query: Closed({
      ...between,
      state: Type.Optional(OneOf(lifeStates)),
      limit: atMost(usualPeers),
    }),
    result: Closed({
      peers: Type.Array(PeerLife, {
        description: 'who is there first, of them who suffers; then who left last',
      }),
      more: Type.Boolean({ description: 'there are more that fit' }),
    }),
    errors: [],
  },
} as const satisfies Record<string, Route>;
