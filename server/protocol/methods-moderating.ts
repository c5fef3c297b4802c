/** What moderators do to others, and to the room. Entries of the table in methods.ts. */
import Type from 'typebox';
import { GrantChange } from './grant.ts';
import { creating, type Method, Nothing } from './method.ts';
import { RoomSettingsChange } from './room-settings.ts';
import { Closed, Id, ProducerId } from './shapes.ts';

export const moderating = {
  muteProducer: {
    phase: 'joined',
    permission: 'moderator',
    cost: 1,
    summary:
      'Mute what somebody else publishes, or ask for it. Whoever was muted can un-mute: to keep them from it, change the grant.',
    params: Closed({
      producerId: ProducerId,
      force: Type.Boolean({ description: 'true: at once; false: the peer is asked to' }),
    }),
    result: Nothing,
    errors: ['not-permitted', 'not-found', 'unavailable'],
  },
  stopProducer: {
    phase: 'joined',
    permission: 'moderator',
    cost: 1,
    summary: 'End what somebody publishes: a camera, a screen.',
    params: Closed({ producerId: ProducerId }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  changeGrant: {
    phase: 'joined',
    permission: 'moderator',
    cost: creating,
    summary:
      'Change what a peer may do. What it publishes and may not any more ends. It holds for the identity as long as the room lives.',
    params: Closed({ peerId: Id, grant: GrantChange }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  removePeer: {
    phase: 'joined',
    permission: 'moderator',
    cost: creating,
    summary:
      'Remove a peer. Its token and its identity are not let in again as long as the room lives. Where it came without a token, newcomers wait in the lobby from now on.',
    params: Closed({ peerId: Id }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  admit: {
    phase: 'joined',
    permission: 'moderator',
    cost: 1,
    summary: 'Let in somebody who waits in the lobby.',
    params: Closed({ waitingId: Id }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  refuse: {
    phase: 'joined',
    permission: 'moderator',
    cost: 1,
    summary: 'Send somebody away who waits in the lobby.',
    params: Closed({ waitingId: Id }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  changeRoom: {
    phase: 'joined',
    permission: 'moderator',
    cost: creating,
    summary: 'Change how the room is set.',
    params: Closed({ settings: RoomSettingsChange }),
    result: Nothing,
    errors: ['not-permitted'],
  },
  endRoom: {
    phase: 'joined',
    permission: 'moderator',
    cost: creating,
    summary: 'End the room for everybody, yourself included: every socket closes with `room-closed`.',
    params: Nothing,
    result: Nothing,
    errors: ['not-permitted'],
  },
} as const satisfies Record<string, Method>;
