/**
 * The room in which fuzzing moderators rule, and the people in it on whom they do: a host, who was there before them, and guests who come
 * in or wait in its lobby. All of them may be muted, stopped, removed or sent home; whoever is gone is replaced.
 */
import { expect } from 'vitest';
import * as media from '../../support/media-parameters.ts';
import type { TestApp } from '../../support/start-app.ts';
import { WsClient } from '../../support/ws-client.ts';
import { expectAgreement } from './agree.ts';
import { inspectorsToken } from './people.ts';
import type { Random } from './random.ts';
import type { Verdicts } from './verdicts.ts';
import { violationsOf, Wait } from './wait.ts';

const guestsWanted = 3;
const openToAll = { locked: false, passcode: null, maxPeers: null, notBefore: null };

interface Guest {
  client: WsClient;
  wait: Wait;
}

export class RuledRoom {
  readonly #app: TestApp;
  readonly #room: string;
  readonly #verdicts: Verdicts;
  #host: WsClient | undefined;
  #guests: Guest[] = [];

  constructor(app: TestApp, room: string, verdicts: Verdicts) {
    this.#app = app;
    this.#room = room;
    this.#verdicts = verdicts;
  }

  /** Ids that mean something in it: of peers and of those who wait. */
  get ids(): string[] {
    const peers = Object.keys(this.#host?.room.state?.peers ?? {});
    return [...peers, ...this.#waiting.map(({ waitingId }) => waitingId)];
  }

  /** Everybody is there, inside or waiting, and not always the same. */
  async prepare(random: Random): Promise<void> {
    for (const { client, wait } of this.#guests) {
      this.#explained(client);
      const isRefused = !client.room.joined && !wait.waiting;
      if (isRefused || random.chance(0.4)) await this.#verdicts.sendHome(client);
    }
    this.#guests = this.#guests.filter(({ client }) => !client.ended);
    if (this.#host) this.#explained(this.#host);
    if (!this.#host || this.#host.ended) this.#host = await this.#newHost();
    // Not permitted to one whose role was taken: then it stays as others have set it.
    await this.#host.send('changeRoom', { settings: { ...openToAll, lobby: random.chance(0.6) } });
    while (this.#guests.length < guestsWanted) this.#guests.push(await this.#newGuest());
  }

  /** Makes somebody who has come in a moderator, as far as the host may still. */
  async promote({ room }: WsClient): Promise<void> {
    const peerId = room.joined?.peerId;
    if (peerId !== undefined && room.state?.room === this.#room)
      await this.#host?.send('changeGrant', { peerId, grant: { moderator: true } });
  }

  /** The host lets in or sends away whoever waits, as far as it may still. */
  async decide(random: Random): Promise<void> {
    const host = this.#host;
    if (!host || host.ended) return;
    await host.send('thereIsNoSuchMethod', {}); // who waits now has been told
    for (const { waitingId } of this.#waiting)
      await host.send(random.pick(['admit', 'admit', 'refuse']), { waitingId });
  }

  /** All who are in it, `others` included as far as they are, know the same of it. */
  async check(others: readonly WsClient[]): Promise<void> {
    const everybody = [
      ...(this.#host ? [this.#host] : []),
      ...this.#guests.map(({ client }) => client),
      ...others,
    ];
    const inside = everybody.filter(({ ended, room }) => !ended && room.state?.room === this.#room);
    for (const client of inside) {
      await client.send('thereIsNoSuchMethod', {});
      expect(violationsOf(client)).toEqual([]);
    }
    await expectAgreement(inside.filter(({ ended }) => !ended));
  }

  get #waiting() {
    return this.#host?.signals('lobby').at(-1)?.waiting ?? [];
  }

  #explained(client: WsClient): void {
    const complaint = this.#verdicts.complaint(client);
    if (complaint) throw new Error(`somebody in the ruled room was disturbed: ${complaint}`);
  }

  async #newHost(): Promise<WsClient> {
    const client = await WsClient.connect(this.#app.fastify);
    const token = await inspectorsToken();
    await client.request('join', { ...this.#joining(client), token });
    for (const { wait } of this.#guests)
      if (wait.waiting) await client.until('who waits', () => client.signals('lobby').length > 0);
    await this.#publish(client);
    return client;
  }

  async #newGuest(): Promise<Guest> {
    const client = await WsClient.connect(this.#app.fastify);
    const wait = new Wait(client);
    const answer = await wait.answered(client.send('join', this.#joining(client)));
    if (answer?.error)
      await this.#verdicts.sendHome(client); // locked, full, with a passcode, ...
    else if (answer?.result) await this.#publish(client);
    return { client, wait };
  }

  #joining(client: WsClient) {
    const rtpCapabilities = client.hello?.routerRtpCapabilities ?? media.noCapabilities;
    return { room: this.#room, name: 'Gus', rtpCapabilities, interest: media.everything };
  }

  /** What can be muted and stopped, as far as the room lets it. */
  async #publish(client: WsClient): Promise<void> {
    await client.send('publish', media.microphone());
    await client.send('publish', media.camera());
  }
}
