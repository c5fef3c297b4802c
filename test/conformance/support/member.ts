/**
 * A peer in a room: a client that has joined, and the room's state as PROTOCOL.md says to fold it from snapshot and events.
 */
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { Client } from './client.ts';
import { capabilities, everything, microphone } from './media-parameters.ts';
import type { Consumer, Hello, Results, RoomEvent, RoomState } from './shapes.ts';

export interface JoinOptions {
  room?: string;
  name?: string;
  token?: string;
  passcode?: string;
  interest?: unknown;
  rtpCapabilities?: unknown;
  data?: boolean;
}

export interface Member extends Omit<Results['join'], 'state'> {
  client: Client;
  hello: Hello;
  /** The state in the answer to `join`. */
  snapshot: RoomState;
}

export function newRoom(): string {
  return `room ${randomUUID()}`;
}

/** A connected client, closed when the test ends. */
export async function connected(): Promise<Client> {
  const client = await Client.connect();
  onTestFinished(async () => {
    client.socket.terminate();
    await client.closed;
  });
  return client;
}

export async function joined(options: JoinOptions = {}): Promise<Member> {
  return joinWith(await connected(), options);
}

export async function joinWith(client: Client, options: JoinOptions = {}): Promise<Member> {
  const hello = await client.notified('hello');
  const { state, ...result } = await client.request('join', joinParams(hello, options));
  return { client, hello, snapshot: state, ...result };
}

export function joinParams(hello: Hello, options: JoinOptions = {}) {
  return {
    room: newRoom(),
    name: 'Ann',
    rtpCapabilities: capabilities(hello),
    interest: everything,
    ...options,
  };
}

/** Two members of one new room, who know of each other. */
export async function pairOf(
  first: JoinOptions = {},
  second: JoinOptions = {},
): Promise<{ ann: Member; bob: Member }> {
  const room = newRoom();
  const ann = await joined({ room, name: 'Ann', ...first });
  const bob = await joined({ room, name: 'Bob', ...second });
  await ann.client.notified('event', event => event.peer?.peerId === bob.peerId);
  forgetEvents(ann);
  return { ann, bob };
}

/** Runs `attack` beside a bystander of the same room, and proves that it notices nothing and is still served. */
export async function undisturbed(
  attack: (attacker: Member, bystander: Member) => Promise<void>,
): Promise<void> {
  const { ann: bystander, bob: attacker } = await pairOf();
  const { producerId, ...published } = microphone();
  await bystander.client.request('publish', { producerId, ...published });
  await attack(attacker, bystander);
  await bystander.client.request('pauseProducer', { producerId });
  for (const member of [bystander, attacker]) {
    await member.client.settled();
    const seen = member.client.notifications('event').map(({ type }) => type);
    expect(seen).toEqual(['producerAdded', 'producerPaused']);
  }
}

/** Makes what the member knows by now its snapshot, so that a test sees only what comes afterwards. */
function forgetEvents(member: Member): void {
  member.snapshot = stateOf(member);
  const later = member.client.frames.filter(({ method }) => method !== 'event');
  member.client.frames.splice(0, member.client.frames.length, ...later);
}

/** The room as the member knows it from its snapshot and all events since. */
export function stateOf(member: Member): RoomState {
  return member.client.notifications('event').reduce(fold, structuredClone(member.snapshot));
}

/** All consumers that the member was told of and that were not taken back. */
export function consumersOf(member: Member): Consumer[] {
  const added = member.client.notifications('consumersAdded').flatMap(({ consumers }) => consumers);
  const removed = member.client.notifications('consumersRemoved').flatMap(({ consumerIds }) => consumerIds);
  return [...member.media.consumers, ...added].filter(({ consumerId }) => !removed.includes(consumerId));
}

/** The consumer of a producer, as soon as there is one. */
export async function consumerOf(member: Member, producerId: string): Promise<Consumer> {
  const isIt = (consumer: Consumer) => consumer.producerId === producerId;
  const known = consumersOf(member).findLast(isIt);
  if (known) return known;
  const { consumers } = await member.client.notified('consumersAdded', params => params.consumers.some(isIt));
  const consumer = consumers.find(isIt);
  if (!consumer) throw new Error('unreachable: the notification was chosen by it');
  return consumer;
}

/** The table of "Events" in PROTOCOL.md. Changes `state` and returns it. */
function fold(state: RoomState, event: RoomEvent): RoomState {
  if (event.seq <= state.seq) return state;
  if (event.seq !== state.seq + 1) throw new Error(`event ${event.seq} follows ${state.seq}`);
  state.seq = event.seq;
  const peer = state.peers[event.peerId ?? ''];
  const producer = peer?.producers[event.producerId ?? ''];
  if (event.type === 'peerJoined' && event.peer) state.peers[event.peer.peerId] = event.peer;
  else if (event.type === 'peerLeft' && event.peerId) delete state.peers[event.peerId];
  else if (event.type === 'producerAdded' && event.producer && peer) {
    peer.producers[event.producer.producerId] = event.producer;
  } else if (event.type === 'producerRemoved' && event.producerId) delete peer?.producers[event.producerId];
  else if (event.type === 'producerPaused' && producer) producer.paused = true;
  else if (event.type === 'producerResumed' && producer) producer.paused = false;
  else if (event.type === 'handRaised' && peer) peer.handRaisedAt = event.at;
  else if (event.type === 'handLowered' && peer) peer.handRaisedAt = null;
  else if (event.type === 'grantChanged' && event.grant && peer) peer.grant = event.grant;
  else if (event.type === 'settingsChanged' && event.settings) state.settings = event.settings;
  else if (event.type === 'chatSent' && peer) {
    const { messageId = '', text = '', at } = event;
    state.chat.push({ messageId, peerId: peer.peerId, name: peer.name, text, at });
  }
  return state;
}
