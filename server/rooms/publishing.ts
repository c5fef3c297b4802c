/**
 * What one peer publishes: builds, mutes and ends its producers on the send transport of its media, and again in each generation. Owns the
 * producers; who receives them is the business of the others' subscriptions.
 */
import { RequestError } from '../errors.ts';
import { adopt } from '../lib/adopt.ts';
import type { EngineProducer, EngineTransport } from '../media/engine.ts';
import type { Params } from '../protocol/methods.ts';
import type { RoomChange } from '../protocol/room-state.ts';
import type { SignalParams } from '../protocol/signals.ts';
import { kindOf, type Source } from '../protocol/words.ts';
import { Demand } from './demand.ts';
import { engineRefusal } from './engine-refusal.ts';
import { layerSizes } from './layers.ts';
import type { Publication } from './publication.ts';
import type { Publications } from './publications.ts';
import { requirePublishable } from './publishable.ts';

/** What publishing needs of the room it happens in. */
export interface PublishingRoom {
  readonly publications: Publications;
  /** So many at a time. */
  readonly most: number;
  /** Whether the peer may publish the source as things are now. */
  mayPublish(source: Source): boolean;
  /** Logs a change that is not made by `shown` and `hidden`. */
  change(change: RoomChange): void;
  /** It was muted (`by`: who did it, where it is not the peer itself), or can be heard or seen again. */
  muted(publication: Publication, by: string | null | undefined): void;
  /** The publication can be consumed from now on. */
  shown(publication: Publication): void;
  /** It cannot for now: its generation is lost. */
  interrupted(publication: Publication): void;
  /** It can again, in another generation. */
  carriedOn(publication: Publication): void;
  /** It cannot any more, whatever ended it. */
  hidden(publication: Publication): void;
  /** The publisher is to know how much of a video is wanted. */
  wanted(params: SignalParams<'layersWanted'>): void;
}

/** The size of the picture when a publisher does not tell. */
const assumedSize = { camera: { width: 1280, height: 720 }, screen: { width: 1920, height: 1080 } };

/** Milliseconds from one request for a key frame of a stream to the next, however many receivers ask, and however soon it came. */
const keyFrameRequestDelay = 500;

export class Publishing {
  readonly #peerId: string;
  readonly #transport: () => EngineTransport;
  readonly #room: PublishingRoom;

  /** `transport`: the send transport of the peer's latest generation. */
  constructor(peerId: string, transport: () => EngineTransport, room: PublishingRoom) {
    this.#peerId = peerId;
    this.#transport = transport;
    this.#room = room;
  }

  /**
   * Resolves when others can consume it. Publishing the same again changes nothing; in a later generation it goes on under its id, muted
   * where either side says so. Throws `not-permitted` beside what is refused.
   */
  async publish(params: Params<'publish'>): Promise<void> {
    const { producerId, source } = params;
    const transport = this.#transport();
    const known = this.#room.publications.get(producerId);
    const own = known?.peerId === this.#peerId && known.source === source ? known : undefined;
    if (own?.carrier === transport) return;
    this.#requirePermission(source);
    requirePublishable(params);
    const publication = own ?? this.#claim(params);
    publication.carrier = transport;
    publication.codec = codecOf(params);
    publication.layers = layersOf(params);
    if (own && params.paused) this.#changePaused(own, true);
    await this.#carry(publication, params, transport);
  }

  /** What is published now, and what is being built. */
  get all(): Iterable<Publication> {
    return this.#room.publications.of(this.#peerId);
  }

  unpublish(producerId: string): void {
    this.#end(this.#own(producerId));
  }

  /** Ends what a moderator (`by`) or the server (`null`) will not have. Throws `not-found`. */
  end(producerId: string, by: string | null): void {
    const publication = this.#own(producerId);
    publication.endedBy = by;
    this.#end(publication);
  }

