/**
 * A probe: a connection to the server's media ports by one way, with two data channels, and the questions that can be asked on it. Knows
 * no socket: it is handed what tells the server.
 */

import type { ProbeAnswer, ProbeCommand } from '#protocol/probe.ts';
import type { DtlsParameters } from '#protocol/rtp.ts';
import { dataAnswer, dtlsParametersOf } from './data-answer.ts';
import { heldTo, type OfferedProbe, type Way } from './ways.ts';

type Serialless<C> = C extends { serial: number } ? Omit<C, 'serial'> : never;
type Answer<T extends ProbeAnswer['type']> = Extract<ProbeAnswer, { type: T }>;

/** Milliseconds: an answer may stand in line behind what others measure. */
const answerWithin = 15_000;

/** The probe is closed, did not come about, or refuses what is asked of it. */
class ProbeError extends Error {
  override readonly name = 'ProbeError';
}

export interface ProbeTerms {
  /** Tells the server the browser's side. */
  tell(dtlsParameters: DtlsParameters): Promise<unknown>;
  readonly signal: AbortSignal;
  /** Milliseconds until it is given up. */
  readonly within: number;
}

interface Waiting {
  readonly type: ProbeAnswer['type'];
  readonly serial: number;
  resolve(answer: ProbeAnswer): void;
  reject(error: Error): void;
}

export class Probe {
  /** Told the bytes of each packet that arrives. */
  onPacket: (bytes: number) => void = () => {};
  readonly #connection: RTCPeerConnection;
  readonly #ordered: RTCDataChannel;
  readonly #lossy: RTCDataChannel;
  readonly #waiting = new Set<Waiting>();
  #connectTook = 0;
  #serial = 0;
  #closed = false;

  private constructor(configuration: RTCConfiguration, { streams }: OfferedProbe['data']) {
    this.#connection = new RTCPeerConnection(configuration);
    const open = (id: number, how: RTCDataChannelInit) =>
      this.#connection.createDataChannel('', { negotiated: true, id, ...how });
    this.#ordered = open(streams.ordered, {});
    this.#lossy = open(streams.lossy, { ordered: false, maxRetransmits: 0 });
    this.#lossy.binaryType = 'arraybuffer';
    this.#ordered.onmessage = ({ data }) => this.#heard(String(data));
    this.#lossy.onmessage = ({ data }) => this.onPacket((data as ArrayBuffer).byteLength);
    this.#ordered.onclose = () => this.close();
  }

  /**
   * Resolves when both channels are open; with undefined when the server does not offer the way. Rejects when that takes too long, and
   * when `signal` is aborted, which also closes the probe at any later time.
   */
  static async connect(way: Way, offered: OfferedProbe, terms: ProbeTerms): Promise<Probe | undefined> {
    const held = heldTo(way, offered);
    if (!held) return undefined;
    const probe = new Probe(held.configuration, offered.data);
    const timer = setTimeout(() => probe.close(), terms.within);
    terms.signal.addEventListener('abort', () => probe.close());
    if (terms.signal.aborted) probe.close();
    try {
      await probe.#connect(offered, held.candidates, terms.tell);
      return probe;
    } catch (error) {
      probe.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Milliseconds that connecting took. */
  get connectTook(): number {
    return this.#connectTook;
  }

  /** Bytes that wait to be sent. */
  get buffered(): number {
    return this.#lossy.bufferedAmount;
  }

  /** Idempotent. What is being asked is rejected. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
    for (const { reject } of this.#waiting) reject(new ProbeError('closed'));
  }

  /** Milliseconds there and back. */
  async echo(): Promise<number> {
    const sentAt = performance.now();
    await this.#ask({ type: 'echo' }, 'echo');
    return performance.now() - sentAt;
  }

  /** What the server has received of packets. */
  count(): Promise<Answer<'counted'>> {
    return this.#ask({ type: 'count' }, 'counted');
  }

  /** Resolves when the server has sent the last of them. */
  async order(packets: { messages: number; bytes: number; perSecond: number }): Promise<void> {
    const { serial } = await this.#ask({ type: 'send', ...packets }, 'sending');
    await this.#answer('sent', serial);
  }

  send(packet: Uint8Array<ArrayBuffer>): void {
    if (this.#lossy.readyState === 'open') this.#lossy.send(packet);
  }

  async #connect(
    offered: OfferedProbe,
    candidates: OfferedProbe['transport']['iceCandidates'],
    tell: ProbeTerms['tell'],
  ): Promise<void> {
    const open = Promise.all([this.#ordered, this.#lossy].map(opened));
    open.catch(() => {}); // it may end before anybody waits for it
    await this.#connection.setLocalDescription();
    const offer = this.#connection.localDescription?.sdp ?? '';
    // First, and awaited: DTLS that comes before is dropped, and comes again only after a second, which is not the way's fault.
    await tell(dtlsParametersOf(offer));
    const beganAt = performance.now();
    const sdp = dataAnswer(offer, offered, candidates);
    await Promise.all([this.#connection.setRemoteDescription({ type: 'answer', sdp }), open]);
    this.#connectTook = performance.now() - beganAt;
  }

  #ask<T extends ProbeAnswer['type']>(command: Serialless<ProbeCommand>, answer: T): Promise<Answer<T>> {
    this.#serial += 1;
    const answered = this.#answer(answer, this.#serial);
    if (this.#ordered.readyState === 'open') {
      this.#ordered.send(JSON.stringify({ ...command, serial: this.#serial }));
    }
    return answered;
  }

  #answer<T extends ProbeAnswer['type']>(type: T, serial: number): Promise<Answer<T>> {
    return new Promise<ProbeAnswer>((resolve, reject) => {
      const waiting = { type, serial, resolve, reject };
      const timer = setTimeout(() => reject(new ProbeError('no answer')), answerWithin);
      const over = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
      };
      waiting.resolve = answer => {
        over();
        resolve(answer);
      };
      waiting.reject = error => {
        over();
        reject(error);
      };
      this.#waiting.add(waiting);
      if (this.#closed) waiting.reject(new ProbeError('closed'));
    }) as Promise<Answer<T>>;
  }

  #heard(text: string): void {
    const answer = JSON.parse(text) as ProbeAnswer;
    for (const waiting of this.#waiting) {
      if (answer.type === 'refused') waiting.reject(new ProbeError(answer.detail));
      else if (answer.type === waiting.type && answer.serial === waiting.serial) waiting.resolve(answer);
    }
  }
}

function opened(channel: RTCDataChannel): Promise<void> {
  return new Promise((resolve, reject) => {
    channel.addEventListener('open', () => resolve());
    channel.addEventListener('close', () => reject(new ProbeError('closed')));
  });
}
