/**
 * A member of a room as the fuzz drives it: does one thing at a time or several at once, remembers what it declared, and can
 * say what the server must therefore have made of it.
 */
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Interest } from '../../../server/protocol/interest.ts';
import { subprotocol } from '../../../server/protocol/jsonrpc.ts';
import { kindOf } from '../../../server/protocol/words.ts';
import * as media from '../../support/media-parameters.ts';
import { type Answer, WsClient } from '../../support/ws-client.ts';
import type { Random } from './random.ts';

export class FuzzPeer {
  readonly client: WsClient;
  readonly roomName: string;
  /** Consumers that it has told the server to start. */
  readonly started = new Set<string>();
  interest: Interest = media.everything;
  readonly #random: Random;

  private constructor(client: WsClient, roomName: string, random: Random) {
    this.client = client;
    this.roomName = roomName;
    this.#random = random;
  }

  /** A socket that has not joined yet. */
  static async connect(url: string, roomName: string, random: Random): Promise<FuzzPeer> {
    const socket = new WebSocket(`${url}/ws`, subprotocol);
    return new FuzzPeer(await WsClient.over(socket), roomName, random);
  }

  get joined(): boolean {
    return this.client.room.joined !== undefined && !this.client.ended;
  }

  async join(): Promise<void> {
    const { hello } = this.client;
    const rtpCapabilities = hello?.routerRtpCapabilities ?? media.noCapabilities;
    this.interest = this.#anyInterest();
    const data = this.#random.chance(0.5);
    const params = { room: this.roomName, name: 'Ann', rtpCapabilities, interest: this.interest, data };
    await this.#ask('join', params);
  }

  /** Does something that members do. */
  act(): Promise<void> {
    return this.#random.pick([
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
    const { socket } = client;
    const way = this.#random.pick(['leave', 'close', 'vanish']);
    if (way === 'vanish') client.vanish();
    // A join that was refused leaves nothing to leave.
    else if (way === 'close' || (await client.send('leave', {})).error) socket.close();
    await client.end();
  }

  /** Resolves when everything sent so far is answered. */
  async settle(): Promise<void> {
    await this.client.send('thereIsNoSuchMethod', {});
  }

  /** Whether media of this consumer must flow, by what this peer declared. */
  mustFlow(consumerId: string): boolean {
    const consumer = this.client.room.consumers.get(consumerId);
    if (!consumer || !this.started.has(consumerId)) return false;
    if (consumer.kind === 'audio') return true;
    const tile = this.#tileOf(consumer.producerId);
    return tile !== null && tile.width > 0 && tile.height > 0;
  }

  /** The public ids of what it must receive, by what it declared and what it knows of the room. */
  wanted(): string[] {
    const { audio } = this.interest;
    const others = Object.values(this.client.state.peers).filter(
      ({ peerId }) => peerId !== this.client.peerId,
    );
    return others
      .flatMap(({ producers }) => Object.values(producers))
      .filter(({ producerId, source }) =>
        kindOf(source) === 'audio'
          ? audio === 'all' || audio.includes(producerId)
          : this.#tileOf(producerId) !== null,
      )
      .map(({ producerId }) => producerId)
      .sort();
  }

  #tileOf(producerId: string) {
    const { video, otherVideo } = this.interest;
    // Named twice: the last counts.
    return video.findLast(each => each.producerId === producerId) ?? otherVideo;
  }

  /** Sends a request. Every answer is a result, or an error that such a moment can bring. */
  async #ask(method: string, params: unknown): Promise<Answer> {
    const answer = await this.client.send(method, params);
    const { error } = answer;
    const bearable = ['not-found', 'conflict', 'unavailable', 'not-joined', 'already-joined'];
    if (error && !bearable.includes(error.data.reason)) {
      this.client.room.violations.push(`${method}: ${error.data.reason}: ${error.message}`);
    }
    return answer;
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
    await this.#ask('publish', { ...publication, producerId, paused: this.#random.chance(0.2) });
  }

  async #onOwn(method: string): Promise<void> {
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
    const { error } = await this.#ask('startConsumers', { consumerIds });
    if (!error) for (const id of consumerIds) this.started.add(id);
    const refused = consumerIds[Number(error?.data.field?.split('.')[1])];
    if (refused && this.client.room.consumers.has(refused))
      this.client.room.violations.push(`${refused} is not found, and was not taken back`);
  }

  async #transport(): Promise<void> {
    if (!this.joined) return;
    const { sendTransport, recvTransport } = this.client.joined.media;
    const { transportId } = this.#random.pick([sendTransport, recvTransport]);
    if (this.#random.chance(0.5)) await this.#ask('restartIce', { transportId });
    else await this.#ask('connectTransport', { transportId, dtlsParameters: media.dtlsParameters });
  }

  async #publishData(): Promise<void> {
    const channel = this.#random.pick(['ordered', 'lossy']);
    const params = { channel, streamId: this.#random.integer(0, 2) };
    const answer = await this.client.send('publishData', params);
    const { error } = answer;
    // Who joined without data may not.
    const bearable = [
      'conflict',
      'unavailable',
      'not-joined',
      ...(this.client.room.joined?.media.data ? [] : ['unsupported']),
    ];
    if (error && !bearable.includes(error.data.reason))
      this.client.room.violations.push(`publishData: ${error.data.reason}: ${error.message}`);
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
    const random = this.#random;
    const peers = Object.values(this.client.room.state?.peers ?? {});
    const ids = [...peers.flatMap(({ producers }) => Object.keys(producers)), randomUUID()];
    const size = () => random.pick([0, 0, 90, 180, 360, 720, 16_384]);
    return {
      audio: random.chance(0.7) ? 'all' : ids.filter(() => random.chance(0.5)).slice(0, 128),
      video: ids
        .filter(() => random.chance(0.4))
        .slice(0, 128)
        .map(producerId => ({ producerId, width: size(), height: size() })),
      otherVideo: random.chance(0.6) ? { width: size(), height: size() } : null,
    };
  }
}