  /** The grant or the room has changed: what may not be published any more ends. */
  endForbidden(by: string | null): void {
    for (const { producerId, source } of [...this.#room.publications.of(this.#peerId)]) {
      if (!this.#room.mayPublish(source)) this.end(producerId, by);
    }
  }

  /** Says again how much of each video is wanted. */
  repeatNews(): void {
    for (const { demand } of this.#room.publications.of(this.#peerId)) demand?.repeat();
  }

  /**
   * Mutes or un-mutes for everybody. The state changes once the engine has: nobody is shown as muted who can be heard. While there are no
   * media it changes at once, and the next generation follows. `by`: who does it, where it is not the peer itself.
   */
  async setPaused(producerId: string, paused: boolean, by?: string | null): Promise<void> {
    const publication = this.#own(producerId);
    if (!publication.shown || publication.paused === paused) return;
    if (publication.producer) await this.#apply(publication, publication.producer, paused);
    if (publication.paused !== paused) this.#changePaused(publication, paused, by); // nobody else was faster
  }

  /** The peer has ended, and its media with it. */
  close(): void {
    for (const publication of [...this.#room.publications.of(this.#peerId)]) this.#withdraw(publication);
  }

  #claim({ producerId, source, paused }: Params<'publish'>): Publication {
    const publication: Publication = {
      producerId,
      peerId: this.#peerId,
      source,
      codec: '',
      layers: [],
      paused,
      shown: false,
      carrier: undefined,
      producer: undefined,
      demand: undefined,
    };
    this.#room.publications.claim(publication, this.#room.most);
    return publication;
  }

  /** Builds it on `transport`, and shows it, or shows it again. */
  async #carry(
    publication: Publication,
    { rtpParameters }: Params<'publish'>,
    transport: EngineTransport,
  ): Promise<void> {
    const { source, paused, shown } = publication;
    try {
      const kind = kindOf(source);
      const producer = await transport.produce({ kind, rtpParameters, paused, keyFrameRequestDelay });
      this.#build(publication, producer, transport);
      if (shown && producer.paused !== publication.paused) {
        await this.#apply(publication, producer, publication.paused);
      }
    } catch (error) {
      // What the others know of waits for the next generation.
      const waits = shown && transport.closed;
      if (publication.carrier === transport && !waits) this.#withdraw(publication);
      throw engineRefusal(error, transport, 'rtpParameters');
    }
    if (shown) this.#room.carriedOn(publication);
    else this.#room.shown(publication);
  }

  /** The permission, or the wish of a moderator, may be another than when the engine was asked. */
  #build(publication: Publication, producer: EngineProducer, transport: EngineTransport): void {
    const built = adopt(transport, producer, () => this.#ended(publication, producer, transport));
    const isWithdrawn = this.#room.publications.get(publication.producerId) !== publication;
    if (isWithdrawn || publication.endedBy !== undefined || !this.#room.mayPublish(publication.source)) {
      built.close();
      throw new RequestError('not-permitted', 'source');
    }
    publication.producer = built;
    if (publication.layers.length > 0) publication.demand = this.#demandFor(publication);
  }

  /** Makes the engine's producer follow. Throws `not-found` when it has ended, but for the loss of its generation. */
  async #apply(publication: Publication, producer: EngineProducer, paused: boolean): Promise<void> {
    try {
      await (paused ? producer.pause() : producer.resume());
    } catch (error) {
      if (!producer.closed) throw error;
    }
    const isThere = this.#room.publications.get(publication.producerId) === publication;
    if (!isThere) throw new RequestError('not-found', 'producerId');
  }

  #changePaused(publication: Publication, paused: boolean, by?: string | null): void {
    if (publication.paused === paused) return;
    publication.paused = paused;
    const type = paused ? 'producerPaused' : 'producerResumed';
    const change = { type, peerId: this.#peerId, producerId: publication.producerId } as const;
    this.#room.change(paused && by !== undefined ? { ...change, type: 'producerPaused', by } : change);
    this.#room.muted(publication, by);
  }

  #requirePermission(source: Source): void {
    if (!this.#room.mayPublish(source)) throw new RequestError('not-permitted', 'source');
  }

  #demandFor({ producerId, layers }: Publication): Demand {
    return new Demand(layers.length, spatialLayer => this.#room.wanted({ producerId, spatialLayer }));
  }

  #end(publication: Publication): void {
    if (publication.producer) publication.producer.close();
    else if (publication.shown) this.#withdraw(publication);
  }

  /** The engine's producer is gone: by itself it takes the publication along, as part of its generation it does not. */
  #ended(publication: Publication, producer: EngineProducer, transport: EngineTransport): void {
    if (publication.producer !== producer) return;
    publication.demand?.close();
    publication.demand = undefined;
    publication.producer = undefined;
    if (transport.closed) this.#room.interrupted(publication);
    else this.#withdraw(publication);
  }

  #withdraw(publication: Publication): void {
    const isReleased = this.#room.publications.release(publication);
    if (isReleased && publication.shown) this.#room.hidden(publication);
  }

  #own(producerId: string): Publication {
    const publication = this.#room.publications.get(producerId);
    if (publication?.peerId !== this.#peerId) throw new RequestError('not-found', 'producerId');
    return publication;
  }
}

function codecOf({ rtpParameters: { codecs } }: Params<'publish'>): string {
  return codecs[0]?.mimeType.split('/')[1] ?? '';
}

function layersOf({ source, rtpParameters, width, height }: Params<'publish'>) {
  if (!isVideo(source)) return [];
  const assumed = assumedSize[source];
  return layerSizes(rtpParameters.encodings, {
    width: width || assumed.width,
    height: height || assumed.height,
  });
}

function isVideo(source: Source): source is 'camera' | 'screen' {
  return kindOf(source) === 'video';
}
