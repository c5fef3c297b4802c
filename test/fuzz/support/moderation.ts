/** What a moderator would ask about the others of its room: of those that it knows, and of those who wait. */
import type { MethodName } from '../../../server/protocol/methods.ts';
import type { PeerState } from '../../../server/protocol/room-state.ts';
import { sources } from '../../../server/protocol/words.ts';
import type { WsClient } from '../../support/ws-client.ts';
import type { Random } from './random.ts';
import { passcodes } from './schema.ts';

type Params = Record<string, unknown>;
type Change = (random: Random) => Params;
type Make = (client: WsClient, random: Random) => Params | undefined;

interface Moderating {
  method: MethodName;
  params: Params;
}

const someSources = (random: Random) => (random.chance(0.6) ? [...sources] : [random.pick(sources)]);

const grantChanges: readonly Change[] = [
  random => ({ canPublish: someSources(random) }),
  random => ({ canSubscribe: random.chance(0.5) }),
  random => ({ canSend: random.chance(0.7) }),
  random => ({ moderator: random.chance(0.5) }),
  () => ({}),
];

const settingsChanges: readonly Change[] = [
  random => ({ lobby: random.chance(0.5) }),
  random => ({ lobby: random.chance(0.5) }),
  random => ({ locked: random.chance(0.2) }),
  random => ({ passcode: random.chance(0.2) ? random.pick(passcodes) : null }),
  random => ({ canPublish: someSources(random) }),
  random => ({ chat: random.chance(0.5) }),
  random => ({ maxPeers: random.pick([null, null, null, 1, 5, 8]) }),
  random => ({ title: random.pick([null, 'Kitchen talk', 'Cafe\u0301']) }),
  random => ({ notBefore: random.pick([null, null, null, null, Date.now() + 3_600_000]) }),
];

const about: Partial<Record<MethodName, Make>> = {
  muteProducer: ofProducer(random => ({ force: random.chance(0.7) })),
  stopProducer: ofProducer(() => ({})),
  changeGrant: ofPeer(random => ({ grant: random.pick(grantChanges)(random) })),
  removePeer: ofPeer(() => ({})),
  admit: ofWaiting,
  refuse: ofWaiting,
  changeRoom: (_client, random) => ({ settings: random.pick(settingsChanges)(random) }),
};

/** Undefined for other methods, and where there is nobody to ask about. */
export function moderatorsParams(method: MethodName, client: WsClient, random: Random): Params | undefined {
  return about[method]?.(client, random);
}

/** How often a member asks what, in parts. */
const weights: [MethodName, number][] = [
  ['muteProducer', 8],
  ['stopProducer', 6],
  ['changeGrant', 10],
  ['removePeer', 2],
  ['admit', 8],
  ['refuse', 2],
  ['changeRoom', 10],
  ['endRoom', 1],
];
const bag = weights.flatMap(([method, weight]) => Array.from({ length: weight }, () => method));

const doormen: MethodName[] = ['admit', 'admit', 'refuse'];

/** Something that moderators do, which whoever is none may try too. Undefined where there is nobody to do it to. */
export function anyModeration(client: WsClient, random: Random): Moderating | undefined {
  // Whoever waits has come to be dealt with.
  const waits = (client.signals('lobby').at(-1)?.waiting ?? []).length > 0;
  const method = waits && random.chance(0.5) ? random.pick(doormen) : random.pick(bag);
  const params = method === 'endRoom' ? {} : moderatorsParams(method, client, random);
  return params && { method, params };
}

/** Without oneself. */
function othersOf({ room }: WsClient): PeerState[] {
  return Object.values(room.state?.peers ?? {}).filter(({ peerId }) => peerId !== room.joined?.peerId);
}

function ofProducer(more: Change): Make {
  return (client, random) => {
    const ids = othersOf(client).flatMap(({ producers }) => Object.keys(producers));
    return ids.length > 0 ? { producerId: random.pick(ids), ...more(random) } : undefined;
  };
}

function ofPeer(more: Change): Make {
  return (client, random) => {
    const others = othersOf(client);
    return others.length > 0 ? { peerId: random.pick(others).peerId, ...more(random) } : undefined;
  };
}

function ofWaiting(client: WsClient, random: Random): Params | undefined {
  const waiting = client.signals('lobby').at(-1)?.waiting ?? [];
  return waiting.length > 0 ? { waitingId: random.pick(waiting).waitingId } : undefined;
}
