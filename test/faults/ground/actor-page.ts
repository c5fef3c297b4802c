/**
 * One person of a call, in a page of their own that this file is bundled for: a Room of the SDK with real devices, a video for each
 * picture, and a look at all of them fifty times a second. Driven by actor.ts through `actor`.
 */
import { LocalMedia, newRandomId, Room, type Source, type SourceState } from '../../../client/sdk/index.ts';
import { canonical } from './canonical.ts';
import { prepareDevices, rememberedConnections } from './page-devices.ts';
import { Sights, type Stop } from './sights.ts';

export interface Joining {
  readonly url: string;
  readonly room: string;
  readonly name: string;
  readonly camera: boolean;
  /** `muted`: open, and muted. */
  readonly microphone: 'on' | 'muted' | 'off';
}

/** What somebody was told, in order. */
export interface Told {
  /** Milliseconds, Date.now(). */
  readonly at: number;
  readonly type: string;
  readonly detail: unknown;
}

/** Packets so far, of everything that arrives. */
export interface Packets {
  readonly received: number;
  readonly lost: number;
}

const local = new LocalMedia();
let room: Room | undefined;
let sights: Sights | undefined;
const told: Told[] = [];
/** Of the generator of bandwidth probes in the server. */
const probes = 1234;

const joinedRoom = () => {
  if (!room) throw new Error('not joined');
  return room;
};

/** Devices first, so that joining itself can be hit by a fault at a known moment. */
async function prepare({ camera, microphone }: Joining): Promise<void> {
  prepareDevices();
  await local.start({ camera, microphone: microphone !== 'off' });
  if (microphone === 'muted') await local.setMicrophone(false);
}

/** Tries until it is in, as somebody does who presses the button again. */
async function join({ url, room: roomName, name }: Joining): Promise<void> {
  for (let left = 160; ; left -= 1) {
    try {
      room = await Room.join({ url, room: roomName, name, media: local });
      break;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise(resolve => setTimeout(resolve, 250));
    }
  }
  listen(room);
  sights = new Sights(room);
}

function listen(joined: Room): void {
  const tell =
    (type: string) =>
    (...[detail]: unknown[]) =>
      void told.push({ at: Date.now(), type, detail });
  for (const name of ['event', 'connection', 'path', 'qualities', 'state', 'ended', 'publishFailed'] as const)
    joined.on(name, tell(name));
  // Of a newer SDK; an older one never tells them.
  for (const name of ['draining', 'rejoined']) joined.on(name as 'state', tell(name));
}

/** Whether microphone and camera are on, as this person sees it, and as the room does. */
function devices(): Record<string, Pick<SourceState, 'on'> & { published: boolean | null }> {
  const { state, peerId } = joinedRoom();
  const published = Object.values(state.peers[peerId]?.producers ?? {});
  const sources: Source[] = ['microphone', 'camera'];
  const entries = sources.map(source => {
    const producer = published.find(each => each.source === source);
    return [source, { on: local.state(source).on, published: producer ? !producer.paused : null }] as const;
  });
  return Object.fromEntries(entries);
}

/** What of the room outlives everything but the server: people, ids, roles, mute states, hands, chat. Without `seq`. */
function standing(): string {
  const { peers, chat, settings } = joinedRoom().state;
  return canonical({ peers, chat, settings });
}

async function packets(): Promise<Packets> {
  let [received, lost] = [0, 0];
  for (const connection of rememberedConnections()) {
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type !== 'inbound-rtp' || stat.ssrc === probes) continue;
      received += stat.packetsReceived;
      lost += stat.packetsLost;
    }
  }
  return { received, lost };
}

/** What flows, for the sentence of a run that failed. */
async function flow(): Promise<string> {
  const { sent, received } = await joinedRoom().stats();
  const up = sent.map(({ source, bitrate }) => `${source} ${bitrate}`);
  const down = received.map(({ source, peerId, bitrate }) => `${source} of ${peerId} ${bitrate}`);
  return `path ${joinedRoom().pathState}, sent (bit/s): ${up.join(', ')}, received: ${down.join(', ')}`;
}

/** Of the server's end of the path that is used. */
async function mediaPort(): Promise<number | undefined> {
  for (const connection of rememberedConnections()) {
    const stats = await connection.getStats();
    const transport = [...stats.values()].find(({ type }) => type === 'transport');
    const pair = stats.get(transport?.selectedCandidatePairId);
    const port = stats.get(pair?.remoteCandidateId)?.port;
    if (port) return port;
  }
  return undefined;
}

const actor = {
  prepare,
  join,
  devices,
  standing,
  packets,
  flow,
  mediaPort,
  told: () => told,
  seq: () => room?.state.seq ?? -1,
  state: () => canonical(joinedRoom().state),
  connection: () => (room?.end ? `ended: ${room.end.reason}` : room?.connection),
  names: () => Object.values(room?.state.peers ?? {}).map(({ name }) => name),
  /** From now on the longest stop of each picture and sound counts. */
  mark: () => sights?.mark(),
  stops: (): Stop[] => sights?.stops() ?? [],
  /** Names and sources that should move and do not; null: not in the room. */
  still: (): string[] | null => sights?.still() ?? null,
  set: (source: 'microphone' | 'camera' | 'screen', on: boolean) => {
    const of = { microphone: 'setMicrophone', camera: 'setCamera', screen: 'setScreen' } as const;
    return local[of[source]](on);
  },
  say: (text: string) => joinedRoom().sendChat(text, newRandomId()),
};

export type ActorPage = typeof actor;

Object.assign(globalThis, { actor });
