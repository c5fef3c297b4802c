/** Those in a room: who and how they are, what is done to them, what is said to them. Entries of the table in api.ts. */
import Type from 'typebox';
import { PeerInfo } from './api-shapes.ts';
import { GrantChange, SourceWord } from './grant.ts';
import { MessageChannelWord, maxReceivers } from './messages.ts';
import { MediaReport } from './operating.ts';
import { inPeer, inRoom, Nothing, peer, type Route, room } from './route.ts';
import { Closed, Id } from './shapes.ts';

/** Longest payload of a message that the API can send, in bytes; the server's own limit may be lower. */
const maxApiMessageBytes = 64 * 1024;

export const peerRoutes = {
  listPeers: {
    method: 'GET',
    path: `${room}/peers`,
    status: 200,
    summary: 'Who is in a room, hidden peers included.',
    params: inRoom,
    result: Closed({ peers: Type.Array(PeerInfo, { description: 'oldest first' }) }),
    errors: ['not-found'],
  },
  getPeer: {
    method: 'GET',
    path: peer,
    status: 200,
    summary: 'One peer.',
    params: inPeer,
    result: PeerInfo,
    errors: ['not-found'],
  },
  getMedia: {
    method: 'GET',
    path: `${peer}/media`,
    status: 200,
    summary:
      'The media of one peer at this moment: its transports, what it sends and what it receives. The engine is asked about each stream, so not for everybody all the time.',
    params: inPeer,
    result: MediaReport,
    errors: ['not-found', 'unavailable'],
  },
  mutePeer: {
    method: 'POST',
    path: `${peer}/mute`,
    status: 204,
    summary:
      'Mute a source of a peer, or ask the peer to. It can un-mute: to keep it from that, change its grant.',
    params: inPeer,
    body: Closed({
      source: SourceWord,
      force: Type.Boolean({ description: 'true: at once; false: the peer is asked to' }),
    }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  changeGrant: {
    method: 'PATCH',
    path: peer,
    status: 200,
    summary: 'Change what a peer may do. What it publishes and may not any more ends.',
    params: inPeer,
    body: Closed({ grant: GrantChange }),
    result: PeerInfo,
    errors: ['not-found'],
  },
  removePeer: {
    method: 'DELETE',
    path: peer,
    status: 204,
    summary: 'Remove a peer. Its token and its identity are not let in again as long as the room lives.',
    params: inPeer,
    result: Nothing,
    errors: ['not-found'],
  },
  sendData: {
    method: 'POST',
    path: `${room}/data`,
    status: 200,
    summary:
      'Send a message to those in a room that take part in messages: exactly one of `text` and `base64`.',
    params: inRoom,
    body: Closed({
      text: Type.Optional(Type.String({ maxLength: maxApiMessageBytes, description: 'a text message' })),
      base64: Type.Optional(
        Type.String({
          maxLength: 4 * Math.ceil(maxApiMessageBytes / 3),
          pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
          description: 'a message of bytes, in Base64 (RFC 4648 section 4)',
        }),
      ),
      to: Type.Optional(
        Type.Array(Id, {
          minItems: 1,
          maxItems: maxReceivers,
          description: 'peer ids of the receivers; absent: everybody',
        }),
      ),
      channel: MessageChannelWord,
    }),
    result: Closed({
      receivers: Type.Integer({ minimum: 0, description: 'how many it was sent to' }),
    }),
    errors: ['not-found', 'unavailable'],
  },
} as const satisfies Record<string, Route>;
