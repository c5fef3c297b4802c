/**
 * What a load peer sends in one generation of its media: what is asked of the server for it at once, and the sources themselves when there
 * is a way. Owns sources, not the transport.
 */
import type { Params } from '../../../server/protocol/methods.ts';
import type { RtpCapabilities } from '../../../server/protocol/rtp.ts';
import type { LoadTransport } from '../transport/transport.ts';
import { drawStream } from './drawn-stream.ts';
import type { Life } from './life.ts';
import { layersOf, type Publication, publishRequest } from './publish-request.ts';
import { SentSource, type ToSend } from './sent-source.ts';
import type { SentReport } from './tally.ts';

export class Sending {
  readonly #life: Life;
  readonly #server: RtpCapabilities;
  #prepared: ToSend[] = [];
  #sent: SentSource[] = [];
  /** What of a video is wanted, by producer id, as far as the server has said. */
  readonly #wanted = new Map<string, number | null>();

  /** `server`: what it carries. */
  constructor(life: Life, server: RtpCapabilities) {
    this.#life = life;
    this.#server = server;
  }

  /** What to ask the server for. Nothing is sent before `begin`. */
  prepare(publication: Publication): Params<'publish'> {
    const { options: made, times } = this.#life;
    const { source } = publication;
    const time = times.get(source) ?? 0;
    times.set(source, time + 1);
    const drawn = drawStream(made, source, time, layersOf(source, made));
    const mid = String(this.#prepared.length);
    const publish = publishRequest(publication, made, this.#server, mid, drawn);
    this.#prepared.push({ publish, drawn, made });
    return publish;
  }

  /** There is a way. */
  begin(transport: LoadTransport): void {
    this.#sent = this.#prepared.map(toSend => {
      const { source, producerId } = toSend.publish;
      const speaking = source !== 'microphone' || this.#life.isSpeaking;
      const sent = new SentSource(toSend, transport, speaking);
      const wanted = this.#wanted.get(producerId);
      if (wanted !== undefined) sent.want(wanted);
      return sent;
    });
  }

  setSpeaking(speaking: boolean): void {
    for (const sent of this.#sent) {
      if (sent.publish.source === 'microphone') sent.setSpeaking(speaking);
    }
  }

  layersWanted(producerId: string, highest: number | null): void {
    this.#wanted.set(producerId, highest);
    this.#sent.find(({ publish }) => publish.producerId === producerId)?.want(highest);
  }

  /** Sends nothing of it until it ends. */
  mute(producerId: string): void {
    this.#prepared = this.#prepared.map(toSend => {
      const { publish } = toSend;
      return publish.producerId === producerId
        ? { ...toSend, publish: { ...publish, paused: true } }
        : toSend;
    });
    this.#sent.find(({ publish }) => publish.producerId === producerId)?.mute();
  }

  report(now: number): SentReport[] {
    return this.#sent.flatMap(sent => sent.report(now));
  }

  /** Sends no more of it. */
  end(producerId: string): void {
    const isOther = ({ publish }: Pick<ToSend, 'publish'>) => publish.producerId !== producerId;
    const ended = this.#sent.filter(sent => !isOther(sent));
    this.#prepared = this.#prepared.filter(isOther);
    this.#sent = this.#sent.filter(isOther);
    this.#stop(ended);
  }

  /** Nothing is sent after this. Idempotent. */
  stop(): void {
    this.#stop(this.#sent);
    this.#prepared = [];
    this.#sent = [];
  }

  #stop(ended: readonly SentSource[]): void {
    const now = performance.now();
    for (const sent of ended) {
      for (const report of sent.report(now)) this.#life.tally.addSent(report);
      sent.stop();
    }
  }
}
