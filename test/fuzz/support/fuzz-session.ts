/**
 * One session that sends requests of every kind, and judges each answer. Notes what it asks that may end others; knows when it must
 * wait in a lobby.
 */
import type { MethodName } from '../../../server/protocol/methods.ts';
import * as media from '../../support/media-parameters.ts';
import type { WsClient } from '../../support/ws-client.ts';
import { judge } from './judge.ts';
import { type Asker, anyMethod, type FuzzRequest, request } from './requests.ts';
import type { RuledRoom } from './ruled-room.ts';
import { standingOf } from './standing.ts';
import type { Verdicts } from './verdicts.ts';
import { Wait } from './wait.ts';

interface FuzzSessionOptions extends Asker {
  verdicts: Verdicts;
  /** How often each method was answered how. */
  tally: Map<string, number>;
}

export class FuzzSession {
  readonly client: WsClient;
  /** How many requests so far. */
  sent = 0;
  readonly #options: FuzzSessionOptions;
  readonly #wait: Wait;

  constructor(options: FuzzSessionOptions) {
    this.client = options.client;
    this.#options = options;
    this.#wait = new Wait(options.client);
  }

  /** Tries things before it has joined, then joins, if it is let in at last. */
  async begin(host: RuledRoom): Promise<void> {
    const { random } = this.#options;
    for (let count = 0; count < 9 && this.#isOutside; count++) {
      await this.#send(this.#make(count < 3 ? anyMethod(random) : 'join'));
      if (this.#wait.waiting) await this.#waitFor(host);
    }
    if (this.#isOutside) await this.#send({ method: 'join', params: this.#plainJoin() });
    if (this.#wait.waiting) await this.#waitFor(host);
    if (this.#isOutside) await this.#options.verdicts.sendHome(this.client); // it is kept out
    if (!this.client.room.joined) return;
    const { sendTransport, recvTransport } = this.client.joined.media;
    const { known } = this.#options;
    known.ids.push(
      sendTransport.transportId,
      recvTransport.transportId,
      ...this.client.room.consumers.keys(),
    );
  }

  /** Sends so many requests at once, and waits until all are answered. */
  async sendSome(count: number): Promise<void> {
    const { random, known } = this.#options;
    const one = async () => {
      const asked = this.#make(anyMethod(random));
      if (asked.method === 'publish') await this.#makeRoom(asked);
      const id = textAt(asked.params, 'producerId');
      if (id !== undefined) known.producerIds = [...known.producerIds.slice(-20), id];
      await this.#send(asked);
    };
    await Promise.all(Array.from({ length: count }, one));
  }

  get #isOutside(): boolean {
    return !this.client.room.joined && !this.client.ended;
  }

  #make(method: MethodName): FuzzRequest {
    return request(method, this.#options);
  }

  #plainJoin() {
    const { room } = this.#options;
    const rtpCapabilities = this.client.hello?.routerRtpCapabilities ?? media.noCapabilities;
    return { room, name: 'Bo', rtpCapabilities, interest: media.everything };
  }

  /** Somebody in the room decides; where nobody does, it goes away. */
  async #waitFor(host: RuledRoom): Promise<void> {
    await host.decide(this.#options.random);
    if (this.#wait.waiting) await this.#options.verdicts.sendHome(this.client);
    await this.client.send('thereIsNoSuchMethod', {}); // what the answer to the join brings has come
  }

  async #send(asked: FuzzRequest): Promise<void> {
    const { verdicts } = this.#options;
    this.sent += 1;
    const standing = standingOf(this.client);
    verdicts.note(this.client, asked.method, asked.params);
    const answer = await this.#wait.answered(this.client.send(asked.method, asked.params));
    if (!answer) return this.#count(`${asked.method} waits`);
    if (answer.error === undefined && answer.result === undefined) {
      const complaint = verdicts.complaint(this.client, ['left']);
      if (complaint) throw new Error(`${complaint}, before ${asked.method} was answered`);
      return this.#count(`${asked.method} none`);
    }
    const probeId = textAt(answer.result, 'probeId');
    if (probeId !== undefined) this.#options.known.ids.push(probeId);
    const phase = standing ? 'joined' : 'connected';
    this.#count(judge(asked, answer, { phase, standing }, standingOf(this.client)));
  }

  #count(outcome: string): void {
    const { tally } = this.#options;
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  }

  /** Ends what the client publishes of that source, so that publishing is more than a conflict. */
  async #makeRoom({ params }: FuzzRequest): Promise<void> {
    const { joined, state } = this.client.room;
    const source = textAt(params, 'source');
    const own = Object.values(state?.peers[joined?.peerId ?? '']?.producers ?? {});
    for (const producer of own)
      if (producer.source === source)
        await this.client.send('unpublish', { producerId: producer.producerId });
  }
}

function textAt(params: unknown, key: string): string | undefined {
  const value: unknown =
    typeof params === 'object' && params !== null
      ? Object.getOwnPropertyDescriptor(params, key)?.value
      : undefined;
  return typeof value === 'string' ? value : undefined;
}
