/**
 * What a client may do, by what it was told: an oracle beside the server's own rules, written from the table of permissions. Says
 * nothing where the client cannot know.
 */
import type { Grant } from '../../../server/protocol/grant.ts';
import type { Permission } from '../../../server/protocol/method.ts';
import { type MethodName, methods } from '../../../server/protocol/methods.ts';
import type { RoomSettings } from '../../../server/protocol/room-settings.ts';
import type { ProducerState, RoomState } from '../../../server/protocol/room-state.ts';
import type { Source } from '../../../server/protocol/words.ts';
import type { WsClient } from '../../support/ws-client.ts';

export interface Standing {
  readonly grant: Grant;
  readonly settings: RoomSettings;
  readonly hidden: boolean;
}

/** Undefined before it has joined. */
export function standingOf(client: WsClient): Standing | undefined {
  const { joined, state } = client.room;
  if (!joined || !state) return undefined;
  const own = state.peers[joined.peerId];
  const told = client.signals('grant').at(-1)?.grant ?? joined.grant;
  return { grant: own?.grant ?? told, settings: state.settings, hidden: own === undefined };
}

/** Whether nothing was told in between that changes what one may do: each event makes a new object, so coming back counts as change. */
export function isUnchanged(before: Standing, after: Standing | undefined): boolean {
  return after?.grant === before.grant && after.settings === before.settings;
}

const rules: Record<Permission, (standing: Standing) => boolean> = {
  none: () => true,
  member: () => true,
  visible: ({ hidden }) => !hidden,
  publish: ({ grant, hidden }) => !hidden && grant.canPublish.length > 0,
  send: ({ grant, hidden }) => !hidden && grant.canSend,
  moderator: ({ grant }) => grant.moderator,
};

export function mayCall(method: MethodName, standing: Standing): boolean {
  return rules[methods[method].permission](standing);
}

/** What peers publish that they may not. */
export function forbiddenIn({ peers, settings }: RoomState): ProducerState[] {
  return Object.values(peers).flatMap(({ grant, producers }) =>
    Object.values(producers).filter(({ source }) => !mayPublish({ grant, settings, hidden: false }, source)),
  );
}

export function mayPublish({ grant, settings, hidden }: Standing, source: Source): boolean {
  if (hidden || !grant.canPublish.includes(source)) return false;
  return grant.moderator || settings.canPublish.includes(source);
}
