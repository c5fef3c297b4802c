/**
 * The media of one peer across generations: what it publishes stays, with its public ids; transports, producers and consumers are
 * rebuilt by `begin`. Knows mediasoup-client and a signalling port, no socket and no room.
 */
import type { Device } from 'mediasoup-client/types';
import type { Consumer as ConsumerInfo, Media } from '#protocol/media.ts';
import type { SignalParams } from '#protocol/signals.ts';
import type { Source } from '#protocol/words.ts';
import { Emitter } from './emitter.ts';
import { fitsLayers, sizeOf } from './encodings.ts';
import { Generation, type GenerationEvents, type PathState } from './generation.ts';
import type { MediaEvents, RemoteTrack } from './media-events.ts';
import type { SealedMessage } from './message-envelope.ts';
import { MessageError } from './message-error.ts';
import { newPublication, type Publication, type PublishOptions, screenHint } from './publication.ts';
import type { Signalling } from './signalling.ts';
import { type CallStats, StatsReader } from './stats.ts';

/** So many generations are tried that carry nothing. */
const mostFailures = 3;
/** Milliseconds in which the pictures of another generation usually come. */
const lastPictures = 3_000;

export class MediaSession extends Emitter<MediaEvents> {
  #device: Device;
  readonly #signalling: Signalling;
  readonly #iceTransportPolicy: RTCIceTransportPolicy;
  readonly #publications = new Map<Source, Publication>();
  readonly #remote = new Map<string, RemoteTrack>();
  readonly #statsReader = new StatsReader();
  #iceServers: RTCIceServer[] = [];
  #generation: Generation | undefined;
  /** Those before, while anything of them is shown, and what ends that. */
  readonly #retired = new Map<Generation, ReturnType<typeof setTimeout>>();
  #pathState: PathState = 'idle';
  /** Generations in a row that never had a path. */
  #failures = 0;
  #closed = false;

  constructor(device: Device, signalling: Signalling, iceTransportPolicy: RTCIceTransportPolicy = 'all') {
    super();
    this.#device = device;
    this.#signalling = signalling;
    this.#iceTransportPolicy = iceTransportPolicy;
  }

  /** What arrives now, by producer id. */
  get remoteTracks(): ReadonlyMap<string, RemoteTrack> {
    return this.#remote;
  }

  get pathState(): PathState {
    return this.#pathState;
  }

  /** The servers through which a path may lead, from the next search for one on, also of later generations. */
  useIceServers(iceServers: RTCIceServer[]): void {
    this.#iceServers = iceServers;
    void this.#generation?.useIceServers(iceServers);
  }

  /** What the generations to come are built with. */
  useDevice(device: Device): void {
    this.#device = device;
  }

