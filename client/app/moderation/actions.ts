/**
 * What a moderator can do with one person: which of it makes sense now, and what is asked of the server for it. Knows no element.
 */
import type { Grant, GrantChange, Moderation, PeerState, RoomState, Source } from '../../sdk/index.ts';
import { grants, type Permit, permits, roomLets } from './permits.ts';

export type Action =
  | 'mute'
  | 'ask'
  | 'stopCamera'
  | 'stopScreen'
  | `${'allow' | 'forbid'}-${Permit}`
  | 'promote'
  | 'demote'
  | 'resign'
  | 'remove';

/** In the order of the menu. Of oneself a moderator can only give the role up, and only to another one. */
export function actionsFor(
  peer: PeerState,
  ownId: string,
  { peers, settings }: Pick<RoomState, 'peers' | 'settings'>,
): Action[] {
  const { grant, peerId } = peer;
  if (peerId === ownId) {
    const others = Object.values(peers).filter(other => other.peerId !== ownId);
    return grant.moderator && others.some(other => other.grant.moderator) ? ['resign'] : [];
  }
  // What the room lets nobody do, no grant allows.
  const changeable = permits.filter(permit => grant.moderator || roomLets(settings, permit));
  return [
    ...(runs(peer, 'microphone') ? (['mute', 'ask'] as const) : []),
    ...(runs(peer, 'camera') ? (['stopCamera'] as const) : []),
    ...(runs(peer, 'screen') ? (['stopScreen'] as const) : []),
    ...changeable.map((permit): Action => `${grants(grant, permit) ? 'forbid' : 'allow'}-${permit}`),
    grant.moderator ? 'demote' : 'promote',
    'remove',
  ];
}

/** Rejects as `moderation` does. What has ended meanwhile needs no asking. */
export async function perform(action: Action, peer: PeerState, moderation: Moderation): Promise<void> {
  const { peerId } = peer;
  const stop = (source: Source) => each(peer, source, producerId => moderation.stop(producerId));
  if (action === 'mute') await each(peer, 'microphone', producerId => moderation.mute(producerId));
  else if (action === 'ask') await each(peer, 'microphone', producerId => moderation.askToMute(producerId));
  else if (action === 'stopCamera') await stop('camera');
  else if (action === 'stopScreen') await Promise.all([stop('screen'), stop('screen-audio')]);
  else if (action === 'remove') await moderation.remove(peerId);
  else await moderation.changeGrant(peerId, changeBy(action, peer.grant));
}

type GrantAction = Exclude<Action, 'mute' | 'ask' | 'stopCamera' | 'stopScreen' | 'remove'>;

export function changeBy(action: GrantAction, { canPublish }: Grant): GrantChange {
  if (action === 'promote') return { moderator: true };
  if (action === 'demote' || action === 'resign') return { moderator: false };
  const [verb, permit] = action.split('-') as ['allow' | 'forbid', Permit];
  const allow = verb === 'allow';
  if (permit === 'chat') return { canSend: allow };
  const sources: Source[] = permit === 'screen' ? ['screen', 'screen-audio'] : [permit];
  const rest = canPublish.filter(source => !sources.includes(source));
  return { canPublish: allow ? [...rest, ...sources] : rest };
}

/** Published, and not muted. */
export function runs(peer: PeerState, source: Source): boolean {
  return Object.values(peer.producers).some(producer => producer.source === source && !producer.paused);
}

async function each(peer: PeerState, source: Source, act: (producerId: string) => Promise<void>) {
  const producers = Object.values(peer.producers).filter(producer => producer.source === source);
  await Promise.all(producers.map(({ producerId }) => act(producerId)));
}
