/**
 * A member of a room as the fuzz drives it: does one thing at a time or several at once, remembers what it declared, and can
 * say what the server must therefore have made of it.
 */
import { WebSocket } from 'ws';
import type { Interest } from '../../../server/protocol/interest.ts';
import { subprotocol } from '../../../server/protocol/jsonrpc.ts';
import type { MethodName } from '../../../server/protocol/methods.ts';
import type { Source } from '../../../server/protocol/words.ts';
import * as media from '../../support/media-parameters.ts';
import { type Answer, WsClient } from '../../support/ws-client.ts';
import { anyInterest, matches, tileOf } from './interest.ts';
import { anyModeration } from './moderation.ts';
import type { Random } from './random.ts';
import { passcodes } from './schema.ts';
import { isUnchanged, mayCall, mayPublish, type Standing, standingOf } from './standing.ts';
import type { Verdicts } from './verdicts.ts';
import { Wait } from './wait.ts';

/** Where it goes, with what, and where it says what it asks of others. */
export interface FuzzPeerOptions {
  url: string;
  roomName: string;
  random: Random;
  verdicts: Verdicts;
  /** How often each method was carried out. */
  tally: Map<string, number>;
  token?: string | undefined;
}

/** Parameters, as far as it matters what they are. */
interface Asked {
  producerId?: string;
  source?: Source;
  [other: string]: unknown;
}

/** Errors that can come at any moment. */
const bearable = ['not-found', 'conflict', 'unavailable', 'not-joined', 'already-joined'];
/** What keeps somebody out who has done nothing wrong. */
const keptOut = [
  'removed',
  'refused',
  'room-locked',
  'room-full',
  'room-expired',
  'room-not-open',
  'too-early',
  'passcode-required',
  'passcode-wrong',
];

export class FuzzPeer {
  readonly client: WsClient;
  readonly roomName: string;
  /** Consumers that it has told the server to start. */
  readonly started = new Set<string>();
  interest: Interest = media.everything;
  readonly #published = new Map<string, media.Publication>();
  /** The generation in which it has published what it publishes. */
  #generation = 1;
  /** Why it was not let in, the last time it asked. */
  refusedFor: string | undefined;
  readonly #options: FuzzPeerOptions;
  readonly #random: Random;
  readonly #wait: Wait;

  private constructor(client: WsClient, wait: Wait, options: FuzzPeerOptions) {
    this.client = client;
    this.roomName = options.roomName;
    this.#options = options;
    this.#random = options.random;
    this.#wait = wait;
  }

  /** A socket that has not joined yet. */
  static async connect(options: FuzzPeerOptions): Promise<FuzzPeer> {
    const client = await WsClient.over(new WebSocket(`${options.url}/ws`, subprotocol));
    return new FuzzPeer(client, new Wait(client), options);
  }

  get joined(): boolean {
    return this.client.room.joined !== undefined && !this.client.ended;
  }

  /** In the lobby, where nothing is answered. */
  get waiting(): boolean {
    return this.#wait.waiting;
  }

