/**
 * Holds what one peer publishes to its bitrate: looks now and then at what arrives, and where that is far too much pauses the source, then
 * ends it, then the peer. Its timer runs while anything is published, and ends with the last of it. Knows nothing of who receives.
 */
import type { EngineProducer, EngineTransport } from '../media/engine.ts';
import type { Limits } from '../protocol/signals.ts';
import { kindOf, type OffenceStep, offenceSteps, type Source } from '../protocol/words.ts';
import type { Publication } from './publication.ts';

/** What policing needs of the peer that it watches. */
export interface PolicedPeer {
  readonly limits: Pick<Limits, 'audioKbps' | 'videoKbps'>;
  /** The one that it sends on now. */
  transport(): EngineTransport;
  publications(): Iterable<Publication>;
  pause(producerId: string): Promise<void>;
  remove(producerId: string): void;
  close(): void;
  onOffence(step: OffenceStep, details: { source: Source; kbps: number; allowed: number }): void;
  onFailure(error: unknown): void;
}

/** Milliseconds from look to look. */
const every = 2_000;
/** So much more than is allowed is far too much: browsers overshoot for a moment, and repairs come on top. */
const margin = 1.5;
/** Every so many looks each source is looked at, however little arrives in all: one may have taken the share of the others. */
const closeLookEvery = 5;
/** So many looks in a row make an offence. Who has just been paused gets one more, in which to hear of it. */
const patience = { sending: 2, paused: 3 };
/** Milliseconds without an offence, after which the next is the first again. */
const forgiveAfter = 60_000;

export class Policing {
  readonly #peer: PolicedPeer;
  readonly #tooFast = new Map<Publication, number>();
  #timer: NodeJS.Timeout | undefined;
  #capped: EngineTransport | undefined;
  #looks = 0;
  #offences = 0;
  #lastOffence = 0;

  constructor(peer: PolicedPeer) {
    this.#peer = peer;
  }

  /** Something is published. */
  watch(): void {
    if (this.#timer) return;
    this.#cap();
    // Peers that came in one moment are not looked at in one moment.
    this.#wait(every * (0.5 + Math.random() / 2));
  }

  /** Something is published no more. */
  rest(): void {
    if (!this.#publishes()) this.#stop();
  }

  #publishes(): boolean {
    for (const _ of this.#peer.publications()) return true;
    return false;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tooFast.clear();
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    const looking = this.#timer;
    try {
      await this.#judge();
    } catch {
      // What was looked at is gone, or its worker: the next look finds what is there then.
    }
    if (this.#timer !== looking) return; // it rests meanwhile, or has begun anew
    if (this.#publishes()) this.#wait(every);
    else this.#stop();
  }

  /** One question to the engine for each peer; more only where the answer gives reason, or now and then. */
  async #judge(): Promise<void> {
    this.#cap();
    this.#looks += 1;
    const published = [...this.#peer.publications()];
    const allowed = published.reduce((total, each) => total + this.#allowed(each), 0);
    const closely = this.#tooFast.size > 0 || this.#looks % closeLookEvery === 0;
    if (!closely && (await kbpsOf(this.#peer.transport())) <= margin * allowed) return;
    for (const publication of published) {
      if (publication.producer) await this.#judgeOne(publication, publication.producer);
    }
  }

  async #judgeOne(publication: Publication, producer: EngineProducer): Promise<void> {
    const streams = await producer.getStats();
    const kbps = streams.reduce((total, { bitrate }) => total + bitrate, 0) / 1_000;
    if (producer.closed || kbps <= margin * this.#allowed(publication)) {
      this.#tooFast.delete(publication);
      return;
    }
    const times = (this.#tooFast.get(publication) ?? 0) + 1;
    this.#tooFast.set(publication, times);
    if (times < (publication.paused ? patience.paused : patience.sending)) return;
    this.#tooFast.delete(publication);
    await this.#punish(publication, kbps);
  }

  async #punish(publication: Publication, kbps: number): Promise<void> {
    const now = performance.now();
    if (now - this.#lastOffence > forgiveAfter) this.#offences = 0;
    this.#lastOffence = now;
    const step = offenceSteps[Math.min(this.#offences, offenceSteps.length - 1)] ?? 'closed';
    this.#offences += 1;
    const { source, producerId } = publication;
    this.#peer.onOffence(step, { source, kbps: Math.round(kbps), allowed: this.#allowed(publication) });
    if (step === 'paused') await this.#peer.pause(producerId);
    else if (step === 'removed') this.#peer.remove(producerId);
    else this.#peer.close();
  }

  /** An honest browser is told what all sources together may use, before it is too much. */
  #cap(): void {
    const transport = this.#peer.transport();
    if (transport === this.#capped) return;
    this.#capped = transport;
    const { audioKbps, videoKbps } = this.#peer.limits;
    transport.setMaxIncomingBitrate(2 * (audioKbps + videoKbps) * 1_000).catch((error: unknown) => {
      if (!transport.closed) this.#peer.onFailure(error);
    });
  }

  #allowed({ source }: Publication): number {
    const { audioKbps, videoKbps } = this.#peer.limits;
    return kindOf(source) === 'audio' ? audioKbps : videoKbps;
  }
}

/** Of all RTP that arrives, repairs included. */
async function kbpsOf(transport: EngineTransport): Promise<number> {
  const stats = await transport.getStats();
  return stats.reduce((total, each) => total + each.rtpRecvBitrate + each.rtxRecvBitrate, 0) / 1_000;
}