  /**
   * Builds a media generation on what the server made for it, and ends the one before. Everything published is published again. One that
   * there is already changes nothing.
   */
  begin(media: Media): void {
    if (this.#closed || media.sendTransport.transportId === this.#generation?.id) return;
    if (this.#generation) this.#retire(this.#generation);
    const generation = new Generation(
      this.#device,
      media,
      { iceServers: this.#iceServers, iceTransportPolicy: this.#iceTransportPolicy },
      this.#signalling,
      this.#eventsOf(() => this.#generation),
    );
    this.#generation = generation;
    for (const publication of this.#publications.values()) void generation.sending.produce(publication);
  }

  /** The same in another life: nothing that came before is of anybody who is there now. */
  beginAnew(media: Media): void {
    this.#generation?.close();
    this.#generation = undefined;
    this.begin(media);
  }

  /** The server has lost that generation: another follows. */
  lost(generation: number): void {
    if (generation === this.#generation?.number) this.#generation.lose();
  }

  /**
   * Asks for another generation: the one that there is will carry nothing any more. Resolves when it is on its way; rejects when the
   * server refuses, or the session ends.
   */
  async renew(): Promise<void> {
    const generation = this.#generation?.number;
    if (generation !== undefined) await this.#signalling.request('renewMedia', { generation });
  }

  /** Publishes a track under a new public id. A source that is published already gets the track instead. */
  async publish(track: MediaStreamTrack, options: PublishOptions): Promise<void> {
    if (this.#publications.has(options.source)) return this.replaceTrack(options.source, track);
    const publication = newPublication(track, options);
    this.#publications.set(options.source, publication);
    await this.#generation?.sending.produce(publication);
  }

  unpublish(source: Source): void {
    const publication = this.#publications.get(source);
    if (!publication) return;
    this.#publications.delete(source);
    publication.withdrawn = true;
    this.#generation?.sending.withdraw(publication);
  }

  setPaused(source: Source, paused: boolean): void {
    const publication = this.#publications.get(source);
    if (!publication || publication.paused === paused) return;
    publication.paused = paused;
    this.#generation?.sending.pauseOrResume(publication);
  }

  /**
   * Sends another track of the same source, or none (`null`), which releases the device. Receivers keep their consumers, except
   * when a camera's picture deserves another number of layers: then it is published anew.
   */
  async replaceTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    const publication = this.#publications.get(source);
    if (!publication) return;
    const { videoCodec, paused } = publication;
    if (track && source === 'camera' && !fitsLayers(publication.size, sizeOf(track))) {
      this.unpublish(source);
      return this.publish(track, { source, paused, videoCodec });
    }
    publication.track = track;
    if (track && source === 'screen') track.contentHint = screenHint;
    await this.#generation?.sending.replaceTrack(publication);
  }

  /** The server forwards nothing of it any more: what is sent follows, and the server is told nothing. */
  muted(source: Source): void {
    const publication = this.#publications.get(source);
    if (!publication) return;
    publication.paused = true;
    this.#generation?.sending.muted(publication);
  }

  /** The server has ended it. The track stays the application's. */
  stopped(source: Source): void {
    const publication = this.#publications.get(source);
    if (!publication) return;
    this.#publications.delete(source);
    publication.withdrawn = true;
    this.#generation?.sending.stopped(publication);
  }

  /** Whether the server has yet to answer to a mute or un-mute of it. */
  isPauseUnsettled(producerId: string): boolean {
    return this.#generation?.sending.isPauseUnsettled(producerId) === true;
  }

  /** What is published under that id; undefined: nothing. */
  sourceOf(producerId: string): Source | undefined {
    return [...this.#publications.values()].find(each => each.producerId === producerId)?.source;
  }

  publishes(source: Source): boolean {
    return this.#publications.has(source);
  }

  /** Sends it over the generation of the moment. Rejects with MessageError. */
  async sendMessage(message: SealedMessage, ordered: boolean): Promise<void> {
    if (this.#closed) throw new MessageError('ended');
    if (!this.#generation) throw new MessageError('not-connected');
    return this.#generation.messages.send(message, ordered);
  }

  consumersAdded({ consumers }: SignalParams<'consumersAdded'>): void {
    void this.#generation?.receiving.add(consumers);
  }

  consumersRemoved({ consumerIds }: SignalParams<'consumersRemoved'>): void {
    this.#generation?.receiving.drop(consumerIds);
  }

  /**
   * The peer is back, and so are its media: what of the consumers came or went unheard is made up for. Of another generation than the one
   * here the server tells all.
   */
  resumed({ generation, consumers }: { generation: number; consumers: ConsumerInfo[] }): void {
    if (generation === this.#generation?.number) this.#generation.receiving.reconcile(consumers);
    this.networkChanged();
  }

  /** A path that is gone is not waited for any longer: another one is looked for at once. */
  networkChanged(): void {
    this.#generation?.networkChanged();
  }

  /** The others send less from now on, and that is no fault. */
  expectLess(): void {
    this.#generation?.expectLess();
  }

  layersWanted({ producerId, spatialLayer }: SignalParams<'layersWanted'>): void {
    this.#generation?.sending.layersWanted(producerId, spatialLayer);
  }

  consumerLayers({ consumerId, layers, limit }: SignalParams<'consumerLayers'>): void {
    const receiving = this.#generation?.receiving;
    const producerId = receiving?.info(consumerId)?.producerId;
    receiving?.setLayers(consumerId, { layers, limit });
    if (producerId) this.emit('layers', producerId, layers, limit);
  }

  /** Rejects before the first generation has begun. */
  async stats(): Promise<CallStats> {
    if (!this.#generation) throw new Error('there is no media yet');
    return this.#statsReader.read(await this.#generation.stats(), performance.now());
  }

  losePath(): void {
    void this.#generation?.losePath();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#generation?.close();
    for (const [generation, timer] of this.#retired) {
      clearTimeout(timer);
      generation.close();
    }
    this.#retired.clear();
    this.#publications.clear();
  }

  #eventsOf(current: () => Generation | undefined): GenerationEvents {
    return {
      receiving: (info, track) => this.#received(info, track),
      stoppedReceiving: (info, track) => this.#lost(info, track),
      message: message => this.emit('message', message),
      silent: () => this.emit('silent'),
      pathChanged: () => {
        const state = current()?.pathState ?? 'idle';
        if (state === this.#pathState) return;
        this.#pathState = state;
        if (state === 'connected') this.#failures = 0;
        this.emit('path', state);
      },
      publishFailed: (publication, error) => {
        if (this.#publications.get(publication.source) === publication) {
          this.#publications.delete(publication.source);
        }
        this.emit('publishFailed', publication.source, error);
      },
      pauseSettled: producerId => this.emit('pauseSettled', producerId),
      lost: error => this.#useless(error),
      failed: error => this.emit('error', error),
    };
  }

  /** A transport was refused. */
  #useless(error: Error): void {
    this.#failures += 1;
    if (this.#failures > mostFailures) this.emit('lost', error);
    else this.renew().catch(() => this.emit('lost', error));
  }

  /** Its last pictures stay until those of the next one come, or do not. */
  #retire(generation: Generation): void {
    generation.lose();
    const end = () => {
      this.#retired.delete(generation);
      generation.close();
    };
    this.#retired.set(generation, setTimeout(end, lastPictures));
  }

  #received({ peerId, producerId, source }: ConsumerInfo, track: MediaStreamTrack): void {
    const before = this.#remote.get(producerId);
    if (before) this.emit('trackRemoved', before);
    const remote: RemoteTrack = { peerId, producerId, source, track };
    this.#remote.set(producerId, remote);
    this.emit('trackAdded', remote);
  }

  #lost({ producerId }: ConsumerInfo, track: MediaStreamTrack): void {
    const remote = this.#remote.get(producerId);
    if (remote?.track !== track) return; // the next generation has it
    this.#remote.delete(producerId);
    this.emit('trackRemoved', remote);
  }
}
