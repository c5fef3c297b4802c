/**
 * The sending half of a media generation: the producers on one transport, kept equal to what the application wants published.
 * Owns producers, not the transport and not the tracks.
 */
import type { Producer, RtpCodecCapability, Transport } from 'mediasoup-client/types';
import type { Params } from '#protocol/methods.ts';
import { EncodingSwitch, type WantedLayer } from './encoding-switch.ts';
import { type Publication, producerOptions } from './publication.ts';
import { isRefusal } from './request-error.ts';
import { asError, type Signalling } from './signalling.ts';
import type { SentSource } from './stats-sent.ts';

export interface SendingEvents {
  /** The server or the browser refused to carry it: it is no longer published. */
  publishFailed(publication: Publication, error: Error): void;
  /** The server has answered everything that it was asked of muting this. */
  pauseSettled(producerId: string): void;
  failed(error: Error): void;
}

interface Sent {
  publication: Publication;
  /** Absent while the sending side is being built. */
  producer?: Producer;
  /** The server was told. */
  announced: boolean;
  /** So many requests to mute or un-mute it wait for their answers. */
  pausesAsked: number;
  /** How much of a video anybody receives; undefined while the server has not said so. */
  wanted?: WantedLayer;
  encodings?: EncodingSwitch;
}

export class Sending {
  readonly #transport: Transport;
  readonly #codecs: readonly RtpCodecCapability[];
  readonly #signalling: Signalling;
  readonly #events: SendingEvents;
  readonly #sent = new Map<string, Sent>();

  constructor(
    transport: Transport,
    codecs: readonly RtpCodecCapability[],
    signalling: Signalling,
    events: SendingEvents,
  ) {
    this.#transport = transport;
    this.#codecs = codecs;
    this.#signalling = signalling;
    this.#events = events;
    transport.on('produce', ({ rtpParameters, appData }, callback, errback) => {
      const id = String(appData.producerId);
      if (this.#announce(id, rtpParameters as Params<'publish'>['rtpParameters'])) callback({ id });
      else errback(new Error('withdrawn before it was sent'));
    });
  }

  /** Sends the publication's track, if it has one. Returns when the sending side is built, which needs no answer of the server. */
  async produce(publication: Publication): Promise<void> {
    const { track, producerId } = publication;
    if (!track || this.#sent.has(producerId)) return;
    const sent: Sent = { publication, announced: false, pausesAsked: 0 };
    this.#sent.set(producerId, sent);
    try {
      const producer = await this.#transport.produce({
        track,
        ...producerOptions(publication, this.#codecs),
      });
      // Closed, withdrawn, muted or given another track meanwhile: what the application wants now counts.
      if (this.#transport.closed || publication.withdrawn) return producer.close();
      sent.producer = producer;
      if (publication.track !== track) await producer.replaceTrack({ track: publication.track });
      applyPause(producer, publication.paused);
      sent.encodings = new EncodingSwitch(producer, this.#events.failed);
      if (sent.wanted !== undefined) sent.encodings.want(sent.wanted);
    } catch (error) {
      if (this.#transport.closed || publication.withdrawn) {
        this.#sent.delete(producerId);
        return;
      }
      this.withdraw(publication); // the server may know of it already
      this.#events.publishFailed(publication, asError(error));
    }
  }

  /** Stops sending and tells the server, if it knows of it. */
  withdraw({ producerId }: Publication): void {
    const sent = this.#sent.get(producerId);
    this.#sent.delete(producerId);
    sent?.producer?.close();
    if (sent?.announced) void this.#tell('unpublish', { producerId });
  }

  /** Stops sending what the server has ended. */
  stopped({ producerId }: Publication): void {
    this.#sent.get(producerId)?.producer?.close();
    this.#sent.delete(producerId);
  }

  async replaceTrack(publication: Publication): Promise<void> {
    if (this.#transport.closed) return; // the next generation sends it
    const sent = this.#sent.get(publication.producerId);
    if (!sent) return this.produce(publication);
    await sent.producer?.replaceTrack({ track: publication.track });
  }

  /** Makes the server and the sending side follow `publication.paused`. */
  pauseOrResume({ producerId, paused }: Publication): void {
    const sent = this.#sent.get(producerId);
    if (sent?.producer) applyPause(sent.producer, paused);
    if (!sent?.announced) return;
    sent.pausesAsked += 1;
    void this.#tell(paused ? 'pauseProducer' : 'resumeProducer', { producerId }).then(() => {
      sent.pausesAsked -= 1;
      if (sent.pausesAsked === 0) this.#events.pauseSettled(producerId);
    });
  }

  /** The server has muted it: it knows. */
  muted({ producerId }: Publication): void {
    const producer = this.#sent.get(producerId)?.producer;
    if (producer) applyPause(producer, true);
  }

  isPauseUnsettled(producerId: string): boolean {
    return (this.#sent.get(producerId)?.pausesAsked ?? 0) > 0;
  }

  /** How much of a video anybody receives: no more than that is sent from now on. */
  layersWanted(producerId: string, wanted: WantedLayer): void {
    const sent = this.#sent.get(producerId);
    if (!sent) return;
    sent.wanted = wanted;
    sent.encodings?.want(wanted);
  }

  /** For statistics: what is sent, and what of it is meant to be. */
  sources(): SentSource[] {
    return [...this.#sent.values()].map(({ publication, producer }) => ({
      producerId: publication.producerId,
      source: publication.source,
      paused: publication.paused || producer?.paused === true || publication.track === null,
      mid: producer?.localId,
      encodings: producer ? encodingsOf(producer) : [],
    }));
  }

  #announce(producerId: string, rtpParameters: Params<'publish'>['rtpParameters']): boolean {
    const sent = this.#sent.get(producerId);
    if (!sent) return false;
    const { source, paused, size } = sent.publication;
    sent.announced = true;
    this.#signalling
      .request('publish', { producerId, source, paused, ...size, rtpParameters })
      .catch(error => this.#refused(sent.publication, asError(error)));
    return true;
  }

  #refused(publication: Publication, error: Error): void {
    const sent = this.#sent.get(publication.producerId);
    if (this.#transport.closed || !sent) return;
    this.#sent.delete(publication.producerId);
    sent.producer?.close();
    publication.withdrawn = true;
    this.#events.publishFailed(publication, error);
  }

  /** Resolves when it is answered, also where it was refused. */
  async #tell(
    method: 'unpublish' | 'pauseProducer' | 'resumeProducer',
    params: { producerId: string },
  ): Promise<void> {
    try {
      await this.#signalling.request(method, params);
    } catch (error) {
      // The server may have ended it a moment before.
      const isGone = isRefusal(error, 'not-found') && !this.#sent.has(params.producerId);
      if (!isGone && !this.#transport.closed) this.#events.failed(asError(error));
    }
  }
}

function applyPause(producer: Producer, paused: boolean): void {
  if (producer.closed) return;
  if (paused) producer.pause();
  else producer.resume();
}

function encodingsOf(producer: Producer): SentSource['encodings'] {
  const encodings = producer.rtpSender?.getParameters().encodings ?? producer.rtpParameters.encodings ?? [];
  return encodings.map(({ rid, active = true, maxBitrate = null }) => ({
    ...(rid && { rid }),
    active,
    maxBitrate,
  }));
}
