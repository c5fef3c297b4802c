/**
 * One probe: a transport for two data channels, alive until its session lets go of it, for a minute at most, or until it carries more
 * than a check needs. Knows no session.
 */
import { randomUUID } from 'node:crypto';
import { GoneError } from '../lib/adopt.ts';
import type { DtlsParameters } from '../media/engine.ts';
import type { ProbeListener, ProbeMedia } from '../media/probe-media.ts';
import type { Data } from '../protocol/messages.ts';
import type { TransportInfo } from '../protocol/rtp.ts';
import type { Bursts } from './bursts.ts';
import { Conversation } from './conversation.ts';

export const probeSeconds = 60;

/** What a client may send beside commands: enough for one check at 8 Mbit/s, and some more each second. */
const bears = { bytes: 4_000_000, bytesPerSecond: 100_000, messages: 6_000, messagesPerSecond: 200 } as const;
const lookEvery = 1_000; // ms

export type CreateProbe = (onMessage: ProbeListener) => Promise<ProbeMedia>;

export class Probe {
  readonly id = randomUUID();
  readonly #media: ProbeMedia;
  readonly #beganAt = performance.now();

  private constructor(media: ProbeMedia) {
    this.#media = media;
  }

  /** Rejects as the pool does; nothing is left behind then. */
  static async open(create: CreateProbe, bursts: Bursts): Promise<Probe> {
    let conversation: Conversation | undefined;
    const media = await create(message => conversation?.receive(message));
    // Its worker may have died meanwhile: nobody would end the timers.
    if (media.closed) throw new GoneError('closed as soon as it was created');
    const probe = new Probe(media);
    conversation = new Conversation(
      {
        answer: text => media.send('ordered', Buffer.from(text), 'text'),
        sendPacket: packet => media.send('lossy', packet, 'binary'),
        received: () => media.received(),
        tooMuch: () => probe.close(),
      },
      bursts,
    );
    probe.#watch(conversation);
    return probe;
  }

  get closed(): boolean {
    return this.#media.closed;
  }

  /** Fires once, for every way in which it can end. */
  get observer(): ProbeMedia['observer'] {
    return this.#media.observer;
  }

  info(): { transport: TransportInfo; data: Data } {
    return this.#media.info();
  }

  connect(dtlsParameters: DtlsParameters): Promise<void> {
    return this.#media.connect(dtlsParameters);
  }

  close(): void {
    this.#media.close();
  }

  #watch(conversation: Conversation): void {
    const end = setTimeout(() => this.close(), probeSeconds * 1_000);
    const look = setInterval(() => void this.#look(), lookEvery);
    this.#media.observer.once('close', () => {
      clearTimeout(end);
      clearInterval(look);
      conversation.close();
    });
  }

  /** The worker counts what this process does not hear. Never rejects. */
  async #look(): Promise<void> {
    const seconds = (performance.now() - this.#beganAt) / 1_000;
    const { messages, bytes } = await this.#media.received().catch(() => ({ messages: 0, bytes: 0 }));
    const tooMany = messages > bears.messages + seconds * bears.messagesPerSecond;
    if (tooMany || bytes > bears.bytes + seconds * bears.bytesPerSecond) this.close();
  }
}