  /** Resolves when it is in, kept out, or told to wait. */
  async join(passcode?: string): Promise<void> {
    const { roomName: room, token } = this.#options;
    const rtpCapabilities = this.client.hello?.routerRtpCapabilities ?? media.noCapabilities;
    this.interest = this.#anyInterest();
    const data = this.#random.chance(0.5);
    const joining = { room, name: 'Ann', rtpCapabilities, interest: this.interest, data };
    const answer = await this.#ask('join', {
      ...joining,
      ...(token !== undefined && { token }),
      ...(passcode !== undefined && { passcode }),
    });
    this.refusedFor = answer?.error?.data.reason;
  }

  /** Resolves when it waits no longer. */
  admitted(): Promise<void> {
    return this.client.until('the end of the wait', () => !this.waiting);
  }

  /** Does something that members do. */
  async act(): Promise<void> {
    if (this.waiting) return;
    if (this.refusedFor !== undefined) return this.join(this.#random.pick(passcodes));
    const rules = standingOf(this.client)?.grant.moderator ?? false;
    if (this.#random.chance(rules ? 0.4 : 0.05)) return this.#moderate();
    await this.#random.pick([
      () => this.#publish(),
      () => this.#publish(),
      () => this.#onOwn('unpublish'),
      () => this.#onOwn(this.#random.pick(['pauseProducer', 'resumeProducer'])),
      () => this.#onOwn(this.#random.pick(['pauseProducer', 'resumeProducer'])),
      () => this.#declare(),
      () => this.#declare(),
      () => this.#start(),
      () => this.#start(),
      () => this.#transport(),
      () => this.#publishData(),
      () => this.#garbage(),
    ])();
  }

  /** Goes, in one of the ways in which clients go. */
  async go(): Promise<void> {
    const { client } = this;
    const way = this.#random.pick(['leave', 'close', 'vanish']);
    this.#options.verdicts.goes(client);
    if (way === 'vanish') client.vanish();
    else if (way === 'close' || !(await this.#leaves())) client.socket.close();
    await client.end();
  }

  /** Resolves when everything sent so far is answered, as far as it is before a moderator has decided. */
  async settle(): Promise<void> {
    await this.#quiet();
    await this.#carryOn(); // by now it has heard whether it lost its media
    await this.#quiet();
  }

  async #quiet(): Promise<void> {
    await this.#wait.answered(this.client.send('thereIsNoSuchMethod', {}));
  }

  /** Whether media of this consumer must flow, by what this peer declared. */
  mustFlow(consumerId: string): boolean {
    const consumer = this.client.room.consumers.get(consumerId);
    if (!consumer || !this.started.has(consumerId)) return false;
    if (consumer.kind === 'audio') return true;
    const tile = tileOf(this.interest, consumer.producerId);
    return tile !== null && tile.width > 0 && tile.height > 0;
  }

  /** The public ids of what it must receive, by what it declared, what it may and what it knows of the room. */
  wanted(): string[] {
    if (!standingOf(this.client)?.grant.canSubscribe) return [];
    const others = Object.values(this.client.state.peers).filter(
      ({ peerId }) => peerId !== this.client.peerId,
    );
    return others
      .flatMap(({ producers }) => Object.values(producers))
      .filter(producer => matches(this.interest, producer))
      .map(({ producerId }) => producerId)
      .sort();
  }

  /** Sends a request. Every answer is a result, or an error that such a moment can bring. Undefined: it must wait in the lobby. */
  async #ask(method: MethodName, params: Asked, alsoBearable: string[] = []): Promise<Answer | undefined> {
    const { client } = this;
    const { verdicts, tally } = this.#options;
    const before = standingOf(client);
    verdicts.note(client, method, params);
    const answer = await this.#wait.answered(client.send(method, params));
    const reason = answer?.error?.data.reason;
    if (answer?.result !== undefined) tally.set(method, (tally.get(method) ?? 0) + 1);
    if (!answer || (reason === undefined && answer.result === undefined)) return answer;
    const complain = (what: string) => client.room.violations.push(`${method}: ${what}`);
    if (reason === 'not-permitted') {
      if (!this.#mayBeRefused(method, params, before)) complain('not-permitted, without a cause');
    } else if (before && isUnchanged(before, standingOf(client)) && !isPermitted(method, params, before)) {
      complain(`${reason ?? 'carried out'}, without permission`);
    } else if (
      reason &&
      ![...bearable, ...alsoBearable, ...(method === 'join' ? keptOut : [])].includes(reason)
    )
      complain(`${reason}: ${answer.error?.message}`);
    return answer;
  }

  #mayBeRefused(method: MethodName, params: Asked, before: Standing | undefined): boolean {
    if (!before) return method !== 'join'; // it has come in meanwhile, as whatever
    const { producerId } = params;
    if (producerId !== undefined && this.#options.verdicts.stopped(producerId)) return true;
    return !isUnchanged(before, standingOf(this.client)) || !isPermitted(method, params, before);
  }

  async #leaves(): Promise<boolean> {
    const answer = await this.#wait.answered(this.client.send('leave', {}));
    // A join that was refused leaves nothing to leave, and who waits is not heard.
    return answer !== undefined && !answer.error;
  }

  async #moderate(): Promise<void> {
    const asked = anyModeration(this.client, this.#random);
    if (asked) await this.#ask(asked.method, asked.params);
  }

  async #publish(): Promise<void> {
    const publication = this.#random.pick([
      () => media.microphone(),
      () => media.camera(),
      () => media.camera(media.vp9Svc()),
      () => media.screen(),
      () => ({ ...media.microphone(), source: 'screen-audio' as const }),
    ])();
    const again = this.#own();
    const producerId = again && this.#random.chance(0.3) ? again : publication.producerId;
    const asked = { ...publication, producerId, paused: this.#random.chance(0.2) };
    const answer = await this.#ask('publish', asked);
    if (answer?.result !== undefined) this.#published.set(producerId, asked);
  }

  /** Once the server has another generation for it, it publishes again what the room still has of it. */
  async #carryOn(): Promise<void> {
    const { client } = this;
    if (!this.joined) return;
    await client.until('media', () => client.room.media !== undefined).catch(() => {}); // it may end first
    const { generation = this.#generation } = client.room.media ?? {};
    if (generation === this.#generation || !this.joined) return;
    this.#generation = generation;
    const own = Object.values(client.state.peers[client.peerId]?.producers ?? {});
    for (const { producerId, source, paused } of own) {
      const known = this.#published.get(producerId);
      if (known) await this.#ask('publish', { ...known, source, paused });
    }
  }

  async #onOwn(method: MethodName): Promise<void> {
    const producerId = this.#own();
    if (producerId) await this.#ask(method, { producerId });
  }

  async #declare(): Promise<void> {
    this.interest = this.#anyInterest();
    await this.#ask('setInterest', { interest: this.interest });
  }

  async #start(): Promise<void> {
    const consumerIds = [...this.client.room.consumers.keys()]
      .filter(() => this.#random.chance(0.8))
      .slice(0, 512);
    if (consumerIds.length === 0) return;
    const answer = await this.#ask('startConsumers', { consumerIds });
    const error = answer?.error;
    if (!error) for (const id of consumerIds) this.started.add(id);
    const refused = consumerIds[Number(error?.data.field?.split('.')[1])];
    if (refused && this.client.room.consumers.has(refused))
      this.client.room.violations.push(`${refused} is not found, and was not taken back`);
  }

  async #transport(): Promise<void> {
    const generation = this.client.room.media;
    if (!this.joined || !generation) return;
    const { sendTransport, recvTransport } = generation;
    const { transportId } = this.#random.pick([sendTransport, recvTransport]);
    if (this.#random.chance(0.5)) await this.#ask('restartIce', { transportId });
    else await this.#ask('connectTransport', { transportId, dtlsParameters: media.dtlsParameters });
  }

  async #publishData(): Promise<void> {
    const channel = this.#random.pick(['ordered', 'lossy']);
    // Who joined without data may not.
    const withoutData = this.client.room.joined?.media.data ? [] : ['unsupported'];
    await this.#ask('publishData', { channel, streamId: this.#random.integer(0, 2) }, withoutData);
  }

  async #garbage(): Promise<void> {
    if (this.client.ended) return;
    const texts = ['', '{', '[]', '"text"', '{"jsonrpc":"2.0","method":"leave"}', '{"id":[],"__proto__":1}'];
    this.client.socket.send(this.#random.pick(texts));
    await this.settle();
  }

  #own(): string | undefined {
    if (!this.joined) return undefined;
    const own = Object.keys(this.client.state.peers[this.client.peerId]?.producers ?? {});
    return own.length > 0 ? this.#random.pick(own) : undefined;
  }

  #anyInterest(): Interest {
    const peers = Object.values(this.client.room.state?.peers ?? {});
    return anyInterest(
      peers.flatMap(({ producers }) => Object.keys(producers)),
      this.#random,
    );
  }
}

function isPermitted(method: MethodName, params: { source?: Source }, standing: Standing): boolean {
  if (!mayCall(method, standing)) return false;
  return params.source === undefined || mayPublish(standing, params.source);
}
